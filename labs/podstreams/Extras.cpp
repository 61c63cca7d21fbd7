#include "labs/podstreams/Extras.h"

#include <algorithm>

namespace understudy::podstreams {

using namespace cluster;
namespace json = boost::json;

namespace {

constexpr std::size_t mostExtras = 20;

json::object restOf(const std::string& text) {
    boost::system::error_code wrong;
    json::value value = json::parse(text, wrong);
    return !wrong && value.is_object() ? value.as_object() : json::object();
}

const json::array* listAt(const json::object& object, std::string_view part, std::string_view list) {
    const auto* inner = object.if_contains(part);
    const auto* found = inner && inner->is_object() ? inner->as_object().if_contains(list) : nullptr;
    return found ? found->if_array() : nullptr;
}

std::string textAt(const json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::vector<std::string> commandOf(const json::object& container) {
    std::vector<std::string> words;
    for (const char* key : {"command", "args"})
        if (const auto* list = container.if_contains(key); list && list->is_array())
            for (const auto& word : list->as_array())
                if (word.is_string())
                    words.emplace_back(word.as_string());
    return words.empty() ? std::vector<std::string>{"sh"} : words;
}

json::object statusOf(const json::object& container, const std::string& now) {
    return {{"name", textAt(container, "name")},
            {"image", textAt(container, "image")},
            {"imageID", "docker.io/" + textAt(container, "image")},
            {"containerID", "containerd://" + std::to_string(hashOf(textAt(container, "name")))},
            {"ready", false},
            {"restartCount", 0},
            {"lastState", json::object()},
            {"state", json::object{{"running", json::object{{"startedAt", now}}}}}};
}

} // namespace

std::vector<Extra> extrasOf(const Pod& pod) {
    std::vector<Extra> extras;
    const json::object rest = restOf(pod.rest);
    if (const auto* list = listAt(rest, "spec", "ephemeralContainers"))
        for (const auto& each : *list)
            if (each.is_object())
                extras.push_back({textAt(each.as_object(), "name"), commandOf(each.as_object())});
    return extras;
}

std::optional<Extra> typedInto(const Pod& pod, const std::string& container) {
    for (const auto& each : pod.spec.containers) {
        const json::object rest = restOf(each.rest);
        const auto* reads = rest.if_contains("stdin");
        if (each.name == container && reads && reads->is_bool() && reads->as_bool())
            return Extra{each.name, commandOf(rest)};
    }
    return std::nullopt;
}

json::object extrasJson(const Pod& pod, const json::object& meta) {
    const json::object rest = restOf(pod.rest);
    const auto* list = listAt(rest, "spec", "ephemeralContainers");
    return {{"kind", "EphemeralContainers"},
            {"apiVersion", "v1"},
            {"metadata", meta},
            {"ephemeralContainers", list ? *list : json::array()}};
}

void addExtras(World& world, const std::string& ns, const std::string& name, const json::array& containers) {
    world.store().update<Pod>(ns, name, [&](Pod& pod) {
        json::object rest = restOf(pod.rest);
        const auto* before = listAt(rest, "spec", "ephemeralContainers");
        const auto* states = listAt(rest, "status", "ephemeralContainerStatuses");
        json::array list = before ? *before : json::array(), statuses = states ? *states : json::array();
        for (const auto& each : containers) {
            if (!each.is_object() || textAt(each.as_object(), "name").empty() || list.size() >= mostExtras)
                continue;
            const auto same = [&each](const json::value& old) {
                return textAt(old.as_object(), "name") == textAt(each.as_object(), "name");
            };
            if (std::any_of(list.begin(), list.end(), same))
                continue;
            list.push_back(each);
            statuses.push_back(statusOf(each.as_object(), world.stamp(world.now())));
        }
        if (!rest.contains("spec") || !rest["spec"].is_object())
            rest["spec"] = json::object();
        if (!rest.contains("status") || !rest["status"].is_object())
            rest["status"] = json::object();
        rest["spec"].as_object()["ephemeralContainers"] = list;
        rest["status"].as_object()["ephemeralContainerStatuses"] = statuses;
        pod.rest = json::serialize(rest);
    });
    const auto pod = world.store().find<Pod>(ns, name);
    for (const auto& each : containers)
        if (pod && each.is_object())
            world.store().tell(*pod, "Normal", "Started",
                               "Started container " + textAt(each.as_object(), "name"), "kubelet", pod->node);
}

} // namespace understudy::podstreams
