// The part of KubeJson about pods and the nodes they run on.
#include "labs/kubejson/KubeJson.h"

#include "labs/kubejson/KubeTemplate.h"

#include <algorithm>

namespace understudy::kubeapi {

using namespace cluster;

namespace {

const char* quality(const PodTemplate& pods) {
    bool any = false, guaranteed = true;
    for (const auto& each : pods.containers) {
        any = any || !each.requests.empty() || !each.limits.empty();
        guaranteed = guaranteed && each.limits.contains("cpu") && each.limits.contains("memory") &&
                     (each.requests.empty() || each.requests == each.limits);
    }
    return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
}

} // namespace

json::object KubeJson::containerState(const ContainerState& state, const std::string& id) const {
    if (state.run == Run::Running)
        return {{"running", json::object{{"startedAt", time(state.started)}}}};
    if (state.run == Run::Waiting) {
        json::object waiting{{"reason", state.reason}};
        if (!state.message.empty())
            waiting["message"] = state.message;
        return {{"waiting", waiting}};
    }
    json::object ended{{"reason", state.reason},
                       {"exitCode", state.exitCode},
                       {"startedAt", time(state.started)},
                       {"finishedAt", time(state.finished)},
                       {"containerID", id}};
    if (!state.message.empty())
        ended["message"] = state.message;
    return {{"terminated", ended}};
}

void KubeJson::fillPod(const Pod& pod, json::object& out) const {
    json::object spec = podSpecJson(pod.spec);
    spec["restartPolicy"] = pod.restartPolicy;
    spec["enableServiceLinks"] = true;
    spec["priority"] = 0;
    spec["preemptionPolicy"] = "PreemptLowerPriority";
    // What Kubernetes adds to every pod that does not say it itself.
    json::array tolerations = listAt(spec, {"tolerations"});
    for (const char* key : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}) {
        bool said = false;
        for (const auto& each : pod.spec.tolerations)
            said = said || each.tolerates({key, "", "NoExecute", std::nullopt});
        if (!said)
            tolerations.push_back(json::object{
                {"key", key}, {"operator", "Exists"}, {"effect", "NoExecute"}, {"tolerationSeconds", 300}});
    }
    spec["tolerations"] = tolerations;
    if (!pod.node.empty())
        spec["nodeName"] = pod.node;
    out["spec"] = spec;
    out["status"] = podStatus(pod);
}

json::object KubeJson::podStatus(const Pod& pod) const {
    const bool ready = pod.ready();
    const bool done = pod.finished();
    json::object status{{"phase", pod.phase}, {"qosClass", quality(pod.spec)}};
    if (!pod.reason.empty()) {
        status["reason"] = pod.reason;
        status["message"] = pod.message;
    }
    const char* why = pod.phase == "Succeeded" ? "PodCompleted" : ready ? "" : "ContainersNotReady";
    std::string names;
    for (const auto& each : pod.containers)
        if (!each.ready)
            names += (names.empty() ? "" : " ") + each.name;
    const std::string words = ready || done ? "" : "containers with unready status: [" + names + "]";
    if (pod.scheduled) {
        status["conditions"] = conditions({{"Initialized", true, done ? why : "", ""},
                                           {"Ready", ready, why, words},
                                           {"ContainersReady", ready, why, words},
                                           {"PodScheduled", true, "", ""}},
                                          pod.readyChanged ? pod.readyChanged : *pod.scheduled);
        status["hostIP"] = pod.hostIp;
        status["podIP"] = pod.ip;
        status["podIPs"] = json::array{json::object{{"ip", pod.ip}}};
        status["startTime"] = time(*pod.scheduled);
        status["containerStatuses"] = containerStatuses(pod);
        if (json::array before = initStatuses(pod); !before.empty())
            status["initContainerStatuses"] = std::move(before);
    } else if (!pod.unschedulable.empty()) {
        status["conditions"] =
            conditions({{"PodScheduled", false, "Unschedulable", pod.unschedulable}}, pod.meta.created);
    }
    return status;
}

json::array KubeJson::containerStatuses(const Pod& pod) const {
    json::array containers;
    for (const auto& each : pod.containers) {
        const std::string id = "containerd://" + std::to_string(hashOf(pod.meta.uid + each.name)) +
                               std::to_string(each.restarts);
        const bool running = each.state.run == Run::Running;
        containers.push_back(
            json::object{{"name", each.name},
                         {"image", each.image},
                         {"imageID", running || each.last ? "docker.io/" + each.image : ""},
                         {"containerID", running || each.last ? id : ""},
                         {"ready", each.ready},
                         {"started", running},
                         {"restartCount", each.restarts},
                         {"state", containerState(each.state, id)},
                         {"lastState", each.last ? containerState(*each.last, id) : json::object()}});
    }
    return containers;
}

