// The part of Workloads about paused deployments, and about pods that join or leave a replica set by their
// labels.
#include "labs/kubernetes/Workloads.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

Owner ownerOf(const Object& object) {
    return {apiVersionOf(object.kind), kindName(object.kind), object.meta.name, object.meta.uid};
}

} // namespace

// Only its size is followed: the replica set that serves takes it, and no other is begun.
void Workloads::hold(const Deployment& deployment, const ReplicaSet* current) {
    std::vector<std::shared_ptr<const ReplicaSet>> active;
    const auto sets = setsOf(deployment);
    int total = 0;
    for (const auto& set : sets) {
        total += set->replicas;
        if (set->replicas > 0)
            active.push_back(set);
    }
    const int wanted = deployment.replicas;
    if (active.size() <= 1) {
        const ReplicaSet* only = !active.empty() ? active[0].get()
                                 : current       ? current
                                 : sets.empty()  ? nullptr
                                                 : sets.back().get();
        if (only)
            scale(deployment, *only, wanted);
        return;
    }
    std::stable_sort(active.begin(), active.end(),
                     [](const auto& a, const auto& b) { return a->replicas > b->replicas; });
    const int most = wanted > 0 ? wanted + shareOf(deployment.maxSurge, wanted, true) : 0;
    int change = total < wanted ? wanted - total : std::min(0, most - total);
    for (const auto& set : active) {
        const int to = std::max(0, set->replicas + change);
        change -= to - set->replicas;
        scale(deployment, *set, to);
    }
}

void Workloads::podRelabeled(const Pod& before, const Pod& now) {
    podMoved(before);
    podMoved(now);
}

/// A pod that nobody looks after: who selects it takes it.
void Workloads::offer(const Pod& pod) {
    if (pod.finished() || pod.meta.deleted)
        return;
    for (const auto& set : m_store.list<ReplicaSet>(pod.meta.ns))
        if (selects(set->selector, pod.meta.labels))
            soon(Kind::ReplicaSet, {set->meta.ns, set->meta.name});
}

// A pod belongs to a replica set as long as its labels say so.
void Workloads::adopt(const ReplicaSet& set) {
    for (const auto& pod : m_store.list<Pod>(set.meta.ns)) {
        if (pod->meta.deleted)
            continue;
        const bool fits = selects(set.selector, pod->meta.labels);
        const bool own = pod->meta.owner && pod->meta.owner->uid == set.meta.uid;
        if (own && !fits) {
            m_store.update<Pod>(set.meta.ns, pod->meta.name, [](Pod& each) { each.meta.owner.reset(); });
            offer(*m_store.find<Pod>(set.meta.ns, pod->meta.name));
        } else if (fits && !pod->meta.owner && !pod->finished()) {
            m_store.update<Pod>(set.meta.ns, pod->meta.name,
                                [&](Pod& each) { each.meta.owner = ownerOf(set); });
        }
    }
}

/// Makes what is missing, or takes away what is too much from behind.
void Workloads::resize(const ReplicaSet& set, const std::vector<std::shared_ptr<const Pod>>& pods) {
    const int have = static_cast<int>(pods.size());
    for (int i = have; i < set.replicas; ++i) {
        const std::string name = set.meta.name + "-" + m_noise.letters(5, "pod/" + set.meta.name, m_names++);
        if (!m_pods.create(set.meta.ns, name, set.pods, ownerOf(set))) {
            m_store.tell(set, "Warning", "FailedCreate", "Error creating: " + m_pods.refused(),
                         "replicaset-controller");
            tryAgain(Kind::ReplicaSet, {set.meta.ns, set.meta.name});
            break;
        }
        m_store.tell(set, "Normal", "SuccessfulCreate", "Created pod: " + name, "replicaset-controller");
    }
    for (int i = have; i > set.replicas; --i) {
        const auto& pod = pods[static_cast<std::size_t>(i - 1)];
        m_store.tell(set, "Normal", "SuccessfulDelete", "Deleted pod: " + pod->meta.name,
                     "replicaset-controller");
        m_pods.remove(set.meta.ns, pod->meta.name, pod->spec.graceSeconds);
    }
}

void Workloads::tryAgain(Kind kind, const Key& key) {
    constexpr Micros pause = 15 * second;
    if (!m_refused.insert({kind, key}).second)
        return;
    m_queue.after(pause, [this, kind, key] {
        m_refused.erase({kind, key});
        soon(kind, key);
    });
}

} // namespace understudy::cluster
