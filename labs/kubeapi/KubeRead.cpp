#include "labs/kubeapi/KubeRead.h"

namespace understudy::kubeapi {

using namespace cluster;

const json::value* at(const json::object& object, std::initializer_list<std::string_view> path) {
    const json::object* here = &object;
    const json::value* found = nullptr;
    for (const auto key : path) {
        if (!here || !(found = here->if_contains(key)))
            return nullptr;
        here = found->if_object();
    }
    return found;
}

const json::value* at(const json::value& value, std::initializer_list<std::string_view> path) {
    return value.is_object() ? at(value.get_object(), path) : nullptr;
}

StringMap readStringMap(const json::value* value) {
    StringMap map;
    if (value && value->is_object())
        for (const auto& pair : value->as_object())
            if (pair.value().is_string())
                map[std::string(pair.key())] = std::string(pair.value().as_string());
    return map;
}

namespace {

std::string textAt(const json::value& value, std::string_view key) {
    const auto* found = at(value, {key});
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

Container readContainer(const json::value& value) {
    Container container;
    container.name = textAt(value, "name");
    container.image = textAt(value, "image");
    container.requests = readStringMap(at(value, {"resources", "requests"}));
    container.limits = readStringMap(at(value, {"resources", "limits"}));
    if (const auto* ports = at(value, {"ports"}); ports && ports->is_array())
        for (const auto& each : ports->as_array())
            if (const auto* number = at(each, {"containerPort"}); number && number->is_int64()) {
                const int port = static_cast<int>(number->as_int64());
                container.ports.push_back({textAt(each, "name"), port, port, 0});
            }
    if (const auto* env = at(value, {"env"}); env && env->is_array())
        for (const auto& each : env->as_array())
            container.env.emplace_back(textAt(each, "name"), textAt(each, "value"));
    return container;
}

} // namespace

PodTemplate readPodTemplate(const json::value& value) {
    PodTemplate pods;
    pods.labels = readStringMap(at(value, {"metadata", "labels"}));
    pods.annotations = readStringMap(at(value, {"metadata", "annotations"}));
    if (const auto* containers = at(value, {"spec", "containers"}); containers && containers->is_array())
        for (const auto& each : containers->as_array())
            pods.containers.push_back(readContainer(each));
    if (const auto* account = at(value, {"spec", "serviceAccountName"}); account && account->is_string())
        pods.serviceAccount = std::string(account->as_string());
    if (const auto* grace = at(value, {"spec", "terminationGracePeriodSeconds"}); grace && grace->is_int64())
        pods.graceSeconds = static_cast<int>(grace->as_int64());
    return pods;
}

} // namespace understudy::kubeapi
