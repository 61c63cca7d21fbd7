#pragma once

#include "labs/kubernetes/Store.h"

#include <optional>
#include <set>

namespace understudy::cluster {

/// The life of pods: placed on a node, started, ready, crashing, killed for memory, ended. What kubelets and
/// the scheduler do in a real cluster, over virtual time.
class Pods final {
public:
    struct Crash {
        int exitCode = 1;
        std::string message;
        Micros after = 4 * second; ///< from the start of the container
    };

    Pods(Store& store, EventQueue& queue, const Noise& noise)
        : m_store(store)
        , m_queue(queue)
        , m_noise(noise) {}

    /// A new pod of a template; with @p settledAt it is already running and ready since then.
    std::shared_ptr<const Pod> create(const std::string& ns, const std::string& name, const PodTemplate& spec,
                                      const Owner& owner, std::optional<Micros> settledAt = std::nullopt);
    /// Graceful, as `kubectl delete pod`; at once when @p graceSeconds is 0.
    bool remove(const std::string& ns, const std::string& name, int graceSeconds);
    /// The containers of the pod end now, and start again after a growing pause.
    void crash(const std::string& uid, const Crash& crash);
    void killForMemory(const std::string& uid);
    /// Tries pods that wait for a node again.
    void placeWaiting();
    std::shared_ptr<const Pod> byUid(const std::string& uid) const;

    std::function<std::optional<Crash>(const Pod&)> crashes; ///< asked at each start of a container
    std::function<void(const Pod&)> ended;                   ///< a pod is gone
    std::function<void(const Pod&)> moved;                   ///< a pod changed its state
    std::set<std::string> repositories;                      ///< images that can be pulled: name without tag

private:
    std::string nodeFor(const Pod& pod) const;
    void place(const std::string& uid);
    void start(const std::string& uid);
    void becomeReady(const std::string& uid, Micros startedAt);
    void settle(Pod& pod, Micros since) const;
    void restartLater(const std::string& uid, const Crash& crash, bool memory);
    bool change(const std::string& uid, const std::function<void(Pod&)>& how);
    std::string addressOn(const std::string& node);

    Store& m_store;
    EventQueue& m_queue;
    const Noise& m_noise;
    std::map<std::string, Store::Key> m_byUid;
    std::map<std::string, int> m_addresses;
};

/// Cores of a Kubernetes quantity: "500m" is 0.5.
double coresOf(const std::string& quantity);
/// Bytes of a Kubernetes quantity: "8Gi".
std::int64_t bytesOf(const std::string& quantity);

} // namespace understudy::cluster
