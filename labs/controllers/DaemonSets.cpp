#include "labs/controllers/DaemonSets.h"

#include "labs/kubernetes/Workloads.h"

namespace understudy::cluster {

namespace {

const std::string revisionLabel = "controller-revision-hash";

// Node agents stay where other pods are kept away or driven off.
PodTemplate tolerant(PodTemplate pods) {
    for (const char* key : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"})
        pods.tolerations.push_back({key, "", "Exists", "NoExecute", std::nullopt});
    for (const char* key : {"node.kubernetes.io/disk-pressure", "node.kubernetes.io/memory-pressure",
                            "node.kubernetes.io/pid-pressure", "node.kubernetes.io/unschedulable"})
        pods.tolerations.push_back({key, "", "Exists", "NoSchedule", std::nullopt});
    return pods;
}

} // namespace

void DaemonSets::settle(const DaemonSet& set) {
    const auto stored = m_store.add(set);
    for (const auto& node : m_store.list<Node>())
        if (fits(*node, *stored))
            create(*stored, node->meta.name, node->meta.created + 40 * second);
    follow({stored->meta.ns, stored->meta.name});
}

bool DaemonSets::fits(const Node& node, const DaemonSet& set) {
    for (const auto& [key, value] : set.pods.nodeSelector) {
        const auto label = node.meta.labels.find(key);
        if (label == node.meta.labels.end() || label->second != value)
            return false;
    }
    return !Scheduler::repels(node, tolerant(set.pods));
}

void DaemonSets::create(const DaemonSet& set, const std::string& node, std::optional<Micros> settledAt) {
    Pod pod;
    pod.meta.ns = set.meta.ns;
    pod.meta.generateName = set.meta.name + "-";
    pod.meta.name = pod.meta.generateName + m_noise.letters(5, "daemon/" + set.meta.name, m_names++);
    pod.meta.labels = set.pods.labels;
    pod.meta.labels[revisionLabel] = templateHash(set.pods);
    pod.meta.labels["pod-template-generation"] = std::to_string(set.meta.generation);
    pod.meta.annotations = set.pods.annotations;
    pod.meta.owner = {apiVersionOf(set.kind), kindName(set.kind), set.meta.name, set.meta.uid};
    pod.spec = tolerant(set.pods);
    pod.node = node;
    const std::string name = pod.meta.name;
    const bool made = m_pods.create(std::move(pod), settledAt) != nullptr;
    if (!settledAt)
        m_store.tell(set, made ? "Normal" : "Warning", made ? "SuccessfulCreate" : "FailedCreate",
                     made ? "Created pod: " + name : "Error creating: " + m_pods.refused(),
                     "daemonset-controller");
    if (!made)
        tryAgain({set.meta.ns, set.meta.name});
}

void DaemonSets::tryAgain(const Store::Key& key) {
    if (!m_refused.insert(key).second)
        return;
    m_queue.after(15 * second, [this, key] {
        m_refused.erase(key);
        follow(key);
    });
}

void DaemonSets::follow(const Store::Key& key) {
    if (!m_soon.insert(key).second)
        return;
    m_queue.after(second / 20, [this, key] {
        m_soon.erase(key);
        reconcile(key);
    });
}

void DaemonSets::followAll() {
    for (const auto& set : m_store.list<DaemonSet>())
        follow({set->meta.ns, set->meta.name});
}

void DaemonSets::podMoved(const Pod& pod) {
    if (pod.meta.owner && pod.meta.owner->kind == "DaemonSet")
        follow({pod.meta.ns, pod.meta.owner->name});
}

void DaemonSets::reconcile(const Store::Key& key) {
    const auto set = m_store.find<DaemonSet>(key.first, key.second);
    if (!set || set->meta.deleted)
        return;
    const std::string revision = templateHash(set->pods);
    std::map<std::string, std::vector<std::shared_ptr<const Pod>>> there;
    for (const auto& pod : m_store.list<Pod>(key.first))
        if (pod->meta.owner && pod->meta.owner->uid == set->meta.uid)
            there[pod->node].push_back(pod);
    DaemonSet counted = *set;
    counted.status = {0, 0, 0, 0, set->meta.generation};
    counted.desired = counted.misplaced = 0;
    std::shared_ptr<const Pod> outdated;
    bool busy = false;
    for (const auto& node : m_store.list<Node>()) {
        const auto& pods = there[node->meta.name];
        if (!fits(*node, *set)) {
            for (const auto& pod : pods) {
                counted.misplaced += !pod->meta.deleted;
                m_pods.remove(key.first, pod->meta.name, pod->spec.graceSeconds);
            }
            continue;
        }
        ++counted.desired;
        if (pods.empty())
            create(*set, node->meta.name, std::nullopt);
        busy = busy || pods.empty() || pods[0]->meta.deleted || (!pods[0]->ready() && node->ready);
        if (pods.empty() || pods[0]->meta.deleted)
            continue;
        const auto label = pods[0]->meta.labels.find(revisionLabel);
        const bool current = label != pods[0]->meta.labels.end() && label->second == revision;
        ++counted.status.current;
        counted.status.ready += pods[0]->ready();
        counted.status.updated += current;
        if (!current && !outdated)
            outdated = pods[0];
    }
    counted.status.available = counted.status.ready;
    if (outdated && !busy)
        m_pods.remove(key.first, outdated->meta.name, outdated->spec.graceSeconds);
    if (!(counted.status == set->status) || counted.desired != set->desired ||
        counted.misplaced != set->misplaced)
        m_store.update<DaemonSet>(key.first, key.second, [&](DaemonSet& each) {
            each.status = counted.status;
            each.desired = counted.desired;
            each.misplaced = counted.misplaced;
        });
}

} // namespace understudy::cluster
