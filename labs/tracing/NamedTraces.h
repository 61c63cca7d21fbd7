#pragma once

#include "labs/scenario/ScriptedTrace.h"
#include "labs/signals/TraceSource.h"

namespace understudy::cluster {

/// The traces that a scenario names, such as the one of a customer's complaint.
class NamedTraces final : public TraceSource {
public:
    void plan(const std::vector<ScriptedTrace>& scripted);
    std::map<std::string, std::vector<std::string>> operations() const override;
    void each(const std::string& service, Micros from, Micros to, const Take& take) const override;
    std::optional<Trace> find(const std::string& id, Micros now) const override;

private:
    std::vector<Trace> m_all; ///< latest first
};

} // namespace understudy::cluster
