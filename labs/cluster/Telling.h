#pragma once

#include "labs/faults/Faults.h"

namespace understudy::cluster {

/// Something somebody says to the trainee.
struct Message {
    Micros at = 0;
    std::string kind; ///< chat or page
    std::string from, text;
};

/// A guard of the scenario and when it was broken first.
struct WatchedGuard {
    Guard guard;
    std::optional<Micros> failing; ///< it does not hold since
    std::optional<Micros> broken;
};

/// What a scenario tells besides its faults: lines of its script when their time comes, and whether its
/// guards were broken. A guard that was broken once stays so.
class Telling final {
public:
    Telling(EventQueue& queue, Store& store, Alerts& alerts, const Conditions& conditions)
        : m_queue(queue)
        , m_store(store)
        , m_alerts(alerts)
        , m_conditions(conditions) {}
    void plan(const std::vector<ScriptLine>& script, const std::vector<Guard>& guards);
    void look();

    const std::vector<ScriptLine>& logLines() const { return m_logLines; }
    const std::vector<Message>& messages() const { return m_messages; } ///< so far
    const std::vector<WatchedGuard>& guards() const { return m_guards; }
    /// Whether nobody is told of an alert with those labels at that moment; never, while not set.
    std::function<bool(const std::map<std::string, std::string>& labels, Micros when)> muted;

private:
    void tell(const ScriptLine& line);

    EventQueue& m_queue;
    Store& m_store;
    Alerts& m_alerts;
    const Conditions& m_conditions;
    std::vector<ScriptLine> m_logLines;
    std::vector<Message> m_messages;
    std::vector<WatchedGuard> m_guards;
};

} // namespace understudy::cluster
