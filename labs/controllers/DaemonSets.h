#pragma once

#include "labs/kubernetes/Pods.h"

namespace understudy::cluster {

/// The controller of daemon sets: one pod on each node that takes it.
class DaemonSets final {
public:
    DaemonSets(Store& store, EventQueue& queue, const Noise& noise, Pods& pods)
        : m_store(store)
        , m_queue(queue)
        , m_noise(noise)
        , m_pods(pods) {}
    /// A daemon set whose pods have been running since it was made.
    void settle(const DaemonSet& set);
    void follow(const Store::Key& key);
    void followAll();
    void podMoved(const Pod& pod);

private:
    void reconcile(const Store::Key& key);
    void create(const DaemonSet& set, const std::string& node, std::optional<Micros> settledAt);
    void tryAgain(const Store::Key& key);
    static bool fits(const Node& node, const DaemonSet& set);

    Store& m_store;
    EventQueue& m_queue;
    const Noise& m_noise;
    Pods& m_pods;
    std::set<Store::Key> m_soon;
    std::set<Store::Key> m_refused; ///< whose pods were not admitted; tried again
    std::int64_t m_names = 0;
};

} // namespace understudy::cluster
