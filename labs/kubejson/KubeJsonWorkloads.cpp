#include "labs/kubejson/KubeJson.h"

#include <algorithm>

// What makes pods: deployments, replica sets, stateful sets and jobs.
namespace understudy::kubeapi {

using namespace cluster;

namespace {

// " "x-5f7d"" of the replica set a deployment goes to.
std::string newestSet(const World& world, const Deployment& deployment) {
    const auto revision = deployment.meta.annotations.find("deployment.kubernetes.io/revision");
    if (revision != deployment.meta.annotations.end())
        for (const auto& set : world.store().list<ReplicaSet>(deployment.meta.ns))
            if (set->meta.owner && set->meta.owner->uid == deployment.meta.uid)
                if (const auto note = set->meta.annotations.find(revision->first);
                    note != set->meta.annotations.end() && note->second == revision->second)
                    return " \"" + set->meta.name + "\"";
    return {};
}

} // namespace

void KubeJson::fillDeployment(const Deployment& d, json::object& out) const {
    json::object spec{{"replicas", d.replicas},
                      {"selector", json::object{{"matchLabels", toJson(d.selector)}}},
                      {"template", podTemplateJson(d.pods)},
                      {"revisionHistoryLimit", d.revisionLimit},
                      {"progressDeadlineSeconds", d.progressDeadline}};
    if (d.paused)
        spec["paused"] = true;
    if (d.recreate)
        spec["strategy"] = json::object{{"type", "Recreate"}};
    else
        spec["strategy"] =
            json::object{{"type", "RollingUpdate"},
                         {"rollingUpdate", json::object{{"maxSurge", intOrText(d.maxSurge)},
                                                        {"maxUnavailable", intOrText(d.maxUnavailable)}}}};
    out["spec"] = spec;
    const int missing = d.recreate ? 0 : shareOf(d.maxUnavailable, d.replicas, false);
    const bool enough = d.status.available >= d.replicas - missing;
    const bool late = !d.paused && d.late;
    const std::string set = newestSet(m_world, d);
    json::object status{{"observedGeneration", d.status.observed},
                        {"replicas", d.status.current},
                        {"updatedReplicas", d.status.updated},
                        {"readyReplicas", d.status.ready},
                        {"availableReplicas", d.status.available}};
    if (d.status.current > d.status.available)
        status["unavailableReplicas"] = d.status.current - d.status.available;
    status["conditions"] = conditions(
        {{"Available", enough, enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
          enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability."},
         {"Progressing", !late,
          late         ? "ProgressDeadlineExceeded"
          : d.complete ? "NewReplicaSetAvailable"
                       : "ReplicaSetUpdated",
          late         ? "ReplicaSet" + set + " has timed out progressing."
          : d.complete ? "ReplicaSet" + set + " has successfully progressed."
                       : "ReplicaSet" + set + " is progressing."}},
        d.progressed);
    for (auto& each : status["conditions"].as_array())
        each.as_object()["lastUpdateTime"] = time(d.progressed);
    if (d.paused) {
        auto& progressing = status["conditions"].as_array().at(1).as_object();
        progressing["status"] = "Unknown";
        progressing["reason"] = "DeploymentPaused";
        progressing["message"] = "Deployment is paused";
    }
    out["status"] = status;
}

void KubeJson::fillReplicaSet(const ReplicaSet& set, json::object& out) const {
    out["spec"] = json::object{{"replicas", set.replicas},
                               {"selector", json::object{{"matchLabels", toJson(set.selector)}}},
                               {"template", podTemplateJson(set.pods)}};
    out["status"] = json::object{{"replicas", set.status.current},
                                 {"readyReplicas", set.status.ready},
                                 {"availableReplicas", set.status.available},
                                 {"fullyLabeledReplicas", set.status.current},
                                 {"observedGeneration", set.meta.generation}};
}

void KubeJson::fillStatefulSet(const StatefulSet& set, json::object& out) const {
    const std::string revision = set.meta.name + "-" + templateHash(set.pods);
    out["spec"] =
        json::object{{"replicas", set.replicas},
                     {"serviceName", set.serviceName},
                     {"selector", json::object{{"matchLabels", toJson(set.selector)}}},
                     {"template", podTemplateJson(set.pods)},
                     {"podManagementPolicy", "OrderedReady"},
                     {"revisionHistoryLimit", 10},
                     {"updateStrategy", json::object{{"type", "RollingUpdate"},
                                                     {"rollingUpdate", json::object{{"partition", 0}}}}}};
    const bool whole = set.status.updated == set.replicas;
    out["status"] = json::object{{"replicas", set.status.current},
                                 {"readyReplicas", set.status.ready},
                                 {"currentReplicas", set.status.current},
                                 {"updatedReplicas", set.status.updated},
                                 {"observedGeneration", set.status.observed},
                                 {"currentRevision", whole ? revision : set.meta.name + "-before"},
                                 {"updateRevision", revision}};
}

void KubeJson::fillDaemonSet(const DaemonSet& set, json::object& out) const {
    out["spec"] = json::object{
        {"selector", json::object{{"matchLabels", toJson(set.selector)}}},
        {"template", podTemplateJson(set.pods)},
        {"revisionHistoryLimit", 10},
        {"updateStrategy",
         json::object{{"type", "RollingUpdate"}, {"rollingUpdate", json::object{{"maxUnavailable", 1}}}}}};
    out["status"] = json::object{
        {"desiredNumberScheduled", set.desired},    {"currentNumberScheduled", set.status.current},
        {"numberMisscheduled", set.misplaced},      {"numberReady", set.status.ready},
        {"numberAvailable", set.status.available},  {"updatedNumberScheduled", set.status.updated},
        {"observedGeneration", set.status.observed}};
    if (set.desired > set.status.available)
        out["status"].as_object()["numberUnavailable"] = set.desired - set.status.available;
}

void KubeJson::fillJob(const Job& job, json::object& out) const {
    out["spec"] = json::object{{"completions", job.completions},
                               {"parallelism", job.parallelism},
                               {"backoffLimit", job.backoffLimit},
                               {"selector", json::object{{"matchLabels", toJson(job.selector)}}},
                               {"template", podTemplateJson(job.pods)}};
    json::object status;
    if (job.started)
        status["startTime"] = time(job.started);
    if (job.active)
        status["active"] = job.active;
    if (job.failed)
        status["failed"] = job.failed;
    if (job.succeeded || job.finished)
        status["succeeded"] = job.failed > job.backoffLimit ? job.succeeded : std::max(1, job.succeeded);
    if (job.finished && job.failed > job.backoffLimit) {
        status["conditions"] = conditions(
            {{"Failed", true, "BackoffLimitExceeded", "Job has reached the specified backoff limit"}},
            *job.finished);
    } else if (job.finished) {
        status["completionTime"] = time(*job.finished);
        status["conditions"] = conditions({{"Complete", true, "", ""}}, *job.finished);
    }
    out["status"] = status;
}

void KubeJson::fillCronJob(const CronJob& cron, json::object& out) const {
    json::object labels{{"creationTimestamp", nullptr}};
    if (!cron.made.meta.labels.empty())
        labels["labels"] = toJson(cron.made.meta.labels);
    if (!cron.made.meta.annotations.empty())
        labels["annotations"] = toJson(cron.made.meta.annotations);
    json::object spec{
        {"schedule", cron.schedule},
        {"concurrencyPolicy", cron.concurrency},
        {"suspend", cron.suspended},
        {"successfulJobsHistoryLimit", cron.keptSucceeded},
        {"failedJobsHistoryLimit", cron.keptFailed},
        {"jobTemplate", json::object{{"metadata", labels},
                                     {"spec", json::object{{"completions", cron.made.completions},
                                                           {"parallelism", cron.made.parallelism},
                                                           {"backoffLimit", cron.made.backoffLimit},
                                                           {"template", podTemplateJson(cron.made.pods)}}}}}};
    if (cron.deadline)
        spec["startingDeadlineSeconds"] = *cron.deadline;
    out["spec"] = spec;
    json::object status;
    if (cron.scheduled)
        status["lastScheduleTime"] = time(*cron.scheduled);
    json::array active;
    for (const auto& each : cron.active)
        active.push_back(json::object{{"apiVersion", each.apiVersion},
                                      {"kind", each.kind},
                                      {"name", each.name},
                                      {"namespace", cron.meta.ns},
                                      {"uid", each.uid}});
    if (!active.empty())
        status["active"] = active;
    out["status"] = status;
}

void KubeJson::fillAutoscaler(const HorizontalPodAutoscaler& scaler, json::object& out) const {
    out["spec"] = json::object{{"scaleTargetRef", json::object{{"apiVersion", scaler.target.apiVersion},
                                                               {"kind", scaler.target.kind},
                                                               {"name", scaler.target.name}}},
                               {"minReplicas", scaler.least},
                               {"maxReplicas", scaler.most},
                               {"targetCPUUtilizationPercentage", scaler.targetPercent}};
    json::object status{{"currentReplicas", scaler.current}, {"desiredReplicas", scaler.desired}};
    if (scaler.percent)
        status["currentCPUUtilizationPercentage"] = *scaler.percent;
    if (scaler.scaled)
        status["lastScaleTime"] = time(*scaler.scaled);
    out["status"] = status;
}

void KubeJson::fillBudget(const PodDisruptionBudget& budget, json::object& out) const {
    json::object spec;
    if (!budget.selector.empty())
        spec["selector"] = json::object{{"matchLabels", toJson(budget.selector)}};
    if (!budget.minAvailable.empty())
        spec["minAvailable"] = intOrText(budget.minAvailable);
    if (!budget.maxUnavailable.empty())
        spec["maxUnavailable"] = intOrText(budget.maxUnavailable);
    out["spec"] = spec;
    out["status"] = json::object{{"currentHealthy", budget.healthy},
                                 {"desiredHealthy", budget.desired},
                                 {"disruptionsAllowed", budget.allowed},
                                 {"expectedPods", budget.expected},
                                 {"observedGeneration", budget.meta.generation}};
}

} // namespace understudy::kubeapi
