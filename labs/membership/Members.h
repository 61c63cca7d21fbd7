#pragma once

#include "labs/clock/EventQueue.h"
#include "labs/clock/Noise.h"
#include "labs/membership/Records.h"
#include "labs/scenario/PlatformPlan.h"

namespace understudy::cluster {

/// Who belongs to the platform: its controllers, with their leader, and its workers.
class Members final {
public:
    Members(const PlatformPlan& plan, EventQueue& queue, const Noise& noise);

    const std::vector<Controller>& controllers() const { return m_controllers; }
    const std::vector<WorkerNode>& workers() const { return m_workers; }
    const WorkerNode* worker(const std::string& id) const;
    const Controller* controller(const std::string& id) const;
    WorkerNode* change(const std::string& id); ///< for its settings; status goes through setStatus()
    bool known(const std::string& id) const { return worker(id) || controller(id); }
    /// Nodes whose id, region or provider fits the pattern.
    std::vector<std::string> matching(const std::string& pattern) const;
    bool fits(const std::string& pattern, const std::string& id) const;

    void setStatus(const std::string& id, WorkerNode::Status status, const std::string& reason);
    void setUp(const std::string& controller, bool up);
    void addController(const std::string& id);
    void addWorker(const std::string& id, const std::string& region);
    void remove(const std::string& worker);
    int healthyControllers() const;
    int readyWorkers() const { return m_ready; }
    int count(WorkerNode::Status status) const;

    // Raft among the controllers.
    bool hasQuorum() const { return healthyControllers() * 2 > static_cast<int>(m_controllers.size()); }
    const std::string& leader() const { return m_leader; } ///< empty without a quorum
    std::int64_t term() const { return m_term; }
    /// A new leader; milliseconds it took. With @p to that one, when it is up.
    int elect(const std::string& to = {});
    const std::vector<Micros>& elections() const { return m_elections; }
    int electionsWithin(Micros span) const;

    const Steps& healthyOverTime() const { return m_healthySteps; }
    const Steps& readyOverTime() const { return m_readySteps; }
    const Steps& totalOverTime() const { return m_totalSteps; }
    const Steps& quarantinedOverTime() const { return m_quarantinedSteps; }
    const Steps& upOverTime(std::size_t controller) const { return m_upSteps[controller]; }

private:
    std::size_t indexOf(const std::string& worker) const;
    void note();

    EventQueue& m_queue;
    Noise m_noise;
    std::vector<Controller> m_controllers;
    std::vector<WorkerNode> m_workers;
    std::map<std::string, std::size_t> m_places; ///< of workers, by id
    std::string m_leader, m_domain, m_region;
    std::int64_t m_term = 7;
    std::vector<Micros> m_elections;
    int m_ready = 0;
    Steps m_healthySteps, m_readySteps, m_totalSteps, m_quarantinedSteps;
    std::vector<Steps> m_upSteps;
};

} // namespace understudy::cluster
