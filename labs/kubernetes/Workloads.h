#pragma once

#include "labs/kubernetes/Pods.h"

namespace understudy::cluster {

/// The controllers of deployments, replica sets, stateful sets and endpoints: they bring what is towards what
/// was asked.
class Workloads final {
public:
    Workloads(Store& store, EventQueue& queue, const Noise& noise, Pods& pods);

    /// A deployment as it is after days of running: its replica sets (the earlier images first) and settled
    /// pods.
    void settleDeployment(Deployment deployment, const std::vector<std::string>& earlierImages);
    void settleStatefulSet(StatefulSet set);
    /// Stores the changed deployment and follows it. Its generation goes up when what was asked for changed.
    void apply(const Deployment& deployment);
    void apply(const StatefulSet& set);
    void apply(const ReplicaSet& set);
    void followService(const std::string& ns, const std::string& name);
    /// Somebody wrote other labels or another owner on a pod.
    void podRelabeled(const Pod& before, const Pod& now);

private:
    using Key = Store::Key;
    void podMoved(const Pod& pod);
    void podEnded(const Pod& pod);
    void soon(Kind kind, const Key& key);
    void reconcileDeployment(const Key& key);
    void reconcileReplicaSet(const Key& key);
    void reconcileStatefulSet(const Key& key);
    /// The replica set of its template; while it is paused none is made, and there may be none.
    std::shared_ptr<const ReplicaSet> currentSet(const Deployment& deployment);
    std::vector<std::shared_ptr<const ReplicaSet>> setsOf(const Deployment& deployment) const;
    /// Marks the deployment when it makes no progress for longer than it may take.
    void watchProgress(const Key& key);
    void roll(const Deployment& deployment, const ReplicaSet& current);
    void hold(const Deployment& deployment, const ReplicaSet* current);
    void offer(const Pod& pod);
    void adopt(const ReplicaSet& set);
    void resize(const ReplicaSet& set, const std::vector<std::shared_ptr<const Pod>>& pods);
    void tryAgain(Kind kind, const Key& key);
    void annotate(const ReplicaSet& set, const Deployment& deployment, int revision);
    void scale(const Deployment& deployment, const ReplicaSet& set, int replicas);
    void countDeployment(const Deployment& deployment, const ReplicaSet* current);
    ReplicaSet newSet(const Deployment& deployment, int revision) const;
    std::vector<std::shared_ptr<const Pod>> podsOf(const std::string& ns, const std::string& ownerUid) const;
    void refreshEndpoints(const std::string& ns);

    Store& m_store;
    EventQueue& m_queue;
    const Noise& m_noise;
    Pods& m_pods;
    std::set<std::pair<Kind, Key>> m_soon;
    std::set<std::pair<Kind, Key>> m_refused; ///< whose pods were not admitted; tried again
    std::set<Key> m_watched;                  ///< deployments whose deadline is waited for
    std::set<std::string> m_stale;            ///< namespaces whose endpoints are to be made again
    std::int64_t m_names = 0;
};

/// How many of @p of a text such as "25%" or "3" means; @p up rounds a percentage up.
int shareOf(const std::string& text, int of, bool up);
/// What identifies a template: a hash of all that reaches the pods.
std::string templateHash(const PodTemplate& pods);

} // namespace understudy::cluster
