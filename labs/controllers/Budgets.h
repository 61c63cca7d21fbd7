#pragma once

#include "labs/kubernetes/Workloads.h"

namespace understudy::cluster {

/// Follows how many pods each disruption budget can spare, and keeps evictions to it.
class Budgets final {
public:
    Budgets(Store& store, EventQueue& queue)
        : m_store(store)
        , m_queue(queue) {}
    void stale(const std::string& ns);
    /// The budget that forbids the eviction of the pod now, or nothing.
    std::shared_ptr<const PodDisruptionBudget> forbids(const Pod& pod) const;

private:
    void refresh(const std::string& ns);
    /// The budget with its counts of now.
    PodDisruptionBudget counted(const PodDisruptionBudget& budget) const;
    int wishedFor(const Pod& pod) const;

    Store& m_store;
    EventQueue& m_queue;
    std::set<std::string> m_stale;
};

} // namespace understudy::cluster
