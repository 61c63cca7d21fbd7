#pragma once

#include "labs/clock/Steps.h"
#include "labs/kubernetes/Objects.h"
#include "labs/kubernetes/Store.h"

namespace understudy::cluster {

/// What became of one pod, from first to last.
struct PodLife {
    std::string ns, name, uid, app, container, node, image;
    Micros created = 0;
    std::optional<Micros> ended;
    double memoryLimit = 0; ///< bytes
    Steps ready, running, restarts;
    Steps started; ///< virtual microseconds of the container's start
    bool aliveAt(Micros t) const { return created <= t && (!ended || t < *ended); }
};

/// The history of the cluster that its metrics are computed from: pods that were, and how many were ready
/// when.
class Ledger final {
public:
    struct Counts {
        Steps asked, ready;
        std::optional<Micros> ended; ///< when it was deleted
    };

    void note(const Object& object, ChangeType type, Micros now);

    const std::vector<PodLife>& pods() const { return m_pods; }
    /// Ready pods with the label app of that namespace.
    int ready(const std::string& ns, const std::string& app, Micros when) const;
    /// The share of those that run this image.
    double shareOf(const std::string& ns, const std::string& app, const std::string& image,
                   Micros when) const;
    const std::map<Store::Key, Counts>& deployments() const { return m_deployments; }
    const std::map<Store::Key, Counts>& statefulSets() const { return m_statefulSets; }

private:
    void notePod(const Pod& pod, ChangeType type, Micros now);
    std::vector<PodLife> m_pods;
    std::map<std::string, std::size_t> m_byUid;
    std::map<std::string, Steps> m_ready;
    std::map<Store::Key, Counts> m_deployments, m_statefulSets;
};

} // namespace understudy::cluster
