// The part of Workloads that follows stateful sets, and the endpoints of services.
#include "labs/kubernetes/Workloads.h"

#include <cstdlib>

namespace understudy::cluster {

namespace {

const std::string revisionLabel = "controller-revision-hash";

Owner ownerOf(const Object& object) {
    return {apiVersionOf(object.kind), kindName(object.kind), object.meta.name, object.meta.uid};
}

} // namespace

void Workloads::settleStatefulSet(StatefulSet set) {
    set.status = {set.replicas, set.replicas, set.replicas, set.replicas, set.meta.generation};
    const auto stored = m_store.add(set);
    PodTemplate pods = stored->pods;
    pods.labels[revisionLabel] = stored->meta.name + "-" + templateHash(stored->pods);
    for (int i = 0; i < stored->replicas; ++i) {
        pods.labels["statefulset.kubernetes.io/pod-name"] = stored->meta.name + "-" + std::to_string(i);
        m_pods.create(stored->meta.ns, stored->meta.name + "-" + std::to_string(i), pods, ownerOf(*stored),
                      stored->meta.created + 20 * second + i * 15 * second);
    }
}

void Workloads::apply(const StatefulSet& set) {
    const auto old = m_store.find<StatefulSet>(set.meta.ns, set.meta.name);
    if (!old)
        m_store.add(set);
    else
        m_store.update<StatefulSet>(set.meta.ns, set.meta.name, [&](StatefulSet& each) {
            const bool asked = !(each.pods == set.pods) || each.replicas != set.replicas;
            const auto generation = each.meta.generation + (asked ? 1 : 0);
            each = set;
            each.meta.generation = generation;
        });
    soon(Kind::StatefulSet, {set.meta.ns, set.meta.name});
}

// One pod at a time: new ones from 0 upwards, changed ones from the last downwards, each after the other is
// ready.
void Workloads::reconcileStatefulSet(const Key& key) {
    const auto set = m_store.find<StatefulSet>(key.first, key.second);
    if (!set || set->meta.deleted)
        return;
    const std::string revision = set->meta.name + "-" + templateHash(set->pods);
    Replicas counted{0, 0, 0, 0, set->meta.generation};
    bool busy = false;
    std::string missing, outdated;
    for (int i = set->replicas - 1; i >= 0; --i) {
        const std::string name = set->meta.name + "-" + std::to_string(i);
        const auto pod = m_store.find<Pod>(key.first, name);
        if (!pod) {
            missing = name;
            continue;
        }
        const auto label = pod->meta.labels.find(revisionLabel);
        const bool current = label != pod->meta.labels.end() && label->second == revision;
        ++counted.current;
        counted.ready += pod->ready();
        counted.updated += current;
        busy = busy || pod->meta.deleted || (current && !pod->ready());
        if (!current && outdated.empty())
            outdated = name;
    }
    counted.available = counted.ready;
    if (!missing.empty() && !busy) {
        PodTemplate pods = set->pods;
        pods.labels[revisionLabel] = revision;
        pods.labels["statefulset.kubernetes.io/pod-name"] = missing;
        if (m_pods.create(key.first, missing, pods, ownerOf(*set))) {
            m_store.tell(*set, "Normal", "SuccessfulCreate",
                         "create Pod " + missing + " in StatefulSet " + set->meta.name + " successful",
                         "statefulset-controller");
        } else {
            m_store.tell(*set, "Warning", "FailedCreate",
                         "create Pod " + missing + " in StatefulSet " + set->meta.name +
                             " failed error: " + m_pods.refused(),
                         "statefulset-controller");
            tryAgain(Kind::StatefulSet, key);
        }
    } else if (!outdated.empty() && !busy && missing.empty()) {
        m_pods.remove(key.first, outdated, set->pods.graceSeconds);
    }
    for (const auto& pod : podsOf(key.first, set->meta.uid))
        if (std::atoi(pod->meta.name.substr(set->meta.name.size() + 1).c_str()) >= set->replicas)
            m_pods.remove(key.first, pod->meta.name, set->pods.graceSeconds);
    if (!(counted == set->status))
        m_store.update<StatefulSet>(key.first, key.second, [&](StatefulSet& each) { each.status = counted; });
}

void Workloads::refreshEndpoints(const std::string& ns) {
    for (const auto& service : m_store.list<Service>(ns)) {
        if (service->selector.empty())
            continue;
        Endpoints fresh;
        for (const auto& pod : m_store.list<Pod>(ns)) {
            if (!selects(service->selector, pod->meta.labels) || pod->ip.empty() || pod->meta.deleted)
                continue;
            auto& addresses = pod->ready() ? fresh.ready : fresh.notReady;
            addresses.push_back({pod->ip, pod->meta.name, pod->meta.uid, pod->node});
        }
        for (const auto& port : service->ports)
            fresh.ports.push_back({port.name, port.target, port.target, 0});
        const auto old = m_store.find<Endpoints>(ns, service->meta.name);
        if (!old) {
            fresh.meta.name = service->meta.name;
            fresh.meta.ns = ns;
            fresh.meta.labels = service->meta.labels;
            fresh.meta.created = service->meta.created;
            m_store.add(fresh);
        } else if (old->ready != fresh.ready || old->notReady != fresh.notReady ||
                   old->ports != fresh.ports) {
            m_store.update<Endpoints>(ns, service->meta.name, [&](Endpoints& each) {
                each.ready = fresh.ready;
                each.notReady = fresh.notReady;
                each.ports = fresh.ports;
            });
        }
    }
}

} // namespace understudy::cluster
