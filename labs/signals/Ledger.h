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
    /// Of CPU and memory; 0 where nothing is said.
    struct Amounts {
        double cores = 0, bytes = 0;
    };
    Amounts requests, limits;
    Steps ready, running, restarts;
    Steps started; ///< virtual microseconds of the container's start
    bool aliveAt(Micros t) const { return created <= t && (!ended || t < *ended); }
};

/// What became of a node: one that was deleted and is made again goes on here.
struct NodeRecord {
    std::string name, ip, role; ///< as they were first
    Micros first = 0;
    std::optional<Micros> ended; ///< it is not there any more
    Steps there, cores, memoryBytes;
};

/// The history of the cluster that its metrics are computed from: pods and nodes that were, and how many
/// were ready when.
class Ledger final {
public:
    struct Counts {
        Steps asked, ready, there;
        Micros first = 0;
        std::optional<Micros> ended; ///< when it was deleted
    };
    /// What the mesh was told about calls to one service of production.
    struct CallRules {
        Steps retries{-1}; ///< so many times again; below 0: as the caller does it anyway
        Steps tryMs;       ///< a try is given up after that time; 0: never
        Steps breaker{1};  ///< 0: callers keep none for it
    };

    void note(const Object& object, ChangeType type, Micros now);

    const std::vector<PodLife>& pods() const { return m_pods; }
    const std::vector<NodeRecord>& nodes() const { return m_nodes; } ///< in the order of their coming
    /// Ready pods with the label app of that namespace.
    int ready(const std::string& ns, const std::string& app, Micros when) const;
    /// The share of those that run this image.
    double shareOf(const std::string& ns, const std::string& app, const std::string& image,
                   Micros when) const;
    /// The share of those that run on this node.
    double shareOn(const std::string& ns, const std::string& app, const std::string& node, Micros when) const;
    const std::map<Store::Key, Counts>& deployments() const { return m_deployments; }
    const std::map<Store::Key, Counts>& statefulSets() const { return m_statefulSets; }
    const CallRules* callRules(const std::string& service) const;
    /// True when some pod became ready or was lost, or the mesh was told something, in the time before.
    bool turned(Micros when, Micros before) const;

private:
    void notePod(const Pod& pod, ChangeType type, Micros now);
    void noteNode(const Node& node, ChangeType type, Micros now);
    void noteRoutes(const Object& service, ChangeType type, Micros now);
    void noteBreaker(const Object& rule, ChangeType type, Micros now);
    static void count(Counts& counts, int asked, int ready, bool gone, Micros now);
    void turn(Micros now);
    /// Of the pods that are ready then, the part that those() is true of.
    template <typename Those>
    double share(const std::string& ns, const std::string& app, Micros when, const Those& those) const;

    std::vector<PodLife> m_pods;
    std::vector<NodeRecord> m_nodes;
    std::map<std::string, std::size_t> m_byUid, m_byNode;
    std::map<std::string, Steps> m_ready;
    std::map<Store::Key, Counts> m_deployments, m_statefulSets;
    std::map<std::string, CallRules> m_callRules;
    std::map<std::string, std::vector<std::string>> m_routed; ///< of a virtual service: what it was about
    std::map<std::string, std::string> m_breakerless;         ///< the same of a destination rule
    std::vector<Micros> m_turns;                              ///< ascending
};

} // namespace understudy::cluster
