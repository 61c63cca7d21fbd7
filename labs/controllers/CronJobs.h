#pragma once

#include "labs/controllers/Garbage.h"

namespace understudy::cluster {

/// The controller of cron jobs: makes a job whenever one is due, follows it, and keeps only the last of those
/// that are done.
class CronJobs final {
public:
    /// @p epoch: the moment (microseconds since 1970) that virtual time 0 stands for.
    CronJobs(Store& store, EventQueue& queue, Garbage& garbage, std::int64_t epoch)
        : m_store(store)
        , m_queue(queue)
        , m_garbage(garbage)
        , m_epoch(epoch) {}
    void follow(const Store::Key& key);
    void jobMoved(const Job& job);

private:
    void reconcile(const Store::Key& key);
    void settle(const CronJob& cron);
    void dropOld(const CronJob& cron, bool failed, int kept);
    std::optional<Micros> missed(const CronJob& cron) const;
    void start(const CronJob& cron, Micros due);
    void wait(const CronJob& cron);
    std::vector<std::shared_ptr<const Job>> jobsOf(const CronJob& cron) const;

    Store& m_store;
    EventQueue& m_queue;
    Garbage& m_garbage;
    std::int64_t m_epoch;
    std::set<Store::Key> m_soon;
    std::map<Store::Key, Micros> m_waits; ///< when it is looked at next
};

} // namespace understudy::cluster
