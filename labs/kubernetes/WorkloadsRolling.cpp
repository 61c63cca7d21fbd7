// The part of Workloads that rolls deployments from one replica set to the next and counts what is there.
#include "labs/kubernetes/Workloads.h"

#include <algorithm>
#include <cstdlib>

namespace understudy::cluster {

int shareOf(const std::string& text, int of, bool up) {
    const int number = std::atoi(text.c_str());
    if (text.empty() || text.back() != '%')
        return std::max(0, number);
    const auto hundredths = static_cast<std::int64_t>(std::clamp(number, 0, 1000)) * of;
    return static_cast<int>((hundredths + (up ? 99 : 0)) / 100);
}

void Workloads::watchProgress(const Key& key) {
    const auto deployment = m_store.find<Deployment>(key.first, key.second);
    if (!deployment || deployment->complete || deployment->late || deployment->paused ||
        !m_watched.insert(key).second)
        return;
    m_queue.at(deployment->progressed + deployment->progressDeadline * second + 1, [this, key] {
        m_watched.erase(key);
        const auto now = m_store.find<Deployment>(key.first, key.second);
        if (!now || now->complete || now->paused || now->late)
            return;
        if (m_store.now() - now->progressed > now->progressDeadline * second)
            m_store.update<Deployment>(key.first, key.second, [](Deployment& each) { each.late = true; });
        else
            watchProgress(key);
    });
}

// Only so many more than asked for may exist, and only so many less may be ready.
void Workloads::roll(const Deployment& deployment, const ReplicaSet& current) {
    const int wanted = deployment.replicas;
    const int surge = shareOf(deployment.maxSurge, wanted, true);
    int missing = shareOf(deployment.maxUnavailable, wanted, false);
    if (surge == 0 && missing == 0)
        missing = 1;
    const int least = std::max(0, wanted - missing);
    int total = 0;
    int ready = 0;
    std::vector<std::shared_ptr<const ReplicaSet>> old;
    for (const auto& set : setsOf(deployment)) {
        total += set->replicas;
        for (const auto& pod : podsOf(set->meta.ns, set->meta.uid))
            ready += pod->ready() && !pod->meta.deleted;
        if (set->meta.uid != current.meta.uid && set->replicas > 0)
            old.push_back(set);
    }
    if (old.empty() && !deployment.recreate) {
        scale(deployment, current, wanted);
        return;
    }
    if (deployment.recreate) {
        bool running = false;
        for (const auto& set : old) {
            running = true;
            scale(deployment, *set, 0);
        }
        for (const auto& set : setsOf(deployment))
            if (set->meta.uid != current.meta.uid)
                running = running || !podsOf(set->meta.ns, set->meta.uid).empty();
        if (!running)
            scale(deployment, current, wanted);
        return;
    }
    const int room = std::max(0, wanted + surge - total);
    const int next = std::min(wanted, current.replicas + room);
    scale(deployment, current, next);
    for (const auto& set : old) {
        int unready = 0;
        for (const auto& pod : podsOf(set->meta.ns, set->meta.uid))
            unready += !pod->ready() && !pod->meta.deleted;
        const int drop = std::min(set->replicas, std::max(0, ready - least) + unready);
        if (drop > 0)
            scale(deployment, *set, set->replicas - drop);
        ready -= std::max(0, drop - unready);
    }
}

void Workloads::scale(const Deployment& deployment, const ReplicaSet& set, int replicas) {
    if (set.replicas == replicas)
        return;
    m_store.tell(deployment, "Normal", "ScalingReplicaSet",
                 std::string(replicas > set.replicas ? "Scaled up" : "Scaled down") + " replica set " +
                     set.meta.name + " to " + std::to_string(replicas),
                 "deployment-controller");
    m_store.update<ReplicaSet>(set.meta.ns, set.meta.name, [&](ReplicaSet& each) {
        each.replicas = replicas;
        ++each.meta.generation;
    });
    soon(Kind::ReplicaSet, {set.meta.ns, set.meta.name});
}

void Workloads::countDeployment(const Deployment& deployment, const ReplicaSet* current) {
    Replicas counted;
    for (const auto& set : setsOf(deployment)) {
        const auto pods = podsOf(set->meta.ns, set->meta.uid);
        for (const auto& pod : pods) {
            if (pod->meta.deleted)
                continue;
            ++counted.current;
            counted.updated += current && set->meta.uid == current->meta.uid;
            counted.ready += pod->ready();
        }
    }
    counted.available = counted.ready;
    counted.observed = deployment.meta.generation;
    const int wanted = deployment.replicas;
    const bool complete = deployment.complete || (counted.updated == wanted && counted.current == wanted &&
                                                  counted.available == wanted);
    if (counted == deployment.status && complete == deployment.complete)
        return;
    m_store.update<Deployment>(deployment.meta.ns, deployment.meta.name, [&](Deployment& each) {
        if (counted.updated != each.status.updated || counted.available > each.status.available)
            each.progressed = m_store.now(), each.late = false;
        each.status = counted;
        each.complete = complete;
    });
}

} // namespace understudy::cluster
