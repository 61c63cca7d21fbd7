#include "labs/kubernetes/Workloads.h"

#include <algorithm>
#include <cstdlib>

namespace understudy::cluster {

namespace {

const std::string hashLabel = "pod-template-hash";
const std::string revisionNote = "deployment.kubernetes.io/revision";
const std::string lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

int revisionOf(const Meta& meta) {
    const auto found = meta.annotations.find(revisionNote);
    return found == meta.annotations.end() ? 0 : std::atoi(found->second.c_str());
}

PodTemplate withoutHash(PodTemplate pods) {
    pods.labels.erase(hashLabel);
    return pods;
}

Owner ownerOf(const Object& object) {
    return {apiVersionOf(object.kind), kindName(object.kind), object.meta.name, object.meta.uid};
}

} // namespace

std::string templateHash(const PodTemplate& pods) {
    std::string text;
    const auto add = [&text](const StringMap& map) {
        for (const auto& [key, value] : map)
            text += key + '=' + value + '\n';
    };
    add(pods.labels);
    add(pods.annotations);
    for (const auto& container : pods.containers) {
        text += container.name + '|' + container.image + '\n';
        for (const auto& [key, value] : container.env)
            text += key + '=' + value + '\n';
        add(container.requests);
        add(container.limits);
        for (const auto& port : container.ports)
            text += port.name + std::to_string(port.port) + '\n';
        text += container.rest;
    }
    text += pods.serviceAccount == "default" ? "" : pods.serviceAccount + '\n';
    add(pods.nodeSelector);
    for (const auto& each : pods.tolerations)
        text += each.key + each.op + each.value + each.effect + '\n';
    text += pods.rest;
    static constexpr std::string_view alphabet = "bcdfghjklmnpqrstvwxz2456789";
    std::uint64_t hash = hashOf(text);
    std::string name;
    for (int i = 0; i < 10; ++i) {
        name += alphabet[hash % alphabet.size()];
        hash /= alphabet.size();
    }
    return name;
}

Workloads::Workloads(Store& store, EventQueue& queue, const Noise& noise, Pods& pods)
    : m_store(store)
    , m_queue(queue)
    , m_noise(noise)
    , m_pods(pods) {
    m_pods.moved = [this](const Pod& pod) { podMoved(pod); };
    m_pods.ended = [this](const Pod& pod) { podEnded(pod); };
}

void Workloads::soon(Kind kind, const Key& key) {
    if (!m_soon.insert({kind, key}).second)
        return;
    m_queue.after(second / 20, [this, kind, key] {
        m_soon.erase({kind, key});
        if (kind == Kind::Deployment)
            reconcileDeployment(key);
        else if (kind == Kind::ReplicaSet)
            reconcileReplicaSet(key);
        else if (kind == Kind::StatefulSet)
            reconcileStatefulSet(key);
    });
}

void Workloads::podMoved(const Pod& pod) {
    if (pod.meta.owner && pod.meta.owner->kind == "ReplicaSet")
        soon(Kind::ReplicaSet, {pod.meta.ns, pod.meta.owner->name});
    else if (pod.meta.owner && pod.meta.owner->kind == "StatefulSet")
        soon(Kind::StatefulSet, {pod.meta.ns, pod.meta.owner->name});
    else if (!pod.meta.owner)
        offer(pod);
    followService(pod.meta.ns, {});
}

void Workloads::podEnded(const Pod& pod) { podMoved(pod); }

void Workloads::followService(const std::string& ns, const std::string&) {
    if (!m_stale.insert(ns).second)
        return;
    m_queue.after(second / 20, [this, ns] {
        m_stale.erase(ns);
        refreshEndpoints(ns);
    });
}

std::vector<std::shared_ptr<const Pod>> Workloads::podsOf(const std::string& ns,
                                                          const std::string& ownerUid) const {
    std::vector<std::shared_ptr<const Pod>> found;
    for (const auto& pod : m_store.list<Pod>(ns))
        if (pod->meta.owner && pod->meta.owner->uid == ownerUid)
            found.push_back(pod);
    return found;
}

std::vector<std::shared_ptr<const ReplicaSet>> Workloads::setsOf(const Deployment& deployment) const {
    std::vector<std::shared_ptr<const ReplicaSet>> found;
    for (const auto& set : m_store.list<ReplicaSet>(deployment.meta.ns))
        if (set->meta.owner && set->meta.owner->uid == deployment.meta.uid)
            found.push_back(set);
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return revisionOf(a->meta) < revisionOf(b->meta); });
    return found;
}

