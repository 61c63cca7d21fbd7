#include "labs/kubeapi/KubeResources.h"

namespace understudy::kubeapi {

using cluster::Kind;

const std::vector<KubeResource>& kubeResources() {
    static const std::vector<KubeResource> all{
        {"", "v1", "configmaps", "ConfigMap", true, "cm", false, Kind::ConfigMap},
        {"", "v1", "endpoints", "Endpoints", true, "ep", false, Kind::Endpoints},
        {"", "v1", "events", "Event", true, "ev", false, Kind::Event},
        {"", "v1", "limitranges", "LimitRange", true, "limits", false, Kind::LimitRange},
        {"", "v1", "namespaces", "Namespace", false, "ns", false, Kind::Namespace},
        {"", "v1", "nodes", "Node", false, "no", false, Kind::Node},
        {"", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, "pvc", false,
         Kind::PersistentVolumeClaim},
        {"", "v1", "persistentvolumes", "PersistentVolume", false, "pv", false, Kind::PersistentVolume},
        {"", "v1", "pods", "Pod", true, "po", true, Kind::Pod},
        {"", "v1", "replicationcontrollers", "ReplicationController", true, "rc", true,
         Kind::ReplicationController},
        {"", "v1", "resourcequotas", "ResourceQuota", true, "quota", false, Kind::ResourceQuota},
        {"", "v1", "secrets", "Secret", true, "", false, Kind::Secret},
        {"", "v1", "serviceaccounts", "ServiceAccount", true, "sa", false, Kind::ServiceAccount},
        {"", "v1", "services", "Service", true, "svc", true, Kind::Service},
        {"apps", "v1", "controllerrevisions", "ControllerRevision", true, "", false,
         Kind::ControllerRevision},
        {"apps", "v1", "daemonsets", "DaemonSet", true, "ds", true, Kind::DaemonSet},
        {"apps", "v1", "deployments", "Deployment", true, "deploy", true, Kind::Deployment},
        {"apps", "v1", "replicasets", "ReplicaSet", true, "rs", true, Kind::ReplicaSet},
        {"apps", "v1", "statefulsets", "StatefulSet", true, "sts", true, Kind::StatefulSet},
        {"authentication.k8s.io", "v1", "tokenreviews", "TokenReview", false, "", false, {}},
        {"authorization.k8s.io",
         "v1",
         "localsubjectaccessreviews",
         "LocalSubjectAccessReview",
         true,
         "",
         false,
         {}},
        {"authorization.k8s.io",
         "v1",
         "selfsubjectaccessreviews",
         "SelfSubjectAccessReview",
         false,
         "",
         false,
         {}},
        {"authorization.k8s.io",
         "v1",
         "selfsubjectrulesreviews",
         "SelfSubjectRulesReview",
         false,
         "",
         false,
         {}},
        {"authorization.k8s.io", "v1", "subjectaccessreviews", "SubjectAccessReview", false, "", false, {}},
        {"autoscaling", "v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, "hpa", true,
         Kind::HorizontalPodAutoscaler},
        {"batch", "v1", "jobs", "Job", true, "", true, Kind::Job},
        {"batch", "v1beta1", "cronjobs", "CronJob", true, "cj", true, Kind::CronJob},
        {"coordination.k8s.io", "v1", "leases", "Lease", true, "", false, Kind::Lease},
        {"metrics.k8s.io", "v1beta1", "nodes", "NodeMetrics", false, "", false, {}},
        {"metrics.k8s.io", "v1beta1", "pods", "PodMetrics", true, "", false, {}},
        {"networking.istio.io", "v1beta1", "destinationrules", "DestinationRule", true, "dr", false,
         Kind::DestinationRule},
        {"networking.istio.io", "v1beta1", "virtualservices", "VirtualService", true, "vs", false,
         Kind::VirtualService},
        {"networking.k8s.io", "v1", "ingresses", "Ingress", true, "ing", false, Kind::Ingress},
        {"networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, "netpol", false,
         Kind::NetworkPolicy},
        {"policy", "v1beta1", "poddisruptionbudgets", "PodDisruptionBudget", true, "pdb", false,
         Kind::PodDisruptionBudget},
        {"rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false, "", false,
         Kind::ClusterRoleBinding},
        {"rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false, "", false,
         Kind::ClusterRole},
        {"rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true, "", false,
         Kind::RoleBinding},
        {"rbac.authorization.k8s.io", "v1", "roles", "Role", true, "", false, Kind::Role},
        {"storage.k8s.io", "v1", "storageclasses", "StorageClass", false, "sc", false, Kind::StorageClass},
    };
    return all;
}

const KubeResource* findResource(std::string_view group, std::string_view version, std::string_view plural) {
    for (const auto& each : kubeResources())
        if (group == each.group && version == each.version && plural == each.plural)
            return &each;
    return nullptr;
}

json::object discoveryGroups() {
    json::array groups;
    std::string last;
    for (const auto& each : kubeResources()) {
        if (!*each.group)
            continue;
        const json::object version{{"groupVersion", each.groupVersion()}, {"version", each.version}};
        if (last != each.group) {
            groups.push_back(json::object{
                {"name", each.group}, {"versions", json::array{version}}, {"preferredVersion", version}});
        } else {
            auto& versions = groups.back().as_object()["versions"].as_array();
            bool known = false;
            for (const auto& one : versions)
                known = known || one == json::value(version);
            if (!known)
                versions.push_back(version);
        }
        last = each.group;
    }
    return {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", groups}};
}

json::object discoveryCore(int port) {
    return {{"kind", "APIVersions"},
            {"versions", json::array{"v1"}},
            {"serverAddressByClientCIDRs",
             json::array{json::object{{"clientCIDR", "0.0.0.0/0"},
                                      {"serverAddress", "127.0.0.1:" + std::to_string(port)}}}}};
}

std::optional<json::object> discoveryResources(std::string_view group, std::string_view version) {
    json::array resources;
    std::string groupVersion;
    const auto add = [&](const std::string& name, const char* kind, std::initializer_list<const char*> verbs,
                         bool namespaced = true) {
        json::array list;
        for (const char* verb : verbs)
            list.push_back(json::value(verb));
        resources.push_back(json::object{{"name", name},
                                         {"singularName", ""},
                                         {"namespaced", namespaced},
                                         {"kind", kind},
                                         {"verbs", list}});
        return &resources.back().as_object();
    };
    for (const auto& each : kubeResources()) {
        if (group != each.group || version != each.version)
            continue;
        groupVersion = each.groupVersion();
        json::object* entry =
            group == "metrics.k8s.io" ? add(each.plural, each.kind, {"get", "list"}, each.namespaced)
            : each.objects
                ? add(each.plural, each.kind,
                      {"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"},
                      each.namespaced)
                : add(each.plural, each.kind, {"create"}, each.namespaced);
        if (*each.shortNames)
            (*entry)["shortNames"] = json::array{json::value(each.shortNames)};
        if (each.inAll)
            (*entry)["categories"] = json::array{"all"};
    }
    if (resources.empty())
        return std::nullopt;
    if (group.empty()) {
        add("pods/log", "Pod", {"get"});
        add("pods/status", "Pod", {"get", "patch", "update"});
        for (const char* name : {"pods/exec", "pods/attach", "pods/portforward"})
            add(name,
                std::string_view(name) == "pods/exec"     ? "PodExecOptions"
                : std::string_view(name) == "pods/attach" ? "PodAttachOptions"
                                                          : "PodPortForwardOptions",
                {"create", "get"});
        add("pods/ephemeralcontainers", "EphemeralContainers", {"get", "patch", "update"});
        json::object* eviction = add("pods/eviction", "Eviction", {"create"});
        (*eviction)["group"] = "policy";
        (*eviction)["version"] = "v1beta1";
    } else if (group == "apps") {
        for (const char* name : {"deployments/scale", "replicasets/scale", "statefulsets/scale"}) {
            json::object* scale = add(name, "Scale", {"get", "patch", "update"});
            (*scale)["group"] = "autoscaling";
            (*scale)["version"] = "v1";
        }
    }
    return json::object{{"kind", "APIResourceList"},
                        {"apiVersion", "v1"},
                        {"groupVersion", groupVersion},
                        {"resources", resources}};
}

json::object kubeVersion() {
    return {{"major", "1"},
            {"minor", "20"},
            {"gitVersion", "v1.20.15"},
            {"gitCommit", "8f1e5bf0b9729a899b8df86249b56e2c74aebc55"},
            {"gitTreeState", "clean"},
            {"buildDate", "2022-01-19T17:23:01Z"},
            {"goVersion", "go1.15.15"},
            {"compiler", "gc"},
            {"platform", "linux/amd64"}};
}

json::object kubeStatus(int code, const std::string& reason, const std::string& message,
                        json::object details) {
    json::object status{{"kind", "Status"},
                        {"apiVersion", "v1"},
                        {"metadata", json::object()},
                        {"status", code >= 400 ? "Failure" : "Success"},
                        {"code", code}};
    if (!message.empty())
        status["message"] = message;
    if (!reason.empty())
        status["reason"] = reason;
    if (!details.empty())
        status["details"] = std::move(details);
    return status;
}

} // namespace understudy::kubeapi
