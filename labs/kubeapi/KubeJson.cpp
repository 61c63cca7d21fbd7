#include "labs/kubeapi/KubeJson.h"

namespace understudy::kubeapi {

using namespace cluster;

json::object toJson(const StringMap& map) {
    json::object out;
    for (const auto& [key, value] : map)
        out[key] = value;
    return out;
}

json::object KubeJson::meta(const Object& object) const {
    const Meta& meta = object.meta;
    json::object out{{"name", meta.name},
                     {"uid", meta.uid},
                     {"resourceVersion", std::to_string(meta.revision)},
                     {"creationTimestamp", time(meta.created)}};
    if (!meta.ns.empty())
        out["namespace"] = meta.ns;
    if (!meta.labels.empty())
        out["labels"] = toJson(meta.labels);
    if (!meta.annotations.empty())
        out["annotations"] = toJson(meta.annotations);
    if (meta.deleted) {
        out["deletionTimestamp"] = time(*meta.deleted + 30 * second);
        out["deletionGracePeriodSeconds"] = 30;
    }
    if (object.kind == Kind::Deployment || object.kind == Kind::ReplicaSet ||
        object.kind == Kind::StatefulSet)
        out["generation"] = meta.generation;
    if (meta.owner)
        out["ownerReferences"] = json::array{json::object{{"apiVersion", meta.owner->apiVersion},
                                                          {"kind", meta.owner->kind},
                                                          {"name", meta.owner->name},
                                                          {"uid", meta.owner->uid},
                                                          {"controller", true},
                                                          {"blockOwnerDeletion", true}}};
    return out;
}

json::object KubeJson::containerSpec(const Container& container) const {
    json::object out{{"name", container.name},
                     {"image", container.image},
                     {"imagePullPolicy", "IfNotPresent"},
                     {"terminationMessagePath", "/dev/termination-log"},
                     {"terminationMessagePolicy", "File"}};
    json::array ports;
    for (const auto& port : container.ports) {
        json::object each{{"containerPort", port.port}, {"protocol", "TCP"}};
        if (!port.name.empty())
            each["name"] = port.name;
        ports.push_back(each);
    }
    if (!ports.empty())
        out["ports"] = ports;
    json::array env;
    for (const auto& [name, value] : container.env)
        env.push_back(json::object{{"name", name}, {"value", value}});
    if (!env.empty())
        out["env"] = env;
    json::object resources;
    if (!container.limits.empty())
        resources["limits"] = toJson(container.limits);
    if (!container.requests.empty())
        resources["requests"] = toJson(container.requests);
    out["resources"] = resources;
    return out;
}

json::object KubeJson::podSpec(const PodTemplate& pods) const {
    json::array containers;
    for (const auto& container : pods.containers)
        containers.push_back(containerSpec(container));
    return {{"containers", containers},
            {"restartPolicy", "Always"},
            {"terminationGracePeriodSeconds", pods.graceSeconds},
            {"dnsPolicy", "ClusterFirst"},
            {"serviceAccountName", pods.serviceAccount},
            {"serviceAccount", pods.serviceAccount},
            {"securityContext", json::object()},
            {"schedulerName", "default-scheduler"}};
}

json::object KubeJson::podTemplate(const PodTemplate& pods) const {
    json::object metadata{{"creationTimestamp", nullptr}};
    if (!pods.labels.empty())
        metadata["labels"] = toJson(pods.labels);
    if (!pods.annotations.empty())
        metadata["annotations"] = toJson(pods.annotations);
    return {{"metadata", metadata}, {"spec", podSpec(pods)}};
}

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

json::array
KubeJson::conditions(std::initializer_list<std::tuple<const char*, bool, const char*, std::string>> all,
                     Micros since) const {
    json::array out;
    for (const auto& [type, holds, reason, message] : all) {
        json::object each{
            {"type", type}, {"status", holds ? "True" : "False"}, {"lastTransitionTime", time(since)}};
        if (*reason)
            each["reason"] = reason;
        if (!message.empty())
            each["message"] = message;
        out.push_back(each);
    }
    return out;
}

void KubeJson::fillPod(const Pod& pod, json::object& out) const {
    json::object spec = podSpec(pod.spec);
    spec["restartPolicy"] = pod.restartPolicy;
    spec["enableServiceLinks"] = true;
    spec["priority"] = 0;
    spec["tolerations"] = json::array{json::object{{"key", "node.kubernetes.io/not-ready"},
                                                   {"operator", "Exists"},
                                                   {"effect", "NoExecute"},
                                                   {"tolerationSeconds", 300}},
                                      json::object{{"key", "node.kubernetes.io/unreachable"},
                                                   {"operator", "Exists"},
                                                   {"effect", "NoExecute"},
                                                   {"tolerationSeconds", 300}}};
    if (!pod.node.empty())
        spec["nodeName"] = pod.node;
    out["spec"] = spec;
    const bool ready = pod.ready();
    const bool done = pod.phase == "Succeeded";
    json::object status{{"phase", pod.phase}, {"qosClass", "Burstable"}};
    const char* why = done ? "PodCompleted" : ready ? "" : "ContainersNotReady";
    const std::string words = ready || done ? "" : "containers with unready status: [app]";
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
    } else {
        status["conditions"] = conditions(
            {{"PodScheduled", false, "Unschedulable", "no node takes this pod"}}, pod.meta.created);
    }
    json::array containers;
    for (const auto& each : pod.containers) {
        const std::string id = "containerd://" + std::to_string(hashOf(pod.meta.uid + each.name)) +
                               std::to_string(each.restarts);
        const bool running = each.state.run == Run::Running;
        json::object entry{{"name", each.name},
                           {"image", each.image},
                           {"imageID", "docker.io/" + each.image},
                           {"containerID", pod.scheduled ? id : ""},
                           {"ready", each.ready},
                           {"started", running},
                           {"restartCount", each.restarts},
                           {"state", containerState(each.state, id)},
                           {"lastState", each.last ? containerState(*each.last, id) : json::object()}};
        containers.push_back(entry);
    }
    status["containerStatuses"] = containers;
    out["status"] = status;
}

