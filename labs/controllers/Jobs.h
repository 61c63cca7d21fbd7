#pragma once

#include "labs/kubernetes/Pods.h"

namespace understudy::cluster {

/// The controller of jobs: pods until enough of them have ended well, or too many have not.
class Jobs final {
public:
    Jobs(Store& store, EventQueue& queue, const Noise& noise, Pods& pods)
        : m_store(store)
        , m_queue(queue)
        , m_noise(noise)
        , m_pods(pods) {}
    void follow(const Store::Key& key);
    void podMoved(const Pod& pod);

private:
    void reconcile(const Store::Key& key);
    bool create(const Job& job);
    void tryAgain(const Store::Key& key);

    Store& m_store;
    EventQueue& m_queue;
    const Noise& m_noise;
    Pods& m_pods;
    std::set<Store::Key> m_soon;
    std::set<Store::Key> m_refused; ///< whose pods were not admitted; tried again
    std::int64_t m_names = 0;
};

} // namespace understudy::cluster
