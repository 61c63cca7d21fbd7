// The part of Pods in which they crash, end and are lost with their node.
#include "labs/kubernetes/Pods.h"

#include <algorithm>

namespace understudy::cluster {

void Pods::crash(const std::string& uid, const Crash& fault) { restartLater(uid, fault, false); }

void Pods::killForMemory(const std::string& uid) {
    if (const auto pod = byUid(uid)) {
        m_store.tell(*pod, "Warning", "OOMKilling", "Memory cgroup out of memory: Killed process 1 (app)",
                     "kubelet", pod->node);
        restartLater(uid, {137, "", 0}, true);
    }
}

void Pods::stop(const std::string& uid, const Crash& fault, bool memory, const std::string& backOff) {
    const Micros now = m_store.now();
    change(uid, [&](Pod& each) {
        each.readyChanged = now;
        for (auto& status : each.containers) {
            const ContainerState last{Run::Terminated, memory ? "OOMKilled" : "Error", fault.message,
                                      fault.exitCode,  status.state.started,           now};
            status.ready = false;
            if (each.restartPolicy == "Never") {
                each.phase = "Failed";
                status.state = last;
                continue;
            }
            status.last = last;
            status.state = {Run::Waiting, "CrashLoopBackOff", backOff, 0, 0, 0};
        }
    });
}

void Pods::restartLater(const std::string& uid, const Crash& fault, bool memory) {
    const auto pod = byUid(uid);
    if (!pod || pod->meta.deleted || pod->finished())
        return;
    const int restarts = pod->containers.empty() ? 0 : pod->containers[0].restarts;
    const int doubled = std::min(restarts, 5);
    const Micros pause = memory ? second : std::min<Micros>(10 * second << doubled, 5 * minute);
    const std::string name = pod->spec.containers.empty() ? "app" : pod->spec.containers[0].name;
    const std::string text = "back-off " +
                             std::string(pause >= minute ? "5m0s" : std::to_string(pause / second) + "s") +
                             " restarting failed container=" + name + " pod=" + pod->meta.name + "_" +
                             pod->meta.ns + "(" + pod->meta.uid + ")";
    stop(uid, fault, memory, text);
    if (pod->restartPolicy == "Never")
        return;
    if (!memory)
        m_store.tell(*pod, "Warning", "BackOff", "Back-off restarting failed container", "kubelet",
                     pod->node);
    m_queue.after(pause, [this, uid] {
        const auto still = byUid(uid);
        if (!still || still->meta.deleted || !reachable(still->node))
            return;
        change(uid, [](Pod& each) {
            for (auto& status : each.containers)
                ++status.restarts;
        });
        start(uid);
    });
}

void Pods::finish(const std::string& uid) {
    const auto last = byUid(uid);
    if (!last || !last->meta.finalizers.empty())
        return;
    m_byUid.erase(uid);
    m_pulls.erase(uid);
    m_store.remove(Kind::Pod, last->meta.ns, last->meta.name);
    if (ended)
        ended(*last);
}

bool Pods::remove(const std::string& ns, const std::string& name, int graceSeconds) {
    const auto pod = m_store.find<Pod>(ns, name);
    if (!pod)
        return false;
    const std::string uid = pod->meta.uid;
    if (graceSeconds <= 0 && pod->meta.finalizers.empty()) {
        finish(uid);
        return true;
    }
    if (pod->meta.deleted)
        return true;
    if (!pod->node.empty() && !pod->finished() && !pod->spec.containers.empty())
        m_store.tell(*pod, "Normal", "Killing", "Stopping container " + pod->spec.containers[0].name,
                     "kubelet", pod->node);
    change(uid, [&](Pod& each) {
        each.meta.deleted = m_store.now();
        each.meta.graceSeconds = graceSeconds;
        each.readyChanged = m_store.now();
        for (auto& status : each.containers)
            status.ready = false;
    });
    if (!pod->node.empty() && !reachable(pod->node))
        return true; // nobody there to end it
    // A program that is told to end does so in a few seconds; the grace is only the limit.
    const Micros polite = second + m_noise.below(2000, "end/" + uid, 0) * 1000;
    const Micros wait = pod->node.empty() || pod->finished() ? 0 : std::min(polite, graceSeconds * second);
    m_queue.after(wait, [this, uid] {
        const auto still = byUid(uid);
        if (still && (still->node.empty() || reachable(still->node)))
            finish(uid);
    });
    return true;
}

void Pods::nodeLost(const std::string& node) {
    for (const auto& pod : m_store.list<Pod>())
        if (pod->node == node && pod->ready())
            change(pod->meta.uid, [this](Pod& each) {
                each.readyChanged = m_store.now();
                for (auto& status : each.containers)
                    status.ready = false;
            });
}

void Pods::nodeBack(const std::string& node) {
    for (const auto& pod : m_store.list<Pod>()) {
        if (pod->node != node)
            continue;
        const std::string uid = pod->meta.uid;
        if (pod->meta.deleted) {
            m_queue.after(2 * second, [this, uid] { finish(uid); });
            continue;
        }
        if (pod->finished())
            continue;
        // The machine started anew, and with it all its containers.
        change(uid, [](Pod& each) {
            for (auto& status : each.containers)
                ++status.restarts;
        });
        m_queue.after(2 * second, [this, uid] { start(uid); });
    }
}

} // namespace understudy::cluster
