#include "labs/kubernetes/Object.h"

#include <array>

namespace understudy::cluster {

namespace {

struct Named {
    Kind kind;
    const char *name, *apiVersion;
};

constexpr std::array<Named, 33> table{{
    {Kind::Namespace, "Namespace", "v1"},
    {Kind::Node, "Node", "v1"},
    {Kind::Pod, "Pod", "v1"},
    {Kind::Service, "Service", "v1"},
    {Kind::Endpoints, "Endpoints", "v1"},
    {Kind::ConfigMap, "ConfigMap", "v1"},
    {Kind::ServiceAccount, "ServiceAccount", "v1"},
    {Kind::Event, "Event", "v1"},
    {Kind::Deployment, "Deployment", "apps/v1"},
    {Kind::ReplicaSet, "ReplicaSet", "apps/v1"},
    {Kind::StatefulSet, "StatefulSet", "apps/v1"},
    {Kind::Job, "Job", "batch/v1"},
    {Kind::DaemonSet, "DaemonSet", "apps/v1"},
    {Kind::HorizontalPodAutoscaler, "HorizontalPodAutoscaler", "autoscaling/v1"},
    {Kind::PodDisruptionBudget, "PodDisruptionBudget", "policy/v1beta1"},
    {Kind::Secret, "Secret", "v1"},
    {Kind::PersistentVolumeClaim, "PersistentVolumeClaim", "v1"},
    {Kind::PersistentVolume, "PersistentVolume", "v1"},
    {Kind::ResourceQuota, "ResourceQuota", "v1"},
    {Kind::LimitRange, "LimitRange", "v1"},
    {Kind::ReplicationController, "ReplicationController", "v1"},
    {Kind::ControllerRevision, "ControllerRevision", "apps/v1"},
    {Kind::CronJob, "CronJob", "batch/v1beta1"},
    {Kind::Ingress, "Ingress", "networking.k8s.io/v1"},
    {Kind::NetworkPolicy, "NetworkPolicy", "networking.k8s.io/v1"},
    {Kind::Role, "Role", "rbac.authorization.k8s.io/v1"},
    {Kind::ClusterRole, "ClusterRole", "rbac.authorization.k8s.io/v1"},
    {Kind::RoleBinding, "RoleBinding", "rbac.authorization.k8s.io/v1"},
    {Kind::ClusterRoleBinding, "ClusterRoleBinding", "rbac.authorization.k8s.io/v1"},
    {Kind::Lease, "Lease", "coordination.k8s.io/v1"},
    {Kind::StorageClass, "StorageClass", "storage.k8s.io/v1"},
    {Kind::VirtualService, "VirtualService", "networking.istio.io/v1beta1"},
    {Kind::DestinationRule, "DestinationRule", "networking.istio.io/v1beta1"},
}};

constexpr bool inOrder() {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (static_cast<std::size_t>(table[i].kind) != i)
            return false;
    return true;
}
static_assert(inOrder());

} // namespace

const char* kindName(Kind kind) { return table[static_cast<std::size_t>(kind)].name; }
const char* apiVersionOf(Kind kind) { return table[static_cast<std::size_t>(kind)].apiVersion; }
bool isPlain(Kind kind) { return kind >= Kind::Secret && kind != Kind::CronJob; }

const std::vector<Kind>& allKinds() {
    static const std::vector<Kind> all = [] {
        std::vector<Kind> kinds;
        for (const auto& each : table)
            kinds.push_back(each.kind);
        return kinds;
    }();
    return all;
}

} // namespace understudy::cluster
