#include "labs/kubeapi/KubeWrites.h"

#include "labs/kubeapi/KubeRefusals.h"
#include "labs/kubejson/KubeObjects.h"
#include "labs/kubejson/KubePatch.h"
#include "labs/kubejson/KubeRest.h"
#include "labs/podstreams/Extras.h"
#include "labs/policies/Quotas.h"

namespace understudy::kubeapi {

using namespace cluster;

namespace {

json::object sameBut(json::object object, std::initializer_list<const char*> keys) {
    for (const char* key : keys)
        object["metadata"].as_object().erase(key);
    return object;
}

std::string generated(const World& world, const KubeTarget& target, const std::string& base) {
    return base + world.noise().letters(5, std::string("name/") + target.resource.plural + "/" + base,
                                        static_cast<std::int64_t>(world.store().revision()));
}

} // namespace

std::shared_ptr<const Object> KubeWrites::find(const KubeTarget& target) const {
    return m_world.store().find(*target.resource.objects, target.ns, target.name);
}

KubeWritten KubeWrites::write(const KubeTarget& target, const http::Request& request) {
    if (!target.resource.objects || *target.resource.objects == Kind::Event)
        return refused(405, "MethodNotAllowed",
                       "the server does not allow this method on the requested resource");
    if (target.name.empty())
        return request.method == "POST" ? create(target, request)
               : request.method == "DELETE"
                   ? removeMany(target, request)
                   : refused(405, "MethodNotAllowed",
                             "the server does not allow this method on the requested "
                             "resource");
    if (!find(target)) {
        const bool apply = request.method == "PATCH" &&
                           request.header("content-type").starts_with("application/apply-patch+yaml");
        return apply && target.sub.empty() ? create(target, request) : notFound(target);
    }
    if (target.sub == "scale")
        return scale(target, request);
    if (target.sub == "eviction" && request.method == "POST")
        return evict(target, request);
    if (target.sub == "ephemeralcontainers" && request.method != "DELETE")
        return addContainers(target, request);
    if (!target.sub.empty() && target.sub != "status")
        return refused(404, "NotFound", "the server could not find the requested resource");
    return request.method == "DELETE" ? remove(target, request) : change(target, request);
}

std::optional<KubeWritten> KubeWrites::noPlace(const KubeTarget& target) const {
    if (!target.resource.namespaced)
        return std::nullopt;
    const auto space = m_world.store().find<Namespace>("", target.ns);
    if (!space)
        return refused(404, "NotFound", "namespaces \"" + target.ns + "\" not found",
                       {{"name", target.ns}, {"kind", "namespaces"}});
    if (space->meta.deleted)
        return refused(403, "Forbidden",
                       target.resource.qualified() + " \"" + target.name +
                           "\" is forbidden: unable to create new content in namespace " + target.ns +
                           " because it is being terminated",
                       detailsOf(target));
    return std::nullopt;
}

// kubectl debug: 1.20 replaces the list of them, later ones patch the pod.
KubeWritten KubeWrites::addContainers(const KubeTarget& target, const http::Request& request) {
    const auto body = bodyOf(request);
    const auto* list = body && body->is_object() ? at(*body, {"ephemeralContainers"}) : nullptr;
    if (!list && body && body->is_object())
        list = at(*body, {"spec", "ephemeralContainers"});
    if (!list || !list->is_array())
        return notUnderstood();
    if (!isDry(request))
        podstreams::addExtras(m_world, target.ns, target.name, list->as_array());
    const auto pod = m_world.store().find<Pod>(target.ns, target.name);
    const json::object shown = KubeJson(m_world).object(*pod);
    return {200, request.method == "PATCH" ? shown
                                           : podstreams::extrasJson(*pod, shown.at("metadata").as_object())};
}

KubeWritten KubeWrites::create(const KubeTarget& asked, const http::Request& request) {
    const auto body = bodyOf(request);
    if (!body || !body->is_object())
        return notUnderstood();
    json::object wanted = mergePatched(json::object(), *body).as_object(); // without what is null
    if (const auto kind = textAt(wanted, {"kind"}); !kind.empty() && kind != asked.resource.kind)
        return refused(400, "BadRequest",
                       kind + " in version \"" + textAt(wanted, {"apiVersion"}) +
                           "\" cannot be handled as a " + asked.resource.kind);
    if (!wanted.contains("metadata") || !wanted["metadata"].is_object())
        wanted["metadata"] = json::object();
    auto& meta = wanted["metadata"].as_object();
    KubeTarget target = asked;
    if (const auto ns = textAt(wanted, {"metadata", "namespace"}); !ns.empty() && ns != target.ns)
        return refused(
            400, "BadRequest",
            "the namespace of the provided object does not match the namespace sent on the request");
    if (target.name.empty())
        target.name = textAt(wanted, {"metadata", "name"});
    if (const auto base = textAt(wanted, {"metadata", "generateName"}); target.name.empty() && !base.empty())
        target.name = generated(m_world, target, base);
    meta["name"] = target.name;
    if (target.resource.namespaced)
        meta["namespace"] = target.ns;
    else
        meta.erase("namespace");
    if (target.name.empty())
        return invalid(target, "metadata.name: Required value: name or generateName is required");
    if (const auto problem = problemOfName(target.name, *target.resource.objects); !problem.empty())
        return invalid(target, "metadata.name: Invalid value: \"" + target.name + "\": " + problem);
    if (auto refusal = noPlace(target))
        return *refusal;
    if (find(target))
        return refused(409, "AlreadyExists",
                       target.resource.qualified() + " \"" + target.name + "\" already exists",
                       detailsOf(target));
    const KubeParsed parsed = KubeObjects(m_world).parse(*target.resource.objects, wanted, nullptr);
    if (!parsed.object)
        return invalid(target, parsed.problem);
    if (auto refusal = notAdmitted(target, *parsed.object))
        return *refusal;
    if (isDry(request)) {
        parsed.object->meta.created = m_world.now();
        parsed.object->meta.uid = m_world.noise().uuid("dry/" + target.name, 0);
        return {201, sameBut(KubeJson(m_world).object(*parsed.object), {"resourceVersion"})};
    }
    place(parsed.object, true);
    return {201, KubeJson(m_world).object(*find(target))};
}

std::optional<KubeWritten> KubeWrites::notAdmitted(const KubeTarget& target, Object& object) const {
    const auto forbidden = [&](const std::string& why) {
        return refused(403, "Forbidden", why, detailsOf(target));
    };
    if (object.kind == Kind::Pod) {
        const std::string why = m_world.pods().admits(static_cast<Pod&>(object));
        return why.empty() ? std::nullopt : std::optional(forbidden(why));
    }
    const std::string why = overQuota(m_world.store(), object);
    return why.empty() ? std::nullopt
                       : std::optional(forbidden(target.resource.qualified() + " \"" + target.name +
                                                 "\" is forbidden: " + why));
}

void KubeWrites::bindClaim(Object& claim) {
    claim.meta.uid = m_world.noise().uuid("claim/" + claim.meta.ns + "/" + claim.meta.name,
                                          static_cast<std::int64_t>(m_world.store().revision()));
    json::object rest = restOf(claim.rest);
    json::object spec =
        rest.contains("spec") && rest["spec"].is_object() ? rest["spec"].as_object() : json::object();
    const std::string volume = "pvc-" + claim.meta.uid;
    const std::string size = textAt(spec, {"resources", "requests", "storage"});
    spec["volumeName"] = volume;
    const json::value modes(listAt(spec, {"accessModes"}));
    rest["spec"] = spec;
    rest["status"] = json::object{
        {"phase", "Bound"}, {"accessModes", modes}, {"capacity", json::object{{"storage", size}}}};
    claim.rest = restText(rest);
    auto made = std::make_shared<Plain>(Kind::PersistentVolume);
    made->meta.name = volume;
    made->rest = restText({{"spec", json::object{{"accessModes", modes},
                                                 {"capacity", json::object{{"storage", size}}},
                                                 {"claimRef", json::object{{"kind", "PersistentVolumeClaim"},
                                                                           {"namespace", claim.meta.ns},
                                                                           {"name", claim.meta.name},
                                                                           {"uid", claim.meta.uid}}},
                                                 {"persistentVolumeReclaimPolicy", "Delete"},
                                                 {"storageClassName", textAt(spec, {"storageClassName"})},
                                                 {"volumeMode", "Filesystem"}}},
                           {"status", json::object{{"phase", "Bound"}}}});
    m_world.store().put(made);
}

void KubeWrites::place(const std::shared_ptr<Object>& object, bool fresh) {
    switch (object->kind) {
    case Kind::Deployment: {
        auto& deployment = static_cast<Deployment&>(*object);
        if (fresh)
            deployment.progressed = m_world.now();
        m_world.workloads().apply(deployment);
        return;
    }
    case Kind::ReplicaSet:
        m_world.workloads().apply(static_cast<const ReplicaSet&>(*object));
        return;
    case Kind::StatefulSet:
        m_world.workloads().apply(static_cast<const StatefulSet&>(*object));
        return;
    case Kind::Pod:
        if (fresh)
            m_world.pods().create(static_cast<const Pod&>(*object));
        else
            m_world.store().put(object);
        m_world.workloads().followService(object->meta.ns, {});
        return;
    case Kind::PersistentVolumeClaim:
        if (fresh)
            bindClaim(*object);
        m_world.store().put(object);
        return;
    default:
        m_world.store().put(object);
    }
}

KubeWritten KubeWrites::change(const KubeTarget& target, const http::Request& request) {
    const auto old = find(target);
    const json::object now = KubeJson(m_world).object(*old);
    auto made = patched(now, request);
    if (const auto* refusal = std::get_if<KubeWritten>(&made))
        return *refusal;
    json::object& wanted = std::get<json::object>(made);
    const auto version = textAt(wanted, {"metadata", "resourceVersion"});
    if (!version.empty() && version != std::to_string(old->meta.revision))
        return outdated(target);
    if (const auto uid = textAt(wanted, {"metadata", "uid"}); !uid.empty() && uid != old->meta.uid)
        return refused(409, "Conflict",
                       "Operation cannot be fulfilled on " + target.resource.qualified() + " \"" +
                           target.name + "\": Precondition failed: UID in precondition: " + uid +
                           ", UID in object meta: " + old->meta.uid,
                       detailsOf(target));
    if (const auto name = textAt(wanted, {"metadata", "name"}); name != target.name)
        return request.method == "PUT"
                   ? refused(400, "BadRequest",
                             "the name of the object (" + name + ") does not match the name on the URL (" +
                                 target.name + ")")
                   : invalid(target, "metadata.name: Invalid value: \"" + name + "\": field is immutable");
    if (target.sub == "status")
        return changeStatus(target, wanted);
    return store(target, wanted, isDry(request));
}

// Only objects that nothing else looks after have a status that can be written.
KubeWritten KubeWrites::changeStatus(const KubeTarget& target, const json::object& wanted) {
    const auto old = find(target);
    const auto* status = at(wanted, {"status"});
    if (isPlain(old->kind) && status) {
        auto object = old->copy();
        json::object rest = restOf(object->rest);
        rest["status"] = *status;
        object->rest = restText(rest);
        m_world.store().put(object);
    }
    return {200, KubeJson(m_world).object(*find(target))};
}

KubeWritten KubeWrites::store(const KubeTarget& target, const json::object& wanted, bool dry) {
    const auto old = find(target);
    const KubeParsed parsed = KubeObjects(m_world).parse(old->kind, wanted, old.get());
    if (!parsed.object)
        return invalid(target, parsed.problem);
    const KubeJson json(m_world);
    if (dry) {
        json::object planned = json.object(*parsed.object);
        const json::object before = json.object(*old);
        if (const auto* status = at(before, {"status"}))
            planned["status"] = *status;
        return {200, std::move(planned)};
    }
    // What changes nothing leaves no trace.
    if (sameBut(json.object(*parsed.object), {"resourceVersion"}) ==
        sameBut(json.object(*old), {"resourceVersion"}))
        return {200, json.object(*old)};
    place(parsed.object, false);
    const auto stored = find(target);
    if (old->kind == Kind::Pod)
        m_world.workloads().podRelabeled(static_cast<const Pod&>(*old), static_cast<const Pod&>(*stored));
    json::object body = json.object(*stored);
    if (stored->meta.deleted && stored->meta.finalizers.empty() && !old->meta.finalizers.empty())
        m_world.controllers().garbage().released(*stored);
    return {200, std::move(body)};
}

} // namespace understudy::kubeapi