json::array KubeJson::initStatuses(const Pod& pod) const {
    json::array containers;
    for (const auto& each : initContainers(pod.spec)) {
        const std::string id = "containerd://" + std::to_string(hashOf(pod.meta.uid + each.name)) + "0";
        const auto state = initState(pod);
        const bool done = state.run == Run::Terminated;
        containers.push_back(json::object{{"name", each.name},
                                          {"image", each.image},
                                          {"imageID", done ? "docker.io/" + each.image : ""},
                                          {"containerID", done ? id : ""},
                                          {"ready", done},
                                          {"restartCount", 0},
                                          {"state", containerState(state, id)},
                                          {"lastState", json::object()}});
    }
    return containers;
}

void KubeJson::fillNode(const Node& node, json::object& out) const {
    json::object spec{{"podCIDR", node.podRange}, {"podCIDRs", json::array{json::value(node.podRange)}}};
    json::array taints;
    for (const auto& each : node.taints) {
        json::object taint{{"key", each.key}, {"effect", each.effect}};
        if (!each.value.empty())
            taint["value"] = each.value;
        if (each.added)
            taint["timeAdded"] = time(*each.added);
        taints.push_back(taint);
    }
    if (node.unschedulable)
        spec["unschedulable"] = true;
    if (!taints.empty())
        spec["taints"] = taints;
    out["spec"] = spec;
    const auto mib = node.memoryBytes / 1048576;
    const auto amounts = [&](std::int64_t cores, std::int64_t memory) {
        return json::object{{"cpu", std::to_string(cores) + (cores > 1000 ? "m" : "")},
                            {"memory", std::to_string(memory) + "Mi"},
                            {"pods", "110"},
                            {"ephemeral-storage", "195312500Ki"}};
    };
    out["status"] = json::object{
        {"capacity", amounts(node.cores, mib)},
        {"allocatable", amounts(allocatableMillicores(node), allocatableBytes(node) / 1048576)},
        {"conditions", nodeConditions(node)},
        {"addresses", json::array{json::object{{"type", "InternalIP"}, {"address", node.ip}},
                                  json::object{{"type", "Hostname"}, {"address", node.meta.name}}}},
        {"nodeInfo", json::object{{"kubeletVersion", "v1.20.15"},
                                  {"kubeProxyVersion", "v1.20.15"},
                                  {"osImage", "Debian GNU/Linux 12 (bookworm)"},
                                  {"kernelVersion", "6.1.0-18-amd64"},
                                  {"containerRuntimeVersion", "containerd://1.6.20"},
                                  {"operatingSystem", "linux"},
                                  {"architecture", "amd64"},
                                  {"machineID", node.meta.uid},
                                  {"systemUUID", node.meta.uid},
                                  {"bootID", node.meta.uid}}}};
}

json::array KubeJson::nodeConditions(const Node& node) const {
    const auto presses = [&](const char* type) {
        return std::find(node.pressure.begin(), node.pressure.end(), type) != node.pressure.end();
    };
    const bool memory = presses("MemoryPressure"), disk = presses("DiskPressure"),
               pid = presses("PIDPressure");
    const Micros since = node.readyChanged ? node.readyChanged : node.meta.created;
    json::array all = conditions(
        {{"MemoryPressure", memory, memory ? "KubeletHasInsufficientMemory" : "KubeletHasSufficientMemory",
          memory ? "kubelet has insufficient memory available" : "kubelet has sufficient memory available"},
         {"DiskPressure", disk, disk ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
          disk ? "kubelet has disk pressure" : "kubelet has no disk pressure"},
         {"PIDPressure", pid, pid ? "KubeletHasInsufficientPID" : "KubeletHasSufficientPID",
          pid ? "kubelet has insufficient PID available" : "kubelet has sufficient PID available"},
         {"Ready", node.ready, "KubeletReady", "kubelet is posting ready status"}},
        since);
    const Micros beat = node.alive ? m_world.now() - m_world.now() % (10 * second) : since;
    for (auto& item : all) {
        auto& each = item.as_object();
        each["lastHeartbeatTime"] = time(beat);
        if (node.ready)
            continue;
        each["status"] = "Unknown";
        each["reason"] = "NodeStatusUnknown";
        each["message"] = "Kubelet stopped posting node status.";
    }
    return all;
}

json::object KubeJson::lease(const Node& node) const {
    const Micros now = node.alive ? m_world.now() : node.readyChanged;
    const Micros renewed = now - (now % (10 * second) + 10 * second) % (10 * second);
    std::string stamp = toRfc3339(m_world.epoch() + renewed - m_shift, true);
    stamp.erase(stamp.size() - 4, 3);
    return {{"kind", "Lease"},
            {"apiVersion", "coordination.k8s.io/v1"},
            {"metadata", json::object{{"name", node.meta.name},
                                      {"namespace", "kube-node-lease"},
                                      {"uid", node.meta.uid + "l"},
                                      {"resourceVersion", std::to_string(m_world.store().revision())},
                                      {"creationTimestamp", time(node.meta.created)}}},
            {"spec", json::object{{"holderIdentity", node.meta.name},
                                  {"leaseDurationSeconds", 40},
                                  {"renewTime", stamp}}}};
}

} // namespace understudy::kubeapi
