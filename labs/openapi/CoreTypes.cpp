#include "labs/openapi/Schema.h"

namespace understudy::openapi {

const std::string_view coreTypes = R"(
kind core v1 ConfigMap configmaps namespaced | Settings for pods, as keys and values.
  binaryData map string | Values that are no text, in base64.
  data map string | The settings.
  immutable boolean | Whether it can never change.
kind core v1 Secret secrets namespaced | Values to be kept from others.
  data map string | The values in base64.
  immutable boolean | Whether it can never change.
  stringData map string | Values as text; the server encodes them.
  type string | What it is for.
kind core v1 Service services namespaced | One address for the pods that a selector chooses.
  spec ServiceSpec | Which pods, which ports.
  status object | Addresses given from outside.
type ServiceSpec | Which pods a service stands for, and where it is reached.
  allocateLoadBalancerNodePorts boolean
  clusterIP string | Its address in the cluster; None for none.
  clusterIPs []string
  externalIPs []string | Further addresses that lead to it.
  externalName string | The name it stands for, when its type is ExternalName.
  externalTrafficPolicy string | Local or Cluster.
  healthCheckNodePort integer
  ipFamilies []string
  ipFamilyPolicy string
  loadBalancerIP string | The address asked of the load balancer.
  loadBalancerSourceRanges []string | Who may reach the load balancer.
  ports []ServicePort*port | Its ports.
  publishNotReadyAddresses boolean
  selector map string | Labels of the pods it leads to.
  sessionAffinity string | ClientIP or None.
  sessionAffinityConfig object
  topologyKeys []string
  type string | ClusterIP, NodePort, LoadBalancer or ExternalName.
type ServicePort | A port of a service.
  appProtocol string
  name string | Its name.
  nodePort integer | The port on every node.
  port! integer | The port of the service.
  protocol string | TCP, UDP or SCTP.
  targetPort intOrString | The port of the pods.
kind core v1 Endpoints endpoints namespaced | The addresses behind a service.
  subsets []object | Addresses and ports.
kind core v1 Namespace namespaces cluster | A room for objects with names of their own.
  spec object
  status object | Active or Terminating.
kind core v1 Node nodes cluster | A machine that runs pods.
  spec NodeSpec | What is asked of it.
  status object | What it has and how it is.
type NodeSpec | What is asked of a node.
  configSource object
  externalID string
  podCIDR string | Addresses of its pods.
  podCIDRs []string
  providerID string
  taints []Taint | What keeps pods away from it.
  unschedulable boolean | Whether it takes no new pods.
type Taint | Keeps pods away that do not tolerate it.
  effect! string | NoSchedule, PreferNoSchedule or NoExecute.
  key! string
  timeAdded time
  value string
kind core v1 Event events namespaced | Something that happened to an object.
  action string
  count integer | How often.
  eventTime time
  firstTimestamp time
  involvedObject object | What it happened to.
  lastTimestamp time
  message string | In words.
  reason string | In one word.
  related object
  reportingComponent string
  reportingInstance string
  series object
  source object | Who says so.
  type string | Normal or Warning.
kind core v1 ServiceAccount serviceaccounts namespaced | Whom pods act as.
  automountServiceAccountToken boolean | Whether its token is mounted into pods.
  imagePullSecrets []LocalObjectReference*name | Secrets with which images are fetched.
  secrets []object*name | Secrets with its tokens.
kind core v1 PersistentVolumeClaim persistentvolumeclaims namespaced | A wish for a volume.
  spec PersistentVolumeClaimSpec | What is wished for.
  status object | What was given.
type PersistentVolumeClaimSpec | What volume is wished for.
  accessModes []string | ReadWriteOnce, ReadOnlyMany, ReadWriteMany.
  dataSource object
  resources ResourceRequirements | How large.
  selector LabelSelector
  storageClassName string | Of which class.
  volumeMode string | Filesystem or Block.
  volumeName string | The volume itself.
kind core v1 PersistentVolume persistentvolumes cluster | A volume that outlives pods.
  spec object
  status object
kind core v1 ResourceQuota resourcequotas namespaced | How much a namespace may use.
  spec ResourceQuotaSpec | The limits.
  status object | What is used.
type ResourceQuotaSpec | Limits of a namespace.
  hard map quantity | The most of each.
  scopeSelector object
  scopes []string
kind core v1 LimitRange limitranges namespaced | Defaults and bounds for what containers ask for.
  spec LimitRangeSpec
type LimitRangeSpec | Defaults and bounds.
  limits! []object
kind core v1 ReplicationController replicationcontrollers namespaced | What came before replica sets.
  spec object
  status object
)";

} // namespace understudy::openapi
