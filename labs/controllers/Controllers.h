#pragma once

#include "labs/controllers/Autoscaler.h"
#include "labs/controllers/Budgets.h"
#include "labs/controllers/CronJobs.h"
#include "labs/controllers/DaemonSets.h"
#include "labs/controllers/Garbage.h"
#include "labs/controllers/Jobs.h"
#include "labs/controllers/NodeLife.h"

namespace understudy::cluster {

/// The controllers besides Workloads, and who hears of which change.
class Controllers final {
public:
    /// @p epoch: the moment (microseconds since 1970) that virtual time 0 stands for.
    Controllers(Store& store, EventQueue& queue, const Noise& noise, Pods& pods, Workloads& workloads,
                std::int64_t epoch);

    /// What every cluster has from its first day: roles, node agents, the API's own service, secrets.
    void settle();
    /// To be called after each change of the store.
    void note(const Object& object, ChangeType type);

    Autoscaler& autoscaler() { return m_autoscaler; }
    Budgets& budgets() { return m_budgets; }
    Garbage& garbage() { return m_garbage; }

private:
    void noteNamespace(const Namespace& space);
    void noteAccount(const ServiceAccount& account);

    Store& m_store;
    EventQueue& m_queue;
    const Noise& m_noise;
    Workloads& m_workloads;
    DaemonSets m_daemonSets;
    Jobs m_jobs;
    Autoscaler m_autoscaler;
    Budgets m_budgets;
    NodeLife m_nodes;
    Garbage m_garbage;
    CronJobs m_cronJobs;
};

} // namespace understudy::cluster
