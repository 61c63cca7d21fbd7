#include "labs/kubejson/KubeObjects.h"

#include "labs/controllers/Defaults.h"
#include "labs/kubejson/KubeFields.h"
#include "labs/kubejson/KubeRest.h"

#include <algorithm>

namespace understudy::kubeapi {

using namespace cluster;

namespace {

template <class T>
std::shared_ptr<Object> make() {
    return std::make_shared<T>();
}

std::shared_ptr<Object> fresh(Kind kind) {
    switch (kind) {
    case Kind::Namespace:
        return make<Namespace>();
    case Kind::Node:
        return make<Node>();
    case Kind::Pod:
        return make<Pod>();
    case Kind::Service:
        return make<Service>();
    case Kind::Endpoints:
        return make<Endpoints>();
    case Kind::ConfigMap:
        return make<ConfigMap>();
    case Kind::ServiceAccount:
        return make<ServiceAccount>();
    case Kind::Deployment:
        return make<Deployment>();
    case Kind::ReplicaSet:
        return make<ReplicaSet>();
    case Kind::StatefulSet:
        return make<StatefulSet>();
    case Kind::DaemonSet:
        return make<DaemonSet>();
    case Kind::Job:
        return make<Job>();
    case Kind::CronJob:
        return make<CronJob>();
    case Kind::HorizontalPodAutoscaler:
        return make<HorizontalPodAutoscaler>();
    case Kind::PodDisruptionBudget:
        return make<PodDisruptionBudget>();
    default:
        return isPlain(kind) ? std::make_shared<Plain>(kind) : nullptr;
    }
}

void readMeta(Object& object, const json::object& wanted) {
    Meta& meta = object.meta;
    meta.labels = readStringMap(at(wanted, {"metadata", "labels"}));
    meta.annotations = readStringMap(at(wanted, {"metadata", "annotations"}));
    meta.finalizers.clear();
    for (const auto& each : listAt(wanted, {"metadata", "finalizers"}))
        if (each.is_string())
            meta.finalizers.emplace_back(each.as_string());
    meta.owner.reset();
    for (const auto& each : listAt(wanted, {"metadata", "ownerReferences"}))
        if (!meta.owner)
            meta.owner = Owner{textAt(each, {"apiVersion"}), textAt(each, {"kind"}), textAt(each, {"name"}),
                               textAt(each, {"uid"})};
}

void readPlain(Plain& plain, const json::object& wanted) {
    json::object rest = wanted;
    for (const char* key : {"kind", "apiVersion", "metadata"})
        rest.erase(key);
    if (plain.kind == Kind::Secret) {
        // What was written in clear is kept encoded, as the real one does.
        json::object data =
            rest.contains("data") && rest["data"].is_object() ? rest["data"].as_object() : json::object();
        if (const auto* clear = rest.if_contains("stringData"); clear && clear->is_object())
            for (const auto& pair : clear->as_object())
                if (pair.value().is_string())
                    data[pair.key()] = base64(std::string_view(pair.value().as_string()));
        rest.erase("stringData");
        if (!data.empty())
            rest["data"] = data;
        if (!rest.contains("type"))
            rest["type"] = "Opaque";
    } else if (plain.kind == Kind::PersistentVolumeClaim) {
        if (const auto* spec = rest.if_contains("spec"); spec && spec->is_object()) {
            auto& made = rest["spec"].as_object();
            if (!made.contains("storageClassName"))
                made["storageClassName"] = "standard";
            if (!made.contains("volumeMode"))
                made["volumeMode"] = "Filesystem";
        }
    }
    plain.rest = restText(rest);
}

// What must not be kept as written: the model says it, or it is set for a moment only.
void forget(json::object& rest) {
    for (const char* key : {"kind", "apiVersion", "metadata", "status"})
        rest.erase(key);
    if (auto* spec = rest.if_contains("spec"); spec && spec->is_object()) {
        for (const char* key : {"template", "replicas", "unschedulable", "paused", "taints", "nodeName"})
            spec->as_object().erase(key);
        if (spec->as_object().empty())
            rest.erase("spec");
    }
}

/// A service without what only makes sense while it has ports on the nodes.
json::object withoutDoors(json::object service) {
    const std::string type = textAt(service, {"spec", "type"});
    auto* found = service.if_contains("spec");
    if (type == "NodePort" || type == "LoadBalancer" || !found || !found->is_object())
        return service;
    auto& spec = found->as_object();
    for (const char* key : {"externalTrafficPolicy", "healthCheckNodePort", "loadBalancerIP"})
        spec.erase(key);
    if (auto* ports = spec.if_contains("ports"); ports && ports->is_array())
        for (auto& each : ports->as_array())
            if (each.is_object())
                each.as_object().erase("nodePort");
    return service;
}

} // namespace

std::string problemOfName(const std::string& name, Kind kind) {
    const bool path = kind == Kind::Role || kind == Kind::ClusterRole || kind == Kind::RoleBinding ||
                      kind == Kind::ClusterRoleBinding;
    if (path)
        return name.empty() || name.find('/') != std::string::npos || name == "." || name == ".."
                   ? "may not contain '/'"
                   : "";
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    const bool fine =
        !name.empty() && name.size() <= 253 && good(name.front()) && good(name.back()) &&
        std::all_of(name.begin(), name.end(), [&](char c) { return good(c) || c == '-' || c == '.'; });
    return fine
               ? ""
               : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
                 "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
                 "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
}

std::string KubeObjects::readService(Service& service, const json::object& wanted) const {
    const std::string type = textAt(wanted, {"spec", "type"});
    service.type = type.empty() ? "ClusterIP" : type;
    service.selector = readStringMap(at(wanted, {"spec", "selector"}));
    const auto old = service.ports;
    service.ports.clear();
    for (const auto& each : listAt(wanted, {"spec", "ports"})) {
        const int number = intAt(each, {"port"}, 0);
        if (number < 1 || number > 65535)
            return "spec.ports[0].port: Invalid value: must be between 1 and 65535, inclusive";
        Port port{textAt(each, {"name"}), number, intAt(each, {"targetPort"}, number),
                  intAt(each, {"nodePort"}, 0)};
        for (const auto& before : old)
            if (before.port == port.port && port.nodePort == 0)
                port.nodePort = before.nodePort;
        if (service.type == "ClusterIP" || service.type == "ExternalName")
            port.nodePort = 0;
        else if (port.nodePort == 0)
            port.nodePort =
                30000 +
                m_world.noise().below(2767, "nodeport/" + service.meta.ns + "/" + service.meta.name, number);
        service.ports.push_back(port);
    }
    if (service.ports.empty() && service.type != "ExternalName" &&
        textAt(wanted, {"spec", "clusterIP"}) != "None")
        return "spec.ports: Required value";
    if (const auto address = textAt(wanted, {"spec", "clusterIP"}); !address.empty())
        service.clusterIp = address;
    else if (service.clusterIp.empty()) {
        const std::string about = "ip/" + service.meta.ns + "/" + service.meta.name;
        service.clusterIp = "10.96." + std::to_string(m_world.noise().below(250, about, 3)) + "." +
                            std::to_string(2 + m_world.noise().below(250, about, 4));
    }
    if (service.type != "LoadBalancer")
        service.externalIp.clear();
    return {};
}

std::string KubeObjects::readPod(Pod& pod, const json::object& wanted, bool fresh) const {
    const auto* spec = at(wanted, {"spec"});
    if (!spec || !spec->is_object())
        return "spec.containers: Required value";
    PodTemplate read;
    readPodSpec(read, spec->as_object());
    if (!fresh) {
        // Of a pod that lives, only images may change.
        if (read.containers.size() != pod.spec.containers.size())
            return "spec: Forbidden: pod updates may not change fields other than "
                   "`spec.containers[*].image`";
        for (std::size_t i = 0; i < read.containers.size(); ++i) {
            pod.spec.containers[i].image = read.containers[i].image;
            if (i < pod.containers.size())
                pod.containers[i].image = read.containers[i].image;
        }
        return {};
    }
    if (read.containers.empty())
        return "spec.containers: Required value";
    for (std::size_t i = 0; i < read.containers.size(); ++i)
        if (read.containers[i].name.empty() || read.containers[i].image.empty())
            return "spec.containers[" + std::to_string(i) + "]." +
                   (read.containers[i].name.empty() ? "name" : "image") + ": Required value";
    pod.node = textAt(*spec, {"nodeName"});
    json::object rest = restOf(read.rest);
    rest.erase("nodeName");
    read.rest = restText(rest);
    read.labels = pod.meta.labels;
    read.annotations = pod.meta.annotations;
    pod.spec = read;
    return {};
}

std::string KubeObjects::readJob(Job& job, const json::object& wanted, bool fresh) const {
    job.parallelism = intAt(wanted, {"spec", "parallelism"}, 1);
    job.backoffLimit = intAt(wanted, {"spec", "backoffLimit"}, 6);
    if (!fresh)
        return {};
    job.completions = intAt(wanted, {"spec", "completions"}, 1);
    const std::string id = m_world.noise().uuid("job/" + job.meta.ns + "/" + job.meta.name,
                                                static_cast<std::int64_t>(m_world.store().revision()));
    const auto* made = at(wanted, {"spec", "template"});
    job.pods = made ? readPodTemplate(*made) : PodTemplate{};
    if (job.pods.containers.empty())
        return "spec.template.spec.containers: Required value";
    if (job.pods.restartPolicy == "Always")
        return "spec.template.spec.restartPolicy: Unsupported value: \"Always\": supported values: "
               "\"OnFailure\", \"Never\"";
    job.meta.uid = id;
    job.pods.labels["controller-uid"] = id;
    job.pods.labels["job-name"] = job.meta.name;
    job.selector = {{"controller-uid", id}};
    if (job.meta.labels.empty())
        job.meta.labels = job.pods.labels;
    return {};
}

std::string KubeObjects::read(Object& object, const json::object& wanted, bool isNew) const {
    switch (object.kind) {
    case Kind::Deployment:
        return readDeployment(static_cast<Deployment&>(object), wanted, isNew);
    case Kind::ReplicaSet: {
        auto& set = static_cast<ReplicaSet&>(object);
        const std::string problem = readReplicas(wanted, set.replicas);
        return problem.empty() ? readPods(wanted, set.selector, set.pods, isNew) : problem;
    }
    case Kind::StatefulSet: {
        auto& set = static_cast<StatefulSet&>(object);
        if (isNew)
            set.serviceName = textAt(wanted, {"spec", "serviceName"});
        const std::string problem = readReplicas(wanted, set.replicas);
        return problem.empty() ? readPods(wanted, set.selector, set.pods, isNew) : problem;
    }
    case Kind::DaemonSet: {
        auto& set = static_cast<DaemonSet&>(object);
        const PodTemplate before = set.pods;
        const std::string problem = readPods(wanted, set.selector, set.pods, isNew);
        object.meta.generation += !isNew && !(set.pods == before);
        return problem;
    }
    case Kind::Job:
        return readJob(static_cast<Job&>(object), wanted, isNew);
    case Kind::Pod:
        return readPod(static_cast<Pod&>(object), wanted, isNew);
    case Kind::Service:
        return readService(static_cast<Service&>(object), wanted);
    case Kind::HorizontalPodAutoscaler:
        return readAutoscaler(static_cast<HorizontalPodAutoscaler&>(object), wanted);
    case Kind::CronJob:
        return readCronJob(static_cast<CronJob&>(object), wanted);
    case Kind::PodDisruptionBudget:
        return readBudget(static_cast<PodDisruptionBudget&>(object), wanted);
    case Kind::Node:
        readNode(static_cast<Node&>(object), wanted);
        return {};
    case Kind::ConfigMap:
        static_cast<ConfigMap&>(object).data = readStringMap(at(wanted, {"data"}));
        return {};
    default:
        return {};
    }
}

KubeParsed KubeObjects::parse(Kind kind, const json::object& wanted, const Object* old) const {
    const auto object = old ? old->copy() : fresh(kind);
    if (!object)
        return {nullptr, std::string(kindName(kind)) + " objects cannot be written in this lab"};
    if (!old) {
        object->meta.name = textAt(wanted, {"metadata", "name"});
        object->meta.generateName = textAt(wanted, {"metadata", "generateName"});
        object->meta.ns = textAt(wanted, {"metadata", "namespace"});
    }
    readMeta(*object, wanted);
    if (isPlain(kind)) {
        const std::string before = object->rest;
        readPlain(static_cast<Plain&>(*object), wanted);
        object->meta.generation += old && before != object->rest;
        return {object, {}};
    }
    if (std::string problem = read(*object, wanted, !old); !problem.empty())
        return {nullptr, std::move(problem)};
    if (kind == Kind::Pod)
        return {object, {}};
    object->rest.clear();
    json::object rest =
        leftOver(KubeJson(m_world).object(*object), kind == Kind::Service ? withoutDoors(wanted) : wanted);
    forget(rest);
    if (kind == Kind::ServiceAccount)
        rest.erase("secrets");
    object->rest = restText(rest);
    return {object, {}};
}

} // namespace understudy::kubeapi
