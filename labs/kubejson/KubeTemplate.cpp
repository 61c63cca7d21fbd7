#include "labs/kubejson/KubeTemplate.h"

#include "labs/kubejson/KubeRest.h"

namespace understudy::kubeapi {

using namespace cluster;

namespace {

json::object containerJson(const Container& container) {
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
    lay(out, container.rest);
    return out;
}

Container readContainer(const json::object& value) {
    Container container;
    container.name = textAt(value, {"name"});
    container.image = textAt(value, {"image"});
    container.requests = readStringMap(at(value, {"resources", "requests"}));
    container.limits = readStringMap(at(value, {"resources", "limits"}));
    for (const auto& each : listAt(value, {"ports"}))
        if (const auto* number = at(each, {"containerPort"});
            number && number->is_int64() && number->as_int64() > 0 && number->as_int64() < 65536) {
            const int port = static_cast<int>(number->as_int64());
            container.ports.push_back({textAt(each, {"name"}), port, port, 0});
        }
    for (const auto& each : listAt(value, {"env"}))
        container.env.emplace_back(textAt(each, {"name"}), textAt(each, {"value"}));
    container.rest = restText(leftOver(containerJson(container), value));
    return container;
}

json::object tolerationJson(const Toleration& each) {
    json::object out;
    if (!each.key.empty())
        out["key"] = each.key;
    if (!each.op.empty())
        out["operator"] = each.op;
    if (!each.value.empty())
        out["value"] = each.value;
    if (!each.effect.empty())
        out["effect"] = each.effect;
    if (each.seconds)
        out["tolerationSeconds"] = *each.seconds;
    return out;
}

} // namespace

json::object podSpecJson(const PodTemplate& pods) {
    json::array containers;
    for (const auto& container : pods.containers)
        containers.push_back(containerJson(container));
    json::object out{{"containers", containers},
                     {"restartPolicy", pods.restartPolicy},
                     {"terminationGracePeriodSeconds", pods.graceSeconds},
                     {"dnsPolicy", "ClusterFirst"},
                     {"serviceAccountName", pods.serviceAccount},
                     {"serviceAccount", pods.serviceAccount},
                     {"securityContext", json::object()},
                     {"schedulerName", "default-scheduler"}};
    if (!pods.nodeSelector.empty())
        out["nodeSelector"] = toJson(pods.nodeSelector);
    json::array tolerations;
    for (const auto& each : pods.tolerations)
        tolerations.push_back(tolerationJson(each));
    if (!tolerations.empty())
        out["tolerations"] = tolerations;
    lay(out, pods.rest);
    return out;
}

std::vector<Container> initContainers(const PodTemplate& pods) {
    std::vector<Container> found;
    if (pods.rest.find("initContainers") == std::string::npos)
        return found;
    const json::object rest = restOf(pods.rest);
    for (const auto& each : listAt(rest, {"initContainers"}))
        if (each.is_object())
            found.push_back(readContainer(each.as_object()));
    return found;
}

// They are through when the first of the others has started once.
ContainerState initState(const Pod& pod) {
    if (pod.containers.empty() || !pod.scheduled ||
        (pod.containers[0].state.run == Run::Waiting && !pod.containers[0].last))
        return {Run::Waiting, "PodInitializing", "", 0, 0, 0};
    return {Run::Terminated, "Completed", "", 0, *pod.scheduled, *pod.scheduled};
}

json::object podTemplateJson(const PodTemplate& pods) {
    json::object metadata{{"creationTimestamp", nullptr}};
    if (!pods.labels.empty())
        metadata["labels"] = toJson(pods.labels);
    if (!pods.annotations.empty())
        metadata["annotations"] = toJson(pods.annotations);
    return {{"metadata", metadata}, {"spec", podSpecJson(pods)}};
}

void readPodSpec(PodTemplate& pods, const json::object& spec) {
    for (const auto& each : listAt(spec, {"containers"}))
        if (each.is_object())
            pods.containers.push_back(readContainer(each.as_object()));
    if (const auto account = textAt(spec, {"serviceAccountName"}); !account.empty())
        pods.serviceAccount = account;
    if (const auto policy = textAt(spec, {"restartPolicy"}); !policy.empty())
        pods.restartPolicy = policy;
    pods.graceSeconds = intAt(spec, {"terminationGracePeriodSeconds"}, 30);
    pods.nodeSelector = readStringMap(at(spec, {"nodeSelector"}));
    for (const auto& each : listAt(spec, {"tolerations"})) {
        Toleration toleration{textAt(each, {"key"}), textAt(each, {"value"}), textAt(each, {"operator"}),
                              textAt(each, {"effect"}), std::nullopt};
        if (at(each, {"tolerationSeconds"}))
            toleration.seconds = intAt(each, {"tolerationSeconds"}, 0);
        pods.tolerations.push_back(toleration);
    }
    json::object rest = leftOver(podSpecJson(pods), spec);
    rest.erase("containers");
    rest.erase("serviceAccount");
    pods.rest = restText(rest);
}

PodTemplate readPodTemplate(const json::value& value) {
    PodTemplate pods;
    pods.labels = readStringMap(at(value, {"metadata", "labels"}));
    pods.annotations = readStringMap(at(value, {"metadata", "annotations"}));
    if (const auto* spec = at(value, {"spec"}); spec && spec->is_object())
        readPodSpec(pods, spec->as_object());
    return pods;
}

} // namespace understudy::kubeapi
