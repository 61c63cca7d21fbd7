// The writes that scale, evict and delete.
#include "labs/kubeapi/KubeRefusals.h"
#include "labs/kubejson/KubeSelectors.h"

#include <cstdlib>
#include <set>

namespace understudy::kubeapi {

using namespace cluster;

namespace {

template <class T>
void setReplicas(World& world, const KubeTarget& target, int replicas) {
    T each = *world.store().find<T>(target.ns, target.name);
    each.replicas = replicas;
    world.workloads().apply(each);
}

bool scales(Kind kind) {
    return kind == Kind::Deployment || kind == Kind::ReplicaSet || kind == Kind::StatefulSet;
}

struct Deletion {
    Garbage::What what = Garbage::What::Background;
    std::optional<int> grace;
    std::string uid; ///< the only object that may be deleted
    bool dry = false;
};

Deletion readDeletion(const http::Request& request) {
    Deletion out;
    const json::value body = bodyOf(request).value_or(json::object());
    std::string policy = textAt(body, {"propagationPolicy"});
    if (const std::string asked = request.parameter("propagationPolicy"); !asked.empty())
        policy = asked;
    const auto* orphans = at(body, {"orphanDependents"});
    if (policy == "Orphan" || (orphans && orphans->is_bool() && orphans->get_bool()))
        out.what = Garbage::What::Orphan;
    else if (policy == "Foreground")
        out.what = Garbage::What::Foreground;
    if (at(body, {"gracePeriodSeconds"}))
        out.grace = std::max(0, intAt(body, {"gracePeriodSeconds"}, 30));
    if (const std::string asked = request.parameter("gracePeriodSeconds"); !asked.empty())
        out.grace = std::clamp(std::atoi(asked.c_str()), 0, 100000);
    out.uid = textAt(body, {"preconditions", "uid"});
    out.dry = isDry(request) || !listAt(body, {"dryRun"}).empty();
    return out;
}

} // namespace

KubeWritten KubeWrites::scaleOf(const KubeTarget& target) const {
    const auto object = find(target);
    if (!object || !scales(object->kind))
        return refused(404, "NotFound", "the server could not find the requested resource");
    const json::object full = KubeJson(m_world).object(*object);
    json::object meta = full.at("metadata").as_object();
    for (const char* key : {"labels", "annotations", "generation", "ownerReferences"})
        meta.erase(key);
    std::string selector;
    for (const auto& [key, value] : readStringMap(at(full, {"spec", "selector", "matchLabels"})))
        selector += (selector.empty() ? "" : ",") + key + "=" + value;
    return {200, json::object{{"kind", "Scale"},
                              {"apiVersion", "autoscaling/v1"},
                              {"metadata", meta},
                              {"spec", json::object{{"replicas", full.at("spec").at("replicas")}}},
                              {"status", json::object{{"replicas", full.at("status").at("replicas")},
                                                      {"selector", selector}}}}};
}

KubeWritten KubeWrites::scale(const KubeTarget& target, const http::Request& request) {
    const KubeWritten now = scaleOf(target);
    if (now.code != 200 || request.method == "GET")
        return now;
    const auto made = patched(now.body, request);
    if (const auto* refusal = std::get_if<KubeWritten>(&made))
        return *refusal;
    const auto& wanted = std::get<json::object>(made);
    const auto object = find(target);
    if (const auto version = textAt(wanted, {"metadata", "resourceVersion"});
        !version.empty() && version != std::to_string(object->meta.revision))
        return outdated(target);
    const int replicas = intAt(wanted, {"spec", "replicas"}, 0);
    if (replicas < 0 || replicas > 500) {
        static const KubeResource scales{"autoscaling", "v1", "scales", "Scale", true, "", false, {}};
        return invalid({scales, target.ns, target.name, ""},
                       replicas < 0 ? "spec.replicas: Invalid value: must be greater than or equal to 0"
                                    : "spec.replicas: Invalid value: must be at most 500 in this lab");
    }
    if (isDry(request)) {
        KubeWritten planned = now;
        planned.body["spec"].as_object()["replicas"] = replicas;
        return planned;
    }
    if (object->kind == Kind::Deployment)
        setReplicas<Deployment>(m_world, target, replicas);
    else if (object->kind == Kind::ReplicaSet)
        setReplicas<ReplicaSet>(m_world, target, replicas);
    else
        setReplicas<StatefulSet>(m_world, target, replicas);
    return scaleOf(target);
}

KubeWritten KubeWrites::remove(const KubeTarget& target, const http::Request& request) {
    static const std::set<std::string> kept{"default", "kube-node-lease", "kube-public", "kube-system"};
    const auto object = find(target);
    const Deletion asked = readDeletion(request);
    if (!asked.uid.empty() && asked.uid != object->meta.uid)
        return refused(409, "Conflict",
                       "Operation cannot be fulfilled on " + target.resource.qualified() + " \"" +
                           target.name + "\": the UID in the precondition (" + asked.uid +
                           ") does not match the UID in "
                           "record (" +
                           object->meta.uid +
                           "). The object might have been deleted and then "
                           "recreated",
                       detailsOf(target));
    if (object->kind == Kind::Namespace && kept.contains(target.name))
        return refused(403, "Forbidden",
                       "namespaces \"" + target.name + "\" is forbidden: this namespace may not be deleted",
                       detailsOf(target));
    const KubeJson json(m_world);
    if (asked.dry)
        return {200, json.object(*object)};
    m_world.controllers().garbage().remove(*object, asked.what, asked.grace);
    if (object->kind == Kind::Pod)
        m_world.workloads().followService(target.ns, {});
    if (const auto after = find(target); after && after->meta.uid == object->meta.uid)
        return {200, json.object(*after)};
    if (object->kind == Kind::Pod)
        return {200, json.object(*object)};
    return {200, kubeStatus(200, "", "", detailsOf(target, object->meta.uid))};
}

KubeWritten KubeWrites::removeMany(const KubeTarget& target, const http::Request& request) {
    const std::string labels = request.parameter("labelSelector"),
                      fields = request.parameter("fieldSelector");
    const Deletion asked = readDeletion(request);
    const KubeJson json(m_world);
    json::array items;
    std::vector<std::shared_ptr<const Object>> doomed;
    for (const auto& [key, object] : m_world.store().of(*target.resource.objects)) {
        if (target.resource.namespaced && key.first != target.ns)
            continue;
        if (!labels.empty() && !fitsLabels(labels, object->meta.labels))
            continue;
        json::object out = json.object(*object);
        if (!fields.empty() && !fitsFields(fields, out))
            continue;
        items.push_back(std::move(out));
        doomed.push_back(object);
    }
    if (*target.resource.objects == Kind::Namespace)
        return refused(405, "MethodNotAllowed",
                       "the server does not allow this method on the requested resource");
    if (!asked.dry)
        for (const auto& each : doomed)
            m_world.controllers().garbage().remove(*each, asked.what, asked.grace);
    return {200, json::object{{"kind", std::string(target.resource.kind) + "List"},
                              {"apiVersion", target.resource.groupVersion()},
                              {"metadata",
                               json::object{{"resourceVersion", std::to_string(m_world.store().revision())}}},
                              {"items", items}}};
}

KubeWritten KubeWrites::evict(const KubeTarget& target, const http::Request& request) {
    const auto pod = m_world.store().find<Pod>(target.ns, target.name);
    if (!pod)
        return notFound(target);
    if (const auto budget = m_world.controllers().budgets().forbids(*pod))
        return refused(
            429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.",
            {{"causes", json::array{json::object{
                            {"reason", "DisruptionBudget"},
                            {"message", "The disruption budget " + budget->meta.name + " needs " +
                                            std::to_string(budget->desired) + " healthy pods and has " +
                                            std::to_string(budget->healthy) + " currently"}}}}});
    const json::value body = bodyOf(request).value_or(json::object());
    if (!isDry(request) && listAt(body, {"deleteOptions", "dryRun"}).empty())
        m_world.pods().remove(
            target.ns, target.name,
            std::max(0, intAt(body, {"deleteOptions", "gracePeriodSeconds"}, pod->spec.graceSeconds)));
    return {201, kubeStatus(201, "", "")};
}

} // namespace understudy::kubeapi
