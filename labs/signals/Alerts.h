#pragma once

#include "labs/signals/ServiceModel.h"

namespace understudy::cluster {

/// A rule as Prometheus shows it. The model decides it by itself; the expression says the same in PromQL.
struct AlertRule {
    std::string name, expression, severity, summary;
    Micros holds = 0; ///< how long it must be true
};

struct AlertEvent {
    std::string name, severity, text;
    Micros active = 0;              ///< true since
    std::optional<Micros> firing;   ///< firing since
    std::optional<Micros> resolved; ///< over since
    double value = 0;
    bool forced = false;
};

/// The alert rules of production, decided on virtual time, and what they said.
class Alerts final {
public:
    Alerts(const ServiceModel& model, const Ledger& ledger)
        : m_model(model)
        , m_ledger(ledger) {}

    static const std::vector<AlertRule>& rules();
    void evaluate(Micros now);
    /// Fires whatever the model says, until then.
    void force(const std::string& name, const std::string& severity, const std::string& text, Micros now,
               Micros until);
    /// All there were, in the order of their beginning.
    const std::vector<AlertEvent>& events() const { return m_events; }

private:
    double measure(const std::string& rule, const std::vector<ServiceState>& states, Micros now) const;

    const ServiceModel& m_model;
    const Ledger& m_ledger;
    std::vector<AlertEvent> m_events;
    std::map<std::string, std::size_t> m_open;
    std::vector<std::pair<std::size_t, Micros>> m_forced;
};

} // namespace understudy::cluster
