#pragma once

#include "labs/kubernetes/Pods.h"

namespace understudy::cluster {

/// What becomes of a node that no longer reports: after 40 s it is not ready and tainted, and five minutes
/// later its pods are evicted; when it is back, all that is taken back. Taints of pressure come and go too.
class NodeLife final {
public:
    static constexpr Micros grace = 40 * second;
    static constexpr Micros eviction = 300 * second;

    NodeLife(Store& store, EventQueue& queue, Pods& pods)
        : m_store(store)
        , m_queue(queue)
        , m_pods(pods) {}
    void note(const Node& node, bool gone);

private:
    void look(const std::string& name);
    void lose(const std::string& name);
    void restore(const std::string& name);
    void evict(const std::string& name);
    void drop(const std::string& name);

    Store& m_store;
    EventQueue& m_queue;
    Pods& m_pods;
    std::map<std::string, Micros> m_silent; ///< nodes that do not report, since when
    std::set<std::string> m_lost;           ///< those that were marked
    std::set<std::string> m_looking;
};

} // namespace understudy::cluster
