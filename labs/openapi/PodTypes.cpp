#include "labs/openapi/Schema.h"

namespace understudy::openapi {

const std::string_view podTypes = R"(
type ObjectMeta | What every object has: its identity and what others noted about it.
  name string | The name, unique among its kind in the namespace.
  generateName string | The beginning of a name that the server completes.
  namespace string | The namespace the object lives in.
  labels map string | Short words to select objects by.
  annotations map string | Notes of tools and people; nothing is selected by them.
  uid string | Tells this object from later ones of the same name. Set by the server.
  resourceVersion string | Changes with every write; a write with an old one is refused.
  generation integer | Goes up when what is asked for changes.
  creationTimestamp time | When it was created.
  deletionTimestamp time | When it will be gone; set while it is being deleted.
  deletionGracePeriodSeconds integer | How long it may take to end.
  finalizers []string*set | Must be empty before it goes away.
  ownerReferences []OwnerReference*uid | The objects that own this one; it goes with them.
  managedFields []object | Who set which fields.
  clusterName string | Not used.
  selfLink string | Not used any more.
type OwnerReference | An object that owns another one.
  apiVersion! string
  kind! string
  name! string
  uid! string
  controller boolean | Whether it is the one that manages it.
  blockOwnerDeletion boolean | Whether the owner waits for this one when it is deleted.
type LabelSelector | Chooses objects by their labels; all conditions must hold.
  matchLabels map string | Labels and the values they must have.
  matchExpressions []LabelSelectorRequirement | Conditions on labels.
type LabelSelectorRequirement | A condition on one label.
  key! string | The label.
  operator! string | In, NotIn, Exists or DoesNotExist.
  values []string | What In and NotIn compare with.
kind core v1 Pod pods namespaced | Containers that run together on one node.
  spec PodSpec | What should run, and how.
  status PodStatus | What runs now. Written by the cluster.
type PodSpec | What a pod runs and what it needs.
  activeDeadlineSeconds integer | How long it may run before it is ended.
  affinity Affinity | Which nodes and neighbors it wants or avoids.
  automountServiceAccountToken boolean | Whether the token of its account is mounted.
  containers! []Container*name | The containers. At least one.
  dnsConfig object | Names servers and search domains of its own.
  dnsPolicy string | Where names are looked up: ClusterFirst, Default, None.
  enableServiceLinks boolean | Whether services show up as environment variables.
  ephemeralContainers []object*name | Containers added to look into a running pod.
  hostAliases []object*ip | Lines for its /etc/hosts.
  hostIPC boolean | Share the node's IPC.
  hostNetwork boolean | Use the node's network.
  hostPID boolean | See the node's processes.
  hostname string | The name it knows itself by.
  imagePullSecrets []LocalObjectReference*name | Secrets with which images are fetched.
  initContainers []Container*name | Run one after the other before the others start.
  nodeName string | The node it is on. Set by the scheduler.
  nodeSelector map string | Labels a node must have.
  overhead map quantity | What running the pod itself costs.
  preemptionPolicy string | Whether it may push out pods of lower priority.
  priority integer | Its priority, from its class.
  priorityClassName string | The class that says its priority.
  readinessGates []object | Further conditions for being ready.
  restartPolicy string | Always, OnFailure or Never.
  runtimeClassName string | Which runtime runs it.
  schedulerName string | Who chooses its node.
  securityContext PodSecurityContext | User, groups and rights of all its containers.
  serviceAccount string | The old name of serviceAccountName.
  serviceAccountName string | The account it acts as.
  setHostnameAsFQDN boolean | Whether its host name is the full one.
  shareProcessNamespace boolean | Whether its containers see each other's processes.
  subdomain string | Part of its full host name.
  terminationGracePeriodSeconds integer | Seconds it gets to end by itself.
  tolerations []Toleration | Taints of nodes it puts up with.
  topologySpreadConstraints []object*topologyKey | How evenly pods are spread.
  volumes []Volume*name | Volumes its containers can mount.
type PodSecurityContext | Rights of all containers of a pod.
  fsGroup integer
  fsGroupChangePolicy string
  runAsGroup integer
  runAsNonRoot boolean | Refuse to run as root.
  runAsUser integer
  seLinuxOptions object
  seccompProfile object
  supplementalGroups []integer
  sysctls []object
  windowsOptions object
type Affinity | Wishes about nodes and neighbors.
  nodeAffinity object | Which nodes.
  podAffinity object | Near which pods.
  podAntiAffinity object | Away from which pods.
type Toleration | Lets a pod on nodes with a taint.
  effect string | The effect it tolerates; all when empty.
  key string | The taint's key; all when empty.
  operator string | Exists or Equal.
  tolerationSeconds integer | For how long, when it drives pods away.
  value string | The taint's value.
type LocalObjectReference | Another object in the same namespace.
  name string
type Container | One program of a pod, from an image.
  args []string | Arguments of the command.
  command []string | The program; the image's own when empty.
  env []EnvVar*name | Environment variables.
  envFrom []object | Environment variables from whole config maps and secrets.
  image string | The image, with its tag.
  imagePullPolicy string | Always, IfNotPresent or Never.
  lifecycle object | What happens after start and before stop.
  livenessProbe Probe | When this fails, the container is restarted.
  name! string | Its name in the pod.
  ports []ContainerPort*containerPort | Ports it listens on.
  readinessProbe Probe | While this fails, services send it nothing.
  resources ResourceRequirements | CPU and memory it asks for and may use.
  securityContext SecurityContext | User and rights of the container.
  startupProbe Probe | Holds the other probes back until it succeeds.
  stdin boolean | Whether its standard input stays open.
  stdinOnce boolean | Whether it is closed after the first client.
  terminationMessagePath string | File with its last words.
  terminationMessagePolicy string | File or FallbackToLogsOnError.
  tty boolean | Whether it has a terminal.
  volumeDevices []object*devicePath | Volumes as block devices.
  volumeMounts []VolumeMount*mountPath | Where volumes are mounted.
  workingDir string | The folder it starts in.
type SecurityContext | Rights of one container.
  allowPrivilegeEscalation boolean
  capabilities object
  privileged boolean
  procMount string
  readOnlyRootFilesystem boolean
  runAsGroup integer
  runAsNonRoot boolean
  runAsUser integer
  seLinuxOptions object
  seccompProfile object
  windowsOptions object
type EnvVar | One environment variable.
  name! string | Its name.
  value string | Its value.
  valueFrom EnvVarSource | Where its value comes from instead.
type EnvVarSource | Where the value of a variable comes from.
  configMapKeyRef KeySelector | A key of a config map.
  fieldRef object | A field of the pod.
  resourceFieldRef object | What the container asks for.
  secretKeyRef KeySelector | A key of a secret.
type KeySelector | One key of an object.
  key! string
  name string
  optional boolean
type ContainerPort | A port of a container.
  containerPort! integer | The number, 1 to 65535.
  hostIP string
  hostPort integer | The same port on the node.
  name string | A name services can use.
  protocol string | TCP, UDP or SCTP.
type ResourceRequirements | What a container needs and may use.
  limits map quantity | The most it may use.
  requests map quantity | What is kept for it.
type Probe | A check that is made again and again.
  exec object | A command that must end with 0.
  failureThreshold integer | Failures in a row that count.
  httpGet object | A request that must be answered well.
  initialDelaySeconds integer | Seconds before the first one.
  periodSeconds integer | Seconds between two.
  successThreshold integer | Successes in a row that count.
  tcpSocket object | A port that must accept.
  timeoutSeconds integer | Seconds one may take.
type VolumeMount | Where a volume is seen.
  mountPath! string | The folder in the container.
  mountPropagation string
  name! string | The volume.
  readOnly boolean
  subPath string | A folder of the volume instead of all of it.
  subPathExpr string
type Volume | A volume of a pod: a name and one source.
  name! string | Its name in the pod.
  awsElasticBlockStore object
  azureDisk object
  azureFile object
  cephfs object
  cinder object
  configMap object | Files from a config map.
  csi object
  downwardAPI object | Files with fields of the pod.
  emptyDir object | An empty folder that lives as long as the pod.
  ephemeral object
  fc object
  flexVolume object
  flocker object
  gcePersistentDisk object
  gitRepo object
  glusterfs object
  hostPath object | A folder of the node.
  iscsi object
  nfs object
  persistentVolumeClaim object | A claimed volume.
  photonPersistentDisk object
  portworxVolume object
  projected object | Several sources in one folder.
  quobyte object
  rbd object
  scaleIO object
  secret object | Files from a secret.
  storageos object
  vsphereVolume object
type PodStatus | What became of a pod.
  conditions []Condition*type | Scheduled, initialized, ready.
  containerStatuses []object | Its containers: state, restarts, last end.
  ephemeralContainerStatuses []object
  hostIP string | Address of its node.
  initContainerStatuses []object
  message string
  nominatedNodeName string
  phase string | Pending, Running, Succeeded, Failed or Unknown.
  podIP string | Its address.
  podIPs []object
  qosClass string | Guaranteed, Burstable or BestEffort.
  reason string
  startTime time
type Condition | Something that holds or not.
  lastHeartbeatTime time
  lastProbeTime time
  lastTransitionTime time | Since when.
  lastUpdateTime time
  message string | In words.
  reason string | In one word.
  status! string | True, False or Unknown.
  type! string | What it is about.
type PodTemplateSpec | What pods are made from.
  metadata ObjectMeta | Labels and annotations of the pods.
  spec PodSpec | What they run.
)";

} // namespace understudy::openapi
