#pragma once

#include "labs/kubernetes/Images.h"
#include "labs/kubernetes/Scheduler.h"

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
        , m_noise(noise)
        , m_scheduler(store, noise) {}

    /// A new pod of a template; with @p settledAt it is already running and ready since then. Nothing when it
    /// was not admitted: refused() says why.
    std::shared_ptr<const Pod> create(const std::string& ns, const std::string& name, const PodTemplate& spec,
                                      const std::optional<Owner>& owner,
                                      std::optional<Micros> settledAt = std::nullopt);
    /// The same of a pod with its name, labels and spec; with a node it goes there.
    std::shared_ptr<const Pod> create(Pod pod, std::optional<Micros> settledAt = std::nullopt);
    const std::string& refused() const { return m_refused; }
    /// Graceful, as `kubectl delete pod`; at once when @p graceSeconds is 0.
    bool remove(const std::string& ns, const std::string& name, int graceSeconds);
    /// Takes away what is left of a pod that terminates.
    void finish(const std::string& uid);
    /// The containers of the pod end now, and start again after a growing pause.
    void crash(const std::string& uid, const Crash& crash);
    void killForMemory(const std::string& uid);
    /// Its programs end by themselves.
    void complete(const std::string& uid);
    /// Tries pods that wait for a node again.
    void placeWaiting();
    /// Pods on a node that no longer reports: not ready, and those to be deleted stay until it is back.
    void nodeLost(const std::string& node);
    void nodeBack(const std::string& node);
    std::shared_ptr<const Pod> byUid(const std::string& uid) const;

    std::function<std::optional<Crash>(const Pod&)> crashes; ///< asked at each start of a container
    std::function<void(const Pod&)> ended;                   ///< a pod is gone
    std::function<void(const Pod&)> moved;                   ///< a pod changed its state
    /// Asked before a pod is made: fills in what its namespace prescribes; "" or why it may not be.
    std::function<std::string(Pod&)> admits;
    Images images;

private:
    void bind(const std::string& uid, const std::string& node);
    void place(const std::string& uid);
    void placeLater(const std::string& uid);
    void start(const std::string& uid);
    bool pulled(const Pod& pod);
    void cannotPull(const Pod& pod, const std::string& image, Images::Found found);
    void backOff(const std::string& uid, int tries, const std::string& image);
    void waitForImage(const std::string& uid, const std::string& reason, const std::string& message);
    bool stillTrying(const std::string& uid, int tries) const;
    void becomeReady(const std::string& uid, Micros startedAt);
    void settle(Pod& pod, Micros since) const;
    void restartLater(const std::string& uid, const Crash& crash, bool memory);
    void stop(const std::string& uid, const Crash& crash, bool memory, const std::string& backOff);
    bool change(const std::string& uid, const std::function<void(Pod&)>& how);
    bool reachable(const std::string& node) const;
    std::string addressOn(const std::string& node);

    Store& m_store;
    EventQueue& m_queue;
    const Noise& m_noise;
    Scheduler m_scheduler;
    std::map<std::string, Store::Key> m_byUid;
    std::map<std::string, int> m_addresses;
    std::set<std::string> m_waiting;    ///< pods that will try for a node again
    std::map<std::string, int> m_pulls; ///< of pods whose image is not there: how often it was tried
    std::string m_refused;
};

} // namespace understudy::cluster
