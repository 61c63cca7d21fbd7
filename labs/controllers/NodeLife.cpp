#include "labs/controllers/NodeLife.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

const std::string unreachableKey = "node.kubernetes.io/unreachable";
const std::string unschedulableKey = "node.kubernetes.io/unschedulable";

const char* pressureKey(const std::string& condition) {
    return condition == "MemoryPressure" ? "node.kubernetes.io/memory-pressure"
           : condition == "DiskPressure" ? "node.kubernetes.io/disk-pressure"
                                         : "node.kubernetes.io/pid-pressure";
}

bool has(const Node& node, const std::string& key) {
    return std::any_of(node.taints.begin(), node.taints.end(),
                       [&](const Taint& each) { return each.key == key; });
}

} // namespace

void NodeLife::note(const Node& node, bool gone) {
    const std::string name = node.meta.name;
    if (gone) {
        m_silent.erase(name);
        m_lost.erase(name);
        drop(name);
        return;
    }
    if (m_looking.insert(name).second)
        m_queue.after(second / 20, [this, name] {
            m_looking.erase(name);
            look(name);
        });
}

void NodeLife::look(const std::string& name) {
    const auto node = m_store.find<Node>("", name);
    if (!node)
        return;
    std::vector<Taint> taints = node->taints;
    const auto keep = [&](const std::string& key, bool wanted) {
        if (!wanted)
            std::erase_if(taints, [&](const Taint& each) { return each.key == key; });
        else if (!has(*node, key))
            taints.push_back({key, "", "NoSchedule", m_store.now()});
    };
    keep(unschedulableKey, node->unschedulable);
    for (const char* each : {"MemoryPressure", "DiskPressure", "PIDPressure"})
        keep(pressureKey(each),
             std::find(node->pressure.begin(), node->pressure.end(), each) != node->pressure.end());
    if (taints != node->taints)
        m_store.update<Node>("", name, [&](Node& each) { each.taints = taints; });
    evict(name); // the taints may be new
    const bool reports = node->alive && (node->ready || m_lost.contains(name));
    if (reports && m_lost.contains(name)) {
        restore(name);
    } else if (!reports && m_silent.try_emplace(name, m_store.now()).second) {
        // Marked not ready by hand: nothing to wait for.
        m_queue.after(node->ready ? grace : 0, [this, name, since = m_store.now()] {
            const auto silent = m_silent.find(name);
            if (silent != m_silent.end() && silent->second == since)
                lose(name);
        });
    } else if (reports) {
        m_silent.erase(name);
    }
}

void NodeLife::lose(const std::string& name) {
    const auto node = m_store.find<Node>("", name);
    if (!node || !m_lost.insert(name).second)
        return;
    m_store.update<Node>("", name, [&](Node& each) {
        each.ready = each.alive = false;
        each.readyChanged = m_store.now();
        for (const char* effect : {"NoSchedule", "NoExecute"})
            each.taints.push_back({unreachableKey, "", effect, m_store.now()});
    });
    m_store.tell(*node, "Normal", "NodeNotReady", "Node " + name + " status is now: NodeNotReady",
                 "node-controller");
    m_pods.nodeLost(name);
    m_queue.after(eviction, [this, name] { evict(name); });
}

void NodeLife::restore(const std::string& name) {
    m_lost.erase(name);
    m_silent.erase(name);
    m_store.update<Node>("", name, [&](Node& each) {
        each.ready = true;
        each.readyChanged = m_store.now();
        std::erase_if(each.taints, [](const Taint& taint) { return taint.key == unreachableKey; });
    });
    const auto node = m_store.find<Node>("", name);
    m_store.tell(*node, "Normal", "NodeReady", "Node " + name + " status is now: NodeReady", "kubelet", name);
    m_pods.nodeBack(name);
    m_pods.placeWaiting();
}

// Pods leave a node whose NoExecute taints they do not tolerate; most tolerate the loss of it for a while.
void NodeLife::evict(const std::string& name) {
    const auto node = m_store.find<Node>("", name);
    if (!node)
        return;
    for (const auto& taint : node->taints) {
        if (taint.effect != "NoExecute")
            continue;
        const Micros patience = taint.key == unreachableKey ? eviction : 0;
        if (m_store.now() < taint.added.value_or(0) + patience)
            continue;
        for (const auto& pod : m_store.list<Pod>()) {
            if (pod->node != name || pod->meta.deleted)
                continue;
            if (std::any_of(pod->spec.tolerations.begin(), pod->spec.tolerations.end(),
                            [&](const Toleration& each) { return each.tolerates(taint) && !each.seconds; }))
                continue;
            m_store.tell(*pod, "Normal", "TaintManagerEviction",
                         "Marking for deletion Pod " + pod->meta.ns + "/" + pod->meta.name,
                         "taint-eviction-controller");
            m_pods.remove(pod->meta.ns, pod->meta.name, pod->spec.graceSeconds);
        }
    }
}

void NodeLife::drop(const std::string& name) {
    for (const auto& pod : m_store.list<Pod>())
        if (pod->node == name)
            m_pods.remove(pod->meta.ns, pod->meta.name, 0);
}

} // namespace understudy::cluster
