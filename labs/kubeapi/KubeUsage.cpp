// The answers of KubeFace about how much is used: metrics.k8s.io.
#include "labs/kubeapi/KubeFace.h"

#include "labs/kubejson/KubeSelectors.h"

#include <cmath>

namespace understudy::kubeapi {

using namespace cluster;

json::object KubeFace::podMetrics(const Pod& pod) const {
    const World& world = m_stage.world();
    const auto used = world.usage(pod);
    json::array containers;
    if (used)
        containers.push_back(json::object{
            {"name", pod.spec.containers.at(0).name},
            {"usage",
             json::object{{"cpu", std::to_string(std::llround(used->first * 1000)) + "m"},
                          {"memory", std::to_string(std::llround(used->second / 1048576)) + "Mi"}}}});
    return {{"metadata", json::object{{"name", pod.meta.name},
                                      {"namespace", pod.meta.ns},
                                      {"labels", toJson(pod.meta.labels)},
                                      {"creationTimestamp", world.stamp(world.now())}}},
            {"timestamp", world.stamp(world.now())},
            {"window", "30s"},
            {"containers", containers}};
}

json::object KubeFace::nodeMetrics(const Node& node) const {
    const World& world = m_stage.world();
    const auto& timeline = world.series().timeline();
    const auto found = timeline.nodes().find(node.meta.name);
    const auto tick = timeline.tickAt(world.now());
    double cores = 0, bytes = 0;
    if (found != timeline.nodes().end() && tick && *tick > 0) {
        const double span = static_cast<double>(timeline.timeOf(*tick) - timeline.timeOf(*tick - 1)) / second;
        cores = (1 - (found->second.idle[*tick] - found->second.idle[*tick - 1]) / span) * node.cores;
        bytes = found->second.usedBytes[*tick];
    }
    return {
        {"metadata", json::object{{"name", node.meta.name}, {"creationTimestamp", world.stamp(world.now())}}},
        {"timestamp", world.stamp(world.now())},
        {"window", "30s"},
        {"usage", json::object{{"cpu", std::to_string(std::llround(cores * 1000)) + "m"},
                               {"memory", std::to_string(std::llround(bytes / 1048576)) + "Mi"}}}};
}

void KubeFace::metrics(const Route& route, const http::Request& request, const Exchange& exchange) const {
    const World& world = m_stage.world();
    const bool nodes = std::string_view(route.resource->plural) == "nodes";
    const std::string labels = request.parameter("labelSelector");
    json::array items;
    const auto wanted = [&](const Object& object) {
        return (route.ns.empty() || object.meta.ns == route.ns) &&
               (route.name.empty() || object.meta.name == route.name) &&
               (labels.empty() || fitsLabels(labels, object.meta.labels));
    };
    if (nodes) {
        for (const auto& node : world.store().list<Node>())
            if (wanted(*node))
                items.push_back(nodeMetrics(*node));
    } else {
        for (const auto& pod : world.store().list<Pod>())
            if (wanted(*pod) && world.usage(*pod))
                items.push_back(podMetrics(*pod));
    }
    const std::string kind = nodes ? "NodeMetrics" : "PodMetrics";
    if (!route.name.empty()) {
        if (items.empty()) {
            refuse(exchange, 404, "NotFound",
                   route.resource->qualified() + " \"" + route.name + "\" not found");
            return;
        }
        json::object one = items[0].as_object();
        one["kind"] = kind;
        one["apiVersion"] = "metrics.k8s.io/v1beta1";
        replyJson(exchange, 200, one);
        return;
    }
    replyJson(exchange, 200,
              json::object{{"kind", kind + "List"},
                           {"apiVersion", "metrics.k8s.io/v1beta1"},
                           {"metadata", json::object()},
                           {"items", items}});
}

} // namespace understudy::kubeapi