ReplicaSet Workloads::newSet(const Deployment& deployment, int revision) const {
    ReplicaSet set;
    const std::string hash = templateHash(deployment.pods);
    set.meta.name = deployment.meta.name + "-" + hash;
    set.meta.ns = deployment.meta.ns;
    set.pods = deployment.pods;
    set.pods.labels[hashLabel] = hash;
    set.meta.labels = set.pods.labels;
    set.selector = deployment.selector;
    set.selector[hashLabel] = hash;
    set.meta.annotations = deployment.meta.annotations;
    set.meta.annotations[revisionNote] = std::to_string(revision);
    set.meta.annotations.erase(lastApplied);
    set.meta.annotations["deployment.kubernetes.io/desired-replicas"] = std::to_string(deployment.replicas);
    set.meta.annotations["deployment.kubernetes.io/max-replicas"] =
        std::to_string(deployment.replicas + (deployment.replicas + 3) / 4);
    set.meta.owner = ownerOf(deployment);
    return set;
}

void Workloads::settleDeployment(Deployment deployment, const std::vector<std::string>& earlierImages) {
    const Micros born = deployment.meta.created;
    const int revisions = static_cast<int>(earlierImages.size()) + 1;
    deployment.meta.annotations[revisionNote] = std::to_string(revisions);
    deployment.meta.generation = revisions;
    const int n = deployment.replicas;
    deployment.status = {n, n, n, n, deployment.meta.generation};
    deployment.progressed = born + (revisions - 1) * hour;
    deployment.complete = true;
    const auto stored = m_store.add(deployment);
    for (int i = 0; i < revisions; ++i) {
        const bool last = i == revisions - 1;
        Deployment then = *stored;
        if (!last)
            then.pods.containers.at(0).image = earlierImages[static_cast<std::size_t>(i)];
        ReplicaSet set = newSet(then, i + 1);
        set.meta.created = born + i * (-born - 30 * hour > 0 ? (-born - 30 * hour) / revisions : 0);
        set.replicas = last ? n : 0;
        set.status = {set.replicas, set.replicas, 0, set.replicas, 1};
        const auto kept = m_store.add(set);
        for (int pod = 0; pod < set.replicas; ++pod) {
            const Micros age = -kept->meta.created - m_noise.below(3600, set.meta.name, pod) * second;
            m_pods.create(set.meta.ns,
                          set.meta.name + "-" + m_noise.letters(5, "pod/" + set.meta.name, m_names++),
                          set.pods, ownerOf(*kept), -std::max<Micros>(age, 25 * hour));
        }
    }
}

void Workloads::apply(const Deployment& deployment) {
    const auto old = m_store.find<Deployment>(deployment.meta.ns, deployment.meta.name);
    if (!old) {
        m_store.add(deployment);
    } else {
        const bool asked =
            !(old->pods == deployment.pods) || old->replicas != deployment.replicas ||
            old->paused != deployment.paused || old->revisionLimit != deployment.revisionLimit ||
            old->maxSurge != deployment.maxSurge || old->rest != deployment.rest ||
            old->maxUnavailable != deployment.maxUnavailable ||
            old->progressDeadline != deployment.progressDeadline || old->recreate != deployment.recreate;
        m_store.update<Deployment>(deployment.meta.ns, deployment.meta.name, [&](Deployment& each) {
            const auto generation = each.meta.generation + (asked ? 1 : 0);
            each = deployment;
            each.meta.generation = generation;
            if (asked) {
                each.progressed = m_store.now(); // the progress deadline counts from here
                each.complete = each.late = false;
            }
        });
    }
    soon(Kind::Deployment, {deployment.meta.ns, deployment.meta.name});
}

void Workloads::apply(const ReplicaSet& set) {
    const auto old = m_store.find<ReplicaSet>(set.meta.ns, set.meta.name);
    if (!old)
        m_store.add(set);
    else
        m_store.update<ReplicaSet>(set.meta.ns, set.meta.name, [&](ReplicaSet& each) {
            each = set;
            each.meta.generation += old->replicas != set.replicas || !(old->pods == set.pods);
        });
    soon(Kind::ReplicaSet, {set.meta.ns, set.meta.name});
}

