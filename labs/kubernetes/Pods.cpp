#include "labs/kubernetes/Pods.h"

#include <algorithm>

namespace understudy::cluster {

std::shared_ptr<const Pod> Pods::byUid(const std::string& uid) const {
    const auto key = m_byUid.find(uid);
    return key == m_byUid.end() ? nullptr : m_store.find<Pod>(key->second.first, key->second.second);
}

bool Pods::change(const std::string& uid, const std::function<void(Pod&)>& how) {
    const auto pod = byUid(uid);
    if (!pod || !m_store.update<Pod>(pod->meta.ns, pod->meta.name, how))
        return false;
    if (moved)
        moved(*byUid(uid));
    return true;
}

std::string Pods::addressOn(const std::string& node) {
    const auto found = m_store.find<Node>("", node);
    std::string range = found ? found->podRange : "10.244.0.0/24";
    range.resize(range.rfind('.') + 1);
    return range + std::to_string(2 + m_addresses[node]++ % 250);
}

void Pods::settle(Pod& pod, Micros since) const {
    pod.phase = "Running";
    pod.scheduled = since - 2 * second;
    pod.readyChanged = since;
    for (auto& container : pod.containers) {
        container.ready = true;
        container.state = {Run::Running, "", "", 0, since, 0};
    }
}

std::shared_ptr<const Pod> Pods::create(const std::string& ns, const std::string& name,
                                        const PodTemplate& spec, const std::optional<Owner>& owner,
                                        std::optional<Micros> settledAt) {
    Pod pod;
    pod.meta.name = name;
    pod.meta.ns = ns;
    pod.meta.labels = spec.labels;
    pod.meta.annotations = spec.annotations;
    pod.meta.owner = owner;
    pod.spec = spec;
    return create(std::move(pod), settledAt);
}

std::shared_ptr<const Pod> Pods::create(Pod pod, std::optional<Micros> settledAt) {
    m_refused = admits && !settledAt ? admits(pod) : std::string();
    if (!m_refused.empty())
        return nullptr;
    const std::string ns = pod.meta.ns, name = pod.meta.name, node = pod.node;
    pod.meta.created = settledAt ? *settledAt - 5 * second : m_store.now();
    pod.meta.uid = m_noise.uuid("pod/" + ns + "/" + name, static_cast<std::int64_t>(m_store.revision()));
    pod.restartPolicy = pod.spec.restartPolicy;
    pod.node.clear();
    pod.containers.clear();
    for (const auto& container : pod.spec.containers)
        pod.containers.push_back({container.name,
                                  container.image,
                                  false,
                                  0,
                                  {Run::Waiting, "ContainerCreating", "", 0, 0, 0},
                                  std::nullopt});
    m_byUid[pod.meta.uid] = {ns, name};
    if (settledAt) {
        pod.node = node.empty() ? m_scheduler.choose(pod).node : node;
        if (const auto found = m_store.find<Node>("", pod.node))
            pod.hostIp = found->ip;
        pod.ip = addressOn(pod.node);
        settle(pod, *settledAt);
    }
    const auto stored = m_store.add(std::move(pod));
    if (!settledAt)
        m_queue.after(second / 5, [this, uid = stored->meta.uid, node] {
            if (node.empty())
                place(uid);
            else
                bind(uid, node);
        });
    if (moved)
        moved(*stored);
    return stored;
}

void Pods::place(const std::string& uid) {
    const auto pod = byUid(uid);
    if (!pod || !pod->node.empty() || pod->meta.deleted)
        return;
    const auto choice = m_scheduler.choose(*pod);
    if (choice.node.empty()) {
        if (pod->unschedulable != choice.why)
            change(uid, [&](Pod& each) { each.unschedulable = choice.why; });
        m_store.tell(*pod, "Warning", "FailedScheduling", choice.why, "default-scheduler");
        placeLater(uid);
        return;
    }
    bind(uid, choice.node);
}

void Pods::placeLater(const std::string& uid) {
    if (!m_waiting.insert(uid).second)
        return;
    m_queue.after(15 * second, [this, uid] {
        m_waiting.erase(uid);
        place(uid);
    });
}

void Pods::bind(const std::string& uid, const std::string& node) {
    const auto pod = byUid(uid);
    if (!pod || !pod->node.empty() || pod->meta.deleted)
        return;
    const auto found = m_store.find<Node>("", node);
    const std::string address = addressOn(node);
    change(uid, [&](Pod& each) {
        each.node = node;
        each.hostIp = found ? found->ip : "";
        each.ip = address;
        each.scheduled = m_store.now();
        each.unschedulable.clear();
    });
    m_store.tell(*pod, "Normal", "Scheduled",
                 "Successfully assigned " + pod->meta.ns + "/" + pod->meta.name + " to " + node,
                 "default-scheduler");
    m_queue.after(second, [this, uid] { start(uid); });
}

void Pods::placeWaiting() {
    for (const auto& pod : m_store.list<Pod>())
        if (pod->node.empty() && !pod->meta.deleted && m_waiting.contains(pod->meta.uid))
            place(pod->meta.uid);
}

bool Pods::reachable(const std::string& node) const {
    const auto found = m_store.find<Node>("", node);
    return found && found->alive;
}

void Pods::start(const std::string& uid) {
    const auto pod = byUid(uid);
    if (!pod || pod->meta.deleted || pod->finished() || !reachable(pod->node) || !pulled(*pod))
        return;
    const Micros now = m_store.now();
    for (const auto& container : pod->spec.containers) {
        m_store.tell(*pod, "Normal", "Pulled",
                     "Container image \"" + container.image + "\" already present on machine", "kubelet",
                     pod->node);
        m_store.tell(*pod, "Normal", "Created", "Created container " + container.name, "kubelet", pod->node);
        m_store.tell(*pod, "Normal", "Started", "Started container " + container.name, "kubelet", pod->node);
    }
    change(uid, [&](Pod& each) {
        each.phase = "Running";
        for (auto& status : each.containers)
            status.state = {Run::Running, "", "", 0, now, 0};
    });
    if (const auto fault = crashes ? crashes(*byUid(uid)) : std::nullopt) {
        m_queue.after(fault->after, [this, uid, now, fault = *fault] {
            const auto still = byUid(uid);
            if (still && !still->containers.empty() && still->containers[0].state.started == now)
                crash(uid, fault);
        });
        return;
    }
    const Micros warm = 2 * second + m_noise.below(3000, "warm/" + uid, now) * 1000;
    m_queue.after(warm, [this, uid, now] { becomeReady(uid, now); });
    if (pod->meta.owner && pod->meta.owner->kind == "Job")
        m_queue.after(warm + 4 * second + m_noise.below(8000, "work/" + uid, now) * 1000,
                      [this, uid] { complete(uid); });
}

void Pods::becomeReady(const std::string& uid, Micros startedAt) {
    const auto pod = byUid(uid);
    if (!pod || pod->meta.deleted || pod->containers.empty() || !reachable(pod->node) ||
        pod->containers[0].state.run != Run::Running || pod->containers[0].state.started != startedAt)
        return;
    change(uid, [&](Pod& each) {
        each.readyChanged = m_store.now();
        for (auto& status : each.containers)
            status.ready = true;
    });
}

void Pods::complete(const std::string& uid) {
    const auto pod = byUid(uid);
    if (!pod || pod->meta.deleted || pod->finished() || !reachable(pod->node))
        return;
    const Micros now = m_store.now();
    change(uid, [&](Pod& each) {
        each.phase = "Succeeded";
        each.readyChanged = now;
        for (auto& status : each.containers) {
            status.ready = false;
            status.state = {Run::Terminated, "Completed", "", 0, status.state.started, now};
        }
    });
}

} // namespace understudy::cluster
