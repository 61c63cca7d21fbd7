#pragma once

#include "labs/kubernetes/Workloads.h"
#include "labs/scenario/Scenario.h"
#include "labs/signals/Alerts.h"

namespace understudy::cluster {

struct Backup {
    std::string name, checksum, restoreTest, status;
    Micros started = 0, duration = 0;
    std::int64_t bytes = 0;
};

struct Finding {
    std::string library, id, severity, status, installed, fixed, title;
};

/// The faults of a scenario. Each changes parameters of the model only; nothing the trainee does is forbidden
/// by one.
class Faults final {
public:
    enum class State { Waiting, On, Over };
    struct Running {
        FaultSpec spec;
        State state = State::Waiting;
        bool byHand = false;
        Micros started = 0;
        std::optional<Micros> ended;
        std::set<std::string> pods; ///< uids it holds
        std::string image;          ///< it ends when this one is replaced
    };

    Faults(EventQueue& queue, Store& store, Pods& pods, Workloads& workloads, ServiceModel& model,
           Alerts& alerts, const Ledger& ledger);

    void plan(const std::vector<FaultSpec>& specs);
    enum class Injected { Started, Unknown, NotWaiting };
    Injected inject(const std::string& id);
    const std::vector<Running>& all() const { return m_faults; }
    std::optional<Pods::Crash> crashOf(const Pod& pod) const;
    /// Ends what the trainee mended and kills what outgrew its memory.
    void look();

    std::vector<Backup> backups(Micros now) const;
    std::vector<Finding> findings(const std::string& image) const;
    bool redisHeld(const std::string& uid) const;

private:
    void start(std::size_t index);
    void end(std::size_t index);
    void crashAll(Running& fault);
    std::string imageOf(const FaultSpec& spec) const;

    EventQueue& m_queue;
    Store& m_store;
    Pods& m_pods;
    Workloads& m_workloads;
    ServiceModel& m_model;
    Alerts& m_alerts;
    const Ledger& m_ledger;
    std::vector<Running> m_faults;
};

} // namespace understudy::cluster
