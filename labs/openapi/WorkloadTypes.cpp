#include "labs/openapi/Schema.h"

namespace understudy::openapi {

const std::string_view workloadTypes = R"(
kind apps v1 Deployment deployments namespaced | Pods of one template, replaced step by step when it changes.
  spec DeploymentSpec | What should run.
  status DeploymentStatus | What runs now.
type DeploymentSpec | What a deployment runs.
  minReadySeconds integer | Seconds a pod must be ready before it counts.
  paused boolean | Whether changes wait.
  progressDeadlineSeconds integer | Seconds without progress after which it has failed.
  replicas integer | How many pods.
  revisionHistoryLimit integer | How many old replica sets are kept.
  selector! LabelSelector | Its pods. Cannot change.
  strategy DeploymentStrategy*retain | How pods are replaced.
  template! PodTemplateSpec | What the pods are made from.
type DeploymentStrategy | How pods are replaced.
  rollingUpdate RollingUpdate | How many at once.
  type string | RollingUpdate or Recreate.
type RollingUpdate | How many pods are replaced at once.
  maxSurge intOrString | So many more than asked for.
  maxUnavailable intOrString | So many fewer than asked for.
  partition integer | Pods below this number stay.
type DeploymentStatus | What became of a deployment.
  availableReplicas integer
  collisionCount integer
  conditions []Condition*type | Available, Progressing.
  observedGeneration integer | The generation that was seen last.
  readyReplicas integer
  replicas integer
  unavailableReplicas integer
  updatedReplicas integer | Pods of the newest template.
kind apps v1 ReplicaSet replicasets namespaced | So many pods of one template.
  spec ReplicaSetSpec
  status object
type ReplicaSetSpec | What a replica set runs.
  minReadySeconds integer
  replicas integer | How many pods.
  selector! LabelSelector | Its pods.
  template PodTemplateSpec | What the pods are made from.
kind apps v1 StatefulSet statefulsets namespaced | Pods with names and volumes that last.
  spec StatefulSetSpec
  status object
type StatefulSetSpec | What a stateful set runs.
  podManagementPolicy string | OrderedReady or Parallel.
  replicas integer | How many pods.
  revisionHistoryLimit integer
  selector! LabelSelector | Its pods. Cannot change.
  serviceName! string | The service that gives its pods their names.
  template! PodTemplateSpec | What the pods are made from.
  updateStrategy object | How pods are replaced.
  volumeClaimTemplates []PersistentVolumeClaim | A volume of each kind for each pod.
kind apps v1 DaemonSet daemonsets namespaced | One pod on each node.
  spec DaemonSetSpec
  status object
type DaemonSetSpec | What a daemon set runs.
  minReadySeconds integer
  revisionHistoryLimit integer
  selector! LabelSelector | Its pods. Cannot change.
  template! PodTemplateSpec | What the pods are made from.
  updateStrategy object | How pods are replaced.
kind apps v1 ControllerRevision controllerrevisions namespaced | What a set looked like before.
  data object
  revision! integer
kind batch v1 Job jobs namespaced | Pods that run until the work is done.
  spec JobSpec
  status object
type JobSpec | What a job runs.
  activeDeadlineSeconds integer
  backoffLimit integer | How often it may fail.
  completions integer | How many pods must end well.
  manualSelector boolean
  parallelism integer | How many run at once.
  selector LabelSelector
  template! PodTemplateSpec | What the pods are made from.
  ttlSecondsAfterFinished integer
kind batch v1beta1 CronJob cronjobs namespaced | Jobs at set times.
  spec CronJobSpec
  status object
type CronJobSpec | When which jobs run.
  concurrencyPolicy string | Allow, Forbid or Replace.
  failedJobsHistoryLimit integer
  jobTemplate! JobTemplateSpec | What the jobs are made from.
  schedule! string | When, as cron writes it.
  startingDeadlineSeconds integer
  successfulJobsHistoryLimit integer
  suspend boolean | Whether it waits.
type JobTemplateSpec | What jobs are made from.
  metadata ObjectMeta
  spec JobSpec
kind autoscaling v1 HorizontalPodAutoscaler horizontalpodautoscalers namespaced | As many pods as the load needs.
  spec HorizontalPodAutoscalerSpec
  status object
type HorizontalPodAutoscalerSpec | What is scaled, and by what.
  maxReplicas! integer | The most pods.
  minReplicas integer | The fewest pods.
  scaleTargetRef! CrossVersionObjectReference | What is scaled.
  targetCPUUtilizationPercentage integer | The share of the asked CPU that pods should use.
type CrossVersionObjectReference | Another object.
  apiVersion string
  kind! string
  name! string
)";

} // namespace understudy::openapi