// What was noted on the deployment later is told of its newest replica set too: why it was changed, for one.
void Workloads::annotate(const ReplicaSet& set, const Deployment& deployment, int revision) {
    StringMap notes = set.meta.annotations;
    for (const auto& [key, value] : deployment.meta.annotations)
        if (!key.starts_with("deployment.kubernetes.io/") && key != lastApplied)
            notes[key] = value;
    notes[revisionNote] = std::to_string(revision);
    if (notes != set.meta.annotations)
        m_store.update<ReplicaSet>(set.meta.ns, set.meta.name,
                                   [&](ReplicaSet& each) { each.meta.annotations = notes; });
}

std::shared_ptr<const ReplicaSet> Workloads::currentSet(const Deployment& deployment) {
    const auto sets = setsOf(deployment);
    const int newest = sets.empty() ? 0 : revisionOf(sets.back()->meta);
    for (const auto& set : sets) {
        if (!(withoutHash(set->pods) == withoutHash(deployment.pods)))
            continue;
        annotate(*set, deployment, revisionOf(set->meta) == newest ? newest : newest + 1);
        return m_store.find<ReplicaSet>(set->meta.ns, set->meta.name);
    }
    if (deployment.paused)
        return nullptr;
    ReplicaSet fresh = newSet(deployment, newest + 1);
    // One that was orphaned is taken back.
    if (const auto orphan = m_store.find<ReplicaSet>(fresh.meta.ns, fresh.meta.name)) {
        fresh.meta = orphan->meta;
        fresh.meta.owner = ownerOf(deployment);
        fresh.meta.annotations[revisionNote] = std::to_string(newest + 1);
        fresh.replicas = orphan->replicas;
        fresh.status = orphan->status;
        m_store.put(std::make_shared<ReplicaSet>(fresh));
        return m_store.find<ReplicaSet>(fresh.meta.ns, fresh.meta.name);
    }
    return m_store.add(std::move(fresh));
}

void Workloads::reconcileDeployment(const Key& key) {
    const auto deployment = m_store.find<Deployment>(key.first, key.second);
    if (!deployment || deployment->meta.deleted)
        return;
    const auto current = currentSet(*deployment);
    if (deployment->paused) {
        hold(*deployment, current.get());
        countDeployment(*m_store.find<Deployment>(key.first, key.second), current.get());
        return;
    }
    if (!current)
        return;
    const auto revision = current->meta.annotations.at(revisionNote);
    const auto noted = deployment->meta.annotations.find(revisionNote);
    if (noted == deployment->meta.annotations.end() || noted->second != revision)
        m_store.update<Deployment>(key.first, key.second, [&](Deployment& each) {
            each.meta.annotations[revisionNote] = revision;
            each.progressed = m_store.now();
            each.complete = each.late = false;
        });
    watchProgress(key);
    roll(*m_store.find<Deployment>(key.first, key.second), *current);
    const auto sets = setsOf(*deployment);
    const int spare = static_cast<int>(sets.size()) - 1 - deployment->revisionLimit;
    for (int i = 0, dropped = 0; i < static_cast<int>(sets.size()) && dropped < spare; ++i) {
        const auto& set = sets[static_cast<std::size_t>(i)];
        if (set->replicas == 0 && set->status.current == 0 &&
            m_store.remove(Kind::ReplicaSet, key.first, set->meta.name))
            ++dropped;
    }
    countDeployment(*m_store.find<Deployment>(key.first, key.second), current.get());
}

void Workloads::reconcileReplicaSet(const Key& key) {
    const auto set = m_store.find<ReplicaSet>(key.first, key.second);
    if (!set || set->meta.deleted)
        return;
    adopt(*set);
    auto pods = podsOf(key.first, set->meta.uid);
    std::erase_if(pods, [](const auto& pod) { return pod->meta.deleted.has_value() || pod->finished(); });
    // The ones that serve least go first: not ready, then the youngest.
    std::stable_sort(pods.begin(), pods.end(), [](const auto& a, const auto& b) {
        return a->ready() != b->ready() ? a->ready() : a->meta.created < b->meta.created;
    });
    resize(*set, pods);
    Replicas counted{static_cast<int>(pods.size()), 0, 0, 0, set->meta.generation};
    for (const auto& pod : pods)
        counted.ready += pod->ready();
    counted.available = counted.ready;
    if (!(counted == set->status))
        m_store.update<ReplicaSet>(key.first, key.second, [&](ReplicaSet& each) { each.status = counted; });
    if (set->meta.owner)
        soon(Kind::Deployment, {key.first, set->meta.owner->name});
}

} // namespace understudy::cluster
