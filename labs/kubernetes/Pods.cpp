#include "labs/kubernetes/Pods.h"

#include <algorithm>
#include <cstdlib>

namespace understudy::cluster {

double coresOf(const std::string& quantity) {
    const double number = std::strtod(quantity.c_str(), nullptr);
    return !quantity.empty() && quantity.back() == 'm' ? number / 1000 : number;
}

std::int64_t bytesOf(const std::string& quantity) {
    char* end = nullptr;
    const double number = std::strtod(quantity.c_str(), &end);
    const std::string unit = end ? end : "";
    const double scale = unit == "Ki"   ? 1024.0
                         : unit == "Mi" ? 1024.0 * 1024
                         : unit == "Gi" ? 1024.0 * 1024 * 1024
                         : unit == "k"  ? 1e3
                         : unit == "M"  ? 1e6
                         : unit == "G"  ? 1e9
                                        : 1.0;
    return static_cast<std::int64_t>(number * scale);
}

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

// The node with the least CPU asked for; equal ones by a hash, so that pods of one kind spread.
std::string Pods::nodeFor(const Pod& pod) const {
    std::map<std::string, double> asked;
    std::map<std::string, int> same;
    for (const auto& other : m_store.list<Pod>()) {
        if (other->node.empty() || other->phase == "Succeeded")
            continue;
        for (const auto& container : other->spec.containers)
            if (const auto cpu = container.requests.find("cpu"); cpu != container.requests.end())
                asked[other->node] += coresOf(cpu->second);
        if (other->meta.ns == pod.meta.ns && other->meta.labels == pod.meta.labels)
            ++same[other->node];
    }
    std::string best;
    double least = 0;
    for (const auto& node : m_store.list<Node>()) {
        const auto& name = node->meta.name;
        if (node->role != "worker" || node->unschedulable || !node->ready)
            continue;
        const double score =
            asked[name] + 1.5 * same[name] + 0.01 * m_noise.uniform("place/" + pod.meta.uid + name, 0);
        if (asked[name] < node->cores && (best.empty() || score < least)) {
            best = name;
            least = score;
        }
    }
    return best;
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
                                        const PodTemplate& spec, const Owner& owner,
                                        std::optional<Micros> settledAt) {
    Pod pod;
    pod.meta.name = name;
    pod.meta.ns = ns;
    pod.meta.labels = spec.labels;
    pod.meta.annotations = spec.annotations;
    pod.meta.created = settledAt ? *settledAt - 5 * second : m_store.now();
    pod.meta.owner = owner;
    pod.meta.uid = m_noise.uuid("pod/" + ns + "/" + name, static_cast<std::int64_t>(m_store.revision()));
    pod.spec = spec;
    for (const auto& container : spec.containers)
        pod.containers.push_back({container.name,
                                  container.image,
                                  false,
                                  0,
                                  {Run::Waiting, "ContainerCreating", "", 0, 0, 0},
                                  std::nullopt});
    m_byUid[pod.meta.uid] = {ns, name};
    if (settledAt) {
        pod.node = nodeFor(pod);
        if (const auto node = m_store.find<Node>("", pod.node))
            pod.hostIp = node->ip;
        pod.ip = addressOn(pod.node);
        settle(pod, *settledAt);
    }
    const auto stored = m_store.add(std::move(pod));
    if (!settledAt)
        m_queue.after(second / 5, [this, uid = stored->meta.uid] { place(uid); });
    if (moved)
        moved(*stored);
    return stored;
}

void Pods::place(const std::string& uid) {
    const auto pod = byUid(uid);
    if (!pod || !pod->node.empty() || pod->meta.deleted)
        return;
    const std::string node = nodeFor(*pod);
    if (node.empty()) {
        m_store.tell(*pod, "Warning", "FailedScheduling", "0/13 nodes are available: no node takes this pod.",
                     "default-scheduler");
        m_queue.after(15 * second, [this, uid] { place(uid); });
        return;
    }
    const auto found = m_store.find<Node>("", node);
    const std::string address = addressOn(node);
    change(uid, [&](Pod& each) {
        each.node = node;
        each.hostIp = found->ip;
        each.ip = address;
        each.scheduled = m_store.now();
    });
    m_store.tell(*pod, "Normal", "Scheduled",
                 "Successfully assigned " + pod->meta.ns + "/" + pod->meta.name + " to " + node,
                 "default-scheduler");
    m_queue.after(second, [this, uid] { start(uid); });
}

void Pods::placeWaiting() {
    for (const auto& pod : m_store.list<Pod>())
        if (pod->node.empty() && !pod->meta.deleted)
            place(pod->meta.uid);
}

void Pods::start(const std::string& uid) {
    const auto pod = byUid(uid);
    if (!pod || pod->meta.deleted)
        return;
    for (const auto& container : pod->spec.containers) {
        const std::string repository = container.image.substr(0, container.image.find(':'));
        if (repositories.contains(repository))
            continue;
        const std::string why = "Back-off pulling image \"" + container.image + "\"";
        change(uid, [&](Pod& each) {
            for (auto& status : each.containers)
                status.state = {Run::Waiting, "ImagePullBackOff", why, 0, 0, 0};
        });
        m_store.tell(*pod, "Warning", "Failed", "Failed to pull image \"" + container.image + "\": not found",
                     "kubelet", pod->node);
        m_store.tell(*pod, "Normal", "BackOff", why, "kubelet", pod->node);
        return;
    }
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
}

void Pods::becomeReady(const std::string& uid, Micros startedAt) {
    const auto pod = byUid(uid);
    if (!pod || pod->meta.deleted || pod->containers.empty() ||
        pod->containers[0].state.run != Run::Running || pod->containers[0].state.started != startedAt)
        return;
    change(uid, [&](Pod& each) {
        each.readyChanged = m_store.now();
        for (auto& status : each.containers)
            status.ready = true;
    });
}

void Pods::crash(const std::string& uid, const Crash& fault) { restartLater(uid, fault, false); }

void Pods::killForMemory(const std::string& uid) {
    if (const auto pod = byUid(uid)) {
        m_store.tell(*pod, "Warning", "OOMKilling", "Memory cgroup out of memory: Killed process 1 (app)",
                     "kubelet", pod->node);
        restartLater(uid, {137, "", 0}, true);
    }
}

void Pods::restartLater(const std::string& uid, const Crash& fault, bool memory) {
    const auto pod = byUid(uid);
    if (!pod || pod->meta.deleted)
        return;
    const Micros now = m_store.now();
    const int restarts = pod->containers.empty() ? 0 : pod->containers[0].restarts;
    const int doubled = std::min(restarts, 5);
    const Micros pause = memory ? second : std::min<Micros>(10 * second << doubled, 5 * minute);
    const std::string name = pod->spec.containers.empty() ? "app" : pod->spec.containers[0].name;
    const std::string text = "back-off " +
                             std::string(pause >= minute ? "5m0s" : std::to_string(pause / second) + "s") +
                             " restarting failed container=" + name + " pod=" + pod->meta.name + "_" +
                             pod->meta.ns + "(" + pod->meta.uid + ")";
    change(uid, [&](Pod& each) {
        each.readyChanged = now;
        for (auto& status : each.containers) {
            status.ready = false;
            status.last = ContainerState{Run::Terminated, memory ? "OOMKilled" : "Error", fault.message,
                                         fault.exitCode,  status.state.started,           now};
            status.state = {Run::Waiting, "CrashLoopBackOff", text, 0, 0, 0};
        }
    });
    if (!memory)
        m_store.tell(*pod, "Warning", "BackOff", "Back-off restarting failed container", "kubelet",
                     pod->node);
    m_queue.after(pause, [this, uid] {
        if (!change(uid, [](Pod& each) {
                for (auto& status : each.containers)
                    ++status.restarts;
            }))
            return;
        start(uid);
    });
}

bool Pods::remove(const std::string& ns, const std::string& name, int graceSeconds) {
    const auto pod = m_store.find<Pod>(ns, name);
    if (!pod)
        return false;
    const std::string uid = pod->meta.uid;
    const auto gone = [this, uid] {
        const auto last = byUid(uid);
        if (!last)
            return;
        m_byUid.erase(uid);
        m_store.remove(Kind::Pod, last->meta.ns, last->meta.name);
        if (ended)
            ended(*last);
    };
    if (graceSeconds <= 0) {
        gone();
        return true;
    }
    if (pod->meta.deleted)
        return true;
    m_store.tell(*pod, "Normal", "Killing", "Stopping container " + pod->spec.containers.at(0).name,
                 "kubelet", pod->node);
    change(uid, [&](Pod& each) {
        each.meta.deleted = m_store.now();
        each.readyChanged = m_store.now();
        for (auto& status : each.containers)
            status.ready = false;
    });
    // A program that is told to end does so in a few seconds; the grace is only the limit.
    const Micros polite = second + m_noise.below(2000, "end/" + uid, 0) * 1000;
    m_queue.after(std::min(polite, graceSeconds * second), gone);
    return true;
}

} // namespace understudy::cluster
