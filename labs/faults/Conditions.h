#pragma once

#include "labs/faults/Fault.h"

namespace understudy::cluster {

/// Decides conditions of a scenario on the world as it is now. It changes nothing and moves no time.
class Conditions final {
public:
    /// @p faultState: waiting, on or over, by the fault's id.
    Conditions(const Store& store, const ServiceModel& model,
               std::function<std::string(const std::string&)> faultState)
        : m_store(store)
        , m_model(model)
        , m_faultState(std::move(faultState)) {}
    bool holds(const Condition& condition) const;

    using Holds = std::function<bool(const Condition&)>;
    /// What is decided elsewhere: by PromQL, by the platform, by the journal. Never, while not set.
    Holds measured, platform, done;

private:
    bool kube(const Condition& condition) const;
    bool workload(const Condition& condition) const;
    bool service(const Condition& condition) const;

    const Store& m_store;
    const ServiceModel& m_model;
    std::function<std::string(const std::string&)> m_faultState;
};

} // namespace understudy::cluster
