#include "labs/openapi/Schema.h"

namespace understudy::openapi {

const std::string_view policyTypes = R"(
kind policy v1beta1 PodDisruptionBudget poddisruptionbudgets namespaced | How many pods may be missing by a wish.
  spec PodDisruptionBudgetSpec
  status object
type PodDisruptionBudgetSpec | Which pods, and how many.
  maxUnavailable intOrString | So many may be missing.
  minAvailable intOrString | So many must be there.
  selector LabelSelector | The pods.
kind networking.k8s.io v1 NetworkPolicy networkpolicies namespaced | Who may talk to the pods of a namespace.
  spec NetworkPolicySpec
type NetworkPolicySpec | Which pods, and what they may receive and send.
  egress []NetworkPolicyEgressRule | What they may send.
  ingress []NetworkPolicyIngressRule | What they may receive.
  podSelector! LabelSelector | The pods it is about; all when empty.
  policyTypes []string | Ingress, Egress or both.
type NetworkPolicyIngressRule | What may come in.
  from []NetworkPolicyPeer | From whom; from all when empty.
  ports []object | To which ports; to all when empty.
type NetworkPolicyEgressRule | What may go out.
  ports []object | To which ports; to all when empty.
  to []NetworkPolicyPeer | To whom; to all when empty.
type NetworkPolicyPeer | Somebody to talk to.
  ipBlock object | A range of addresses.
  namespaceSelector LabelSelector | Namespaces.
  podSelector LabelSelector | Pods.
kind networking.k8s.io v1 Ingress ingresses namespaced | Which requests from outside go to which service.
  spec IngressSpec
  status object
type IngressSpec | Which requests go where.
  defaultBackend object
  ingressClassName string
  rules []object
  tls []object
kind rbac.authorization.k8s.io v1 Role roles namespaced | What may be done in a namespace.
  rules []PolicyRule | Each allows something.
kind rbac.authorization.k8s.io v1 ClusterRole clusterroles cluster | What may be done everywhere.
  aggregationRule object
  rules []PolicyRule | Each allows something.
type PolicyRule | Something that is allowed.
  apiGroups []string | Groups of the resources; "" is the core.
  nonResourceURLs []string | Paths that are no resources.
  resourceNames []string | Only these objects; all when empty.
  resources []string | The resources.
  verbs! []string | What may be done with them.
kind rbac.authorization.k8s.io v1 RoleBinding rolebindings namespaced | Gives somebody a role in a namespace.
  roleRef! RoleRef | The role.
  subjects []Subject | Who gets it.
kind rbac.authorization.k8s.io v1 ClusterRoleBinding clusterrolebindings cluster | Gives somebody a role everywhere.
  roleRef! RoleRef | The role.
  subjects []Subject | Who gets it.
type RoleRef | A role.
  apiGroup! string
  kind! string
  name! string
type Subject | A user, a group or an account.
  apiGroup string
  kind! string
  name! string
  namespace string
kind coordination.k8s.io v1 Lease leases namespaced | Who holds something, and until when.
  spec object
kind storage.k8s.io v1 StorageClass storageclasses cluster | A kind of volume that can be asked for.
  allowVolumeExpansion boolean
  allowedTopologies []object
  mountOptions []string
  parameters map string
  provisioner! string
  reclaimPolicy string
  volumeBindingMode string
kind networking.istio.io v1beta1 VirtualService virtualservices namespaced | How the mesh routes requests to a host.
  spec VirtualServiceSpec
  status object
type VirtualServiceSpec | Hosts and routes.
  exportTo []string
  gateways []string
  hosts []string | Hosts it is about.
  http []object | Routes, tried in order.
  tcp []object
  tls []object
kind networking.istio.io v1beta1 DestinationRule destinationrules namespaced | What the mesh does on the way to a host.
  spec DestinationRuleSpec
  status object
type DestinationRuleSpec | Subsets and how they are reached.
  exportTo []string
  host! string | The host.
  subsets []object | Its versions, by labels.
  trafficPolicy object
)";

} // namespace understudy::openapi
