#include "labs/kubeapi/KubeWrites.h"

#include "labs/kubeapi/KubePatch.h"

#include <algorithm>

namespace understudy::kubeapi {

using namespace cluster;

namespace {

std::optional<json::value> bodyOf(const http::Request& request) {
    boost::system::error_code wrong;
    json::value body = request.body.empty() ? json::value(json::object()) : json::parse(request.body, wrong);
    return wrong ? std::nullopt : std::optional(std::move(body));
}

int intAt(const json::value& value, std::initializer_list<std::string_view> path, int otherwise) {
    const auto* found = at(value, path);
    if (!found || !found->is_int64())
        return otherwise;
    return static_cast<int>(std::clamp<std::int64_t>(found->as_int64(), -1, 100000));
}

template <class T>
void readMeta(T& object, const json::value& wanted) {
    object.meta.labels = readStringMap(at(wanted, {"metadata", "labels"}));
    object.meta.annotations = readStringMap(at(wanted, {"metadata", "annotations"}));
}

json::object details(const KubeResource& resource, const std::string& name, const std::string& uid = {}) {
    json::object out{{"name", name}, {"group", resource.group}, {"kind", resource.plural}};
    if (!uid.empty())
        out["uid"] = uid;
    return out;
}

} // namespace

KubeWritten KubeWrites::refused(int code, const std::string& reason, const std::string& message,
                                json::object more) {
    return {code, kubeStatus(code, reason, message, std::move(more))};
}

KubeWritten KubeWrites::write(const KubeResource& resource, const std::string& ns, const std::string& name,
                              const std::string& sub, const http::Request& request) {
    if (!resource.objects)
        return refused(405, "MethodNotAllowed",
                       std::string(resource.plural) + " cannot be changed in this lab");
    if (name.empty())
        return request.method == "POST"
                   ? create(resource, ns, request)
                   : refused(405, "MethodNotAllowed",
                             "the server does not allow this method on the requested resource");
    if (!m_world.store().find(*resource.objects, ns, name))
        return refused(404, "NotFound", resource.qualified() + " \"" + name + "\" not found",
                       details(resource, name));
    if (sub == "scale")
        return scale(resource, ns, name, request);
    if (sub == "eviction" && request.method == "POST")
        return evict(ns, name);
    if (!sub.empty())
        return refused(501, "NotImplemented", sub + " is not in this lab yet");
    if (request.method == "DELETE")
        return remove(resource, ns, name, request);
    return change(resource, ns, name, request);
}

KubeWritten KubeWrites::change(const KubeResource& resource, const std::string& ns, const std::string& name,
                               const http::Request& request) {
    const auto body = bodyOf(request);
    if (!body)
        return refused(400, "BadRequest",
                       "the body of the request was in an unknown format - accepted media types include: "
                       "application/json");
    const json::value now = KubeJson(m_world).object(*m_world.store().find(*resource.objects, ns, name));
    const std::string type =
        request.header("content-type").substr(0, request.header("content-type").find(';'));
    std::optional<json::value> wanted;
    if (request.method == "PUT")
        wanted = *body;
    else if (type == "application/json-patch+json")
        wanted = jsonPatched(now, *body);
    else if (type == "application/strategic-merge-patch+json")
        wanted = strategicPatched(now, *body);
    else if (type == "application/merge-patch+json" || type == "application/apply-patch+yaml")
        wanted = mergePatched(now, *body);
    else
        return refused(415, "UnsupportedMediaType", "the body of the request was in an unknown format");
    if (!wanted || !wanted->is_object())
        return refused(422, "Invalid",
                       "the patch does not fit " + std::string(resource.kind) + " \"" + name + "\"",
                       details(resource, name));
    if (!request.parameter("dryRun").empty())
        return {200, wanted->as_object()};
    return store(resource, ns, name, wanted->as_object());
}

KubeWritten KubeWrites::store(const KubeResource& resource, const std::string& ns, const std::string& name,
                              const json::object& wanted) {
    Store& store = m_world.store();
    const auto invalid = [&](const std::string& why) {
        return refused(422, "Invalid",
                       std::string(resource.kind) + "." + resource.group + " \"" + name +
                           "\" is invalid: " + why,
                       details(resource, name));
    };
    if (*resource.objects == Kind::Deployment || *resource.objects == Kind::StatefulSet) {
        const auto* pods = at(wanted, {"spec", "template"});
        const PodTemplate read = pods ? readPodTemplate(*pods) : PodTemplate{};
        const int replicas = intAt(wanted, {"spec", "replicas"}, 1);
        if (read.containers.empty() || read.containers[0].name.empty() || read.containers[0].image.empty())
            return invalid("spec.template.spec.containers: Required value");
        if (replicas < 0 || replicas > 500)
            return invalid("spec.replicas: Invalid value: must lie between 0 and 500 in this lab");
        if (*resource.objects == Kind::Deployment) {
            Deployment deployment = *store.find<Deployment>(ns, name);
            readMeta(deployment, wanted);
            deployment.pods = read;
            deployment.replicas = replicas;
            const auto* paused = at(wanted, {"spec", "paused"});
            deployment.paused = paused && paused->is_bool() && paused->as_bool();
            if (!selects(deployment.selector, read.labels))
                return invalid("spec.template.metadata.labels: `selector` does not match template `labels`");
            m_world.workloads().apply(deployment);
        } else {
            StatefulSet set = *store.find<StatefulSet>(ns, name);
            readMeta(set, wanted);
            set.pods = read;
            set.replicas = replicas;
            m_world.workloads().apply(set);
        }
    } else if (*resource.objects == Kind::Node) {
        store.update<Node>(ns, name, [&](Node& node) {
            readMeta(node, wanted);
            const auto* off = at(wanted, {"spec", "unschedulable"});
            node.unschedulable = off && off->is_bool() && off->as_bool();
        });
    } else if (*resource.objects == Kind::Pod) {
        store.update<Pod>(ns, name, [&](Pod& each) { readMeta(each, wanted); });
        m_world.workloads().followService(ns, "");
    } else if (*resource.objects == Kind::Service) {
        store.update<Service>(ns, name, [&](Service& each) {
            readMeta(each, wanted);
            each.selector = readStringMap(at(wanted, {"spec", "selector"}));
            if (const auto* type = at(wanted, {"spec", "type"}); type && type->is_string())
                each.type = std::string(type->as_string());
        });
        m_world.workloads().followService(ns, name);
    } else if (*resource.objects == Kind::ConfigMap) {
        store.update<ConfigMap>(ns, name, [&](ConfigMap& each) {
            readMeta(each, wanted);
            each.data = readStringMap(at(wanted, {"data"}));
        });
    } else if (*resource.objects == Kind::Namespace) {
        store.update<Namespace>(ns, name, [&](Namespace& each) { readMeta(each, wanted); });
    } else {
        return refused(405, "MethodNotAllowed",
                       std::string(resource.plural) + " cannot be changed in this lab");
    }
    return {200, KubeJson(m_world).object(*store.find(*resource.objects, ns, name))};
}

KubeWritten KubeWrites::scale(const KubeResource& resource, const std::string& ns, const std::string& name,
                              const http::Request& request) {
    const bool deployment = *resource.objects == Kind::Deployment;
    if (!deployment && *resource.objects != Kind::StatefulSet)
        return refused(404, "NotFound", "the server could not find the requested resource");
    if (request.method != "GET") {
        const auto body = bodyOf(request);
        const int replicas = body ? intAt(*body, {"spec", "replicas"}, -1) : -1;
        if (replicas < 0 || replicas > 500)
            return refused(422, "Invalid",
                           "Scale \"" + name +
                               "\" is invalid: spec.replicas must lie between 0 and 500 in this lab",
                           details(resource, name));
        if (deployment) {
            Deployment each = *m_world.store().find<Deployment>(ns, name);
            each.replicas = replicas;
            m_world.workloads().apply(each);
        } else {
            StatefulSet each = *m_world.store().find<StatefulSet>(ns, name);
            each.replicas = replicas;
            m_world.workloads().apply(each);
        }
    }
    const auto object = m_world.store().find(*resource.objects, ns, name);
    const json::object full = KubeJson(m_world).object(*object);
    json::object meta = full.at("metadata").as_object();
    for (const char* key : {"labels", "annotations", "generation"})
        meta.erase(key);
    std::string selector;
    for (const auto& pair : at(full, {"spec", "selector", "matchLabels"})->as_object())
        selector += (selector.empty() ? "" : ",") + std::string(pair.key()) + "=" +
                    std::string(pair.value().as_string());
    return {200, json::object{{"kind", "Scale"},
                              {"apiVersion", "autoscaling/v1"},
                              {"metadata", meta},
                              {"spec", json::object{{"replicas", full.at("spec").at("replicas")}}},
                              {"status", json::object{{"replicas", full.at("status").at("replicas")},
                                                      {"selector", selector}}}}};
}

KubeWritten KubeWrites::remove(const KubeResource& resource, const std::string& ns, const std::string& name,
                               const http::Request& request) {
    const auto object = m_world.store().find(*resource.objects, ns, name);
    if (!request.parameter("dryRun").empty())
        return {200, KubeJson(m_world).object(*object)};
    if (*resource.objects == Kind::Pod) {
        const auto body = bodyOf(request);
        int grace = body ? intAt(*body, {"gracePeriodSeconds"}, 30) : 30;
        if (const std::string asked = request.parameter("gracePeriodSeconds"); !asked.empty())
            grace = std::atoi(asked.c_str());
        const json::object before = KubeJson(m_world).object(*object);
        m_world.pods().remove(ns, name, grace);
        const auto after = m_world.store().find(Kind::Pod, ns, name);
        return {200, after ? KubeJson(m_world).object(*after) : before};
    }
    if (*resource.objects == Kind::Deployment)
        m_world.controllers().garbage().remove(*object, Garbage::What::Background);
    else if (*resource.objects == Kind::ConfigMap || *resource.objects == Kind::Event ||
             *resource.objects == Kind::Service)
        m_world.store().remove(*resource.objects, ns, name);
    else
        return refused(403, "Forbidden",
                       resource.qualified() + " \"" + name +
                           "\" is forbidden: the lab needs it, so it cannot be deleted",
                       details(resource, name));
    return {200, kubeStatus(200, "", "", details(resource, name, object->meta.uid))};
}

KubeWritten KubeWrites::evict(const std::string& ns, const std::string& name) {
    m_world.pods().remove(ns, name, 30);
    return {201, kubeStatus(201, "", "")};
}

KubeWritten KubeWrites::create(const KubeResource& resource, const std::string& ns,
                               const http::Request& request) {
    const auto body = bodyOf(request);
    const auto* named = body ? at(*body, {"metadata", "name"}) : nullptr;
    if (!named || !named->is_string() || named->as_string().empty())
        return refused(400, "BadRequest", "the body of the request has no metadata.name");
    const std::string name(named->as_string());
    const std::string group = resource.qualified();
    if (m_world.store().find(*resource.objects, ns, name))
        return refused(409, "AlreadyExists", group + " \"" + name + "\" already exists",
                       details(resource, name));
    if (resource.namespaced && !m_world.store().find(Kind::Namespace, "", ns))
        return refused(404, "NotFound", "namespaces \"" + ns + "\" not found");
    if (!request.parameter("dryRun").empty())
        return {201, body->as_object()};
    if (*resource.objects == Kind::ConfigMap) {
        ConfigMap map;
        map.meta.name = name;
        map.meta.ns = ns;
        readMeta(map, *body);
        map.data = readStringMap(at(*body, {"data"}));
        m_world.store().add(map);
    } else if (*resource.objects == Kind::Namespace) {
        Namespace space;
        space.meta.name = name;
        readMeta(space, *body);
        m_world.store().add(space);
    } else if (*resource.objects == Kind::Deployment) {
        Deployment deployment;
        deployment.meta.name = name;
        deployment.meta.ns = ns;
        deployment.selector = readStringMap(at(*body, {"spec", "selector", "matchLabels"}));
        deployment.progressed = m_world.now();
        m_world.store().add(deployment);
        const KubeWritten stored = store(resource, ns, name, body->as_object());
        if (stored.code >= 400)
            m_world.store().remove(Kind::Deployment, ns, name);
        return stored.code >= 400 ? stored : KubeWritten{201, stored.body};
    } else {
        return refused(405, "MethodNotAllowed",
                       std::string(resource.plural) + " cannot be created in this lab");
    }
    return {201, KubeJson(m_world).object(*m_world.store().find(*resource.objects, ns, name))};
}

} // namespace understudy::kubeapi