void KubeJson::fillNode(const Node& node, json::object& out) const {
    json::object spec{{"podCIDR", node.podRange}, {"podCIDRs", json::array{json::value(node.podRange)}}};
    json::array taints;
    if (node.role == "controller")
        taints.push_back(
            json::object{{"key", "node-role.kubernetes.io/control-plane"}, {"effect", "NoSchedule"}});
    if (node.unschedulable) {
        spec["unschedulable"] = true;
        taints.push_back(json::object{{"key", "node.kubernetes.io/unschedulable"}, {"effect", "NoSchedule"}});
    }
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
    json::array all = conditions(
        {{"MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"},
         {"DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"},
         {"PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available"},
         {"Ready", node.ready, "KubeletReady", "kubelet is posting ready status"}},
        node.meta.created);
    for (auto& each : all)
        each.as_object()["lastHeartbeatTime"] = time(m_world.now() - m_world.now() % (10 * second));
    out["status"] = json::object{
        {"capacity", amounts(node.cores, mib)},
        {"allocatable", amounts(node.cores * 1000 - 200, mib - 1024)},
        {"conditions", all},
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

void KubeJson::fillService(const Service& service, json::object& out) const {
    json::array ports;
    for (const auto& port : service.ports) {
        json::object each{
            {"name", port.name}, {"port", port.port}, {"targetPort", port.target}, {"protocol", "TCP"}};
        if (port.nodePort)
            each["nodePort"] = port.nodePort;
        ports.push_back(each);
    }
    out["spec"] = json::object{{"type", service.type},
                               {"clusterIP", service.clusterIp},
                               {"clusterIPs", json::array{json::value(service.clusterIp)}},
                               {"selector", toJson(service.selector)},
                               {"ports", ports},
                               {"sessionAffinity", "None"}};
    json::object balancer;
    if (!service.externalIp.empty())
        balancer["ingress"] = json::array{json::object{{"ip", service.externalIp}}};
    out["status"] = json::object{{"loadBalancer", balancer}};
}

void KubeJson::fillEndpoints(const Endpoints& endpoints, json::object& out) const {
    const auto list = [&](const std::vector<Endpoints::Address>& addresses) {
        json::array all;
        for (const auto& each : addresses)
            all.push_back(json::object{{"ip", each.ip},
                                       {"nodeName", each.node},
                                       {"targetRef", json::object{{"kind", "Pod"},
                                                                  {"name", each.pod},
                                                                  {"namespace", endpoints.meta.ns},
                                                                  {"uid", each.podUid}}}});
        return all;
    };
    json::array ports;
    for (const auto& port : endpoints.ports)
        ports.push_back(json::object{{"name", port.name}, {"port", port.target}, {"protocol", "TCP"}});
    json::object subset{{"ports", ports}};
    if (!endpoints.ready.empty())
        subset["addresses"] = list(endpoints.ready);
    if (!endpoints.notReady.empty())
        subset["notReadyAddresses"] = list(endpoints.notReady);
    if (!endpoints.ready.empty() || !endpoints.notReady.empty())
        out["subsets"] = json::array{subset};
}

void KubeJson::fillEvent(const Event& event, json::object& out) const {
    json::object involved{{"kind", event.involved.kind},
                          {"name", event.involved.name},
                          {"uid", event.involved.uid},
                          {"apiVersion", event.involved.apiVersion}};
    if (!event.involvedNs.empty())
        involved["namespace"] = event.involvedNs;
    json::object source{{"component", event.component}};
    if (!event.host.empty())
        source["host"] = event.host;
    out["involvedObject"] = involved;
    out["reason"] = event.reason;
    out["message"] = event.message;
    out["type"] = event.type;
    out["count"] = event.count;
    out["firstTimestamp"] = time(event.first);
    out["lastTimestamp"] = time(event.last);
    out["source"] = source;
}

json::object KubeJson::object(const Object& object) const {
    json::object out{{"kind", kindName(object.kind)},
                     {"apiVersion", apiVersionOf(object.kind)},
                     {"metadata", meta(object)}};
    switch (object.kind) {
    case Kind::Pod:
        fillPod(static_cast<const Pod&>(object), out);
        break;
    case Kind::Node:
        fillNode(static_cast<const Node&>(object), out);
        break;
    case Kind::Deployment:
        fillDeployment(static_cast<const Deployment&>(object), out);
        break;
    case Kind::ReplicaSet:
        fillReplicaSet(static_cast<const ReplicaSet&>(object), out);
        break;
    case Kind::StatefulSet:
        fillStatefulSet(static_cast<const StatefulSet&>(object), out);
        break;
    case Kind::Service:
        fillService(static_cast<const Service&>(object), out);
        break;
    case Kind::Endpoints:
        fillEndpoints(static_cast<const Endpoints&>(object), out);
        break;
    case Kind::Event:
        fillEvent(static_cast<const Event&>(object), out);
        break;
    case Kind::Job:
        fillJob(static_cast<const Job&>(object), out);
        break;
    case Kind::ConfigMap:
        out["data"] = toJson(static_cast<const ConfigMap&>(object).data);
        break;
    case Kind::ServiceAccount:
        out["secrets"] = json::array{json::object{{"name", "default-token"}}};
        break;
    case Kind::Namespace:
        out["spec"] = json::object{{"finalizers", json::array{json::value("kubernetes")}}};
        out["status"] = json::object{{"phase", "Active"}};
        break;
    default:
        break;
    }
    return out;
}

} // namespace understudy::kubeapi
