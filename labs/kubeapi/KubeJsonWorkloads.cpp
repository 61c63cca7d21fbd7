#include "labs/kubeapi/KubeJson.h"

// What makes pods: deployments, replica sets, stateful sets and jobs.
namespace understudy::kubeapi {

using namespace cluster;

void KubeJson::fillDeployment(const Deployment& d, json::object& out) const {
    json::object spec{{"replicas", d.replicas},
                      {"selector", json::object{{"matchLabels", toJson(d.selector)}}},
                      {"template", podTemplate(d.pods)},
                      {"strategy", json::object{{"type", "RollingUpdate"},
                                                {"rollingUpdate", json::object{{"maxSurge", "25%"},
                                                                               {"maxUnavailable", "25%"}}}}},
                      {"revisionHistoryLimit", d.revisionLimit},
                      {"progressDeadlineSeconds", d.progressDeadline}};
    if (d.paused)
        spec["paused"] = true;
    out["spec"] = spec;
    const bool enough = d.status.available >= d.replicas - d.replicas / 4;
    const bool late = !d.paused && !d.complete && m_world.now() - d.progressed > d.progressDeadline * second;
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
          late         ? "ReplicaSet has timed out progressing."
          : d.complete ? "ReplicaSet has successfully progressed."
                       : "ReplicaSet is progressing."}},
        d.progressed);
    for (auto& each : status["conditions"].as_array())
        each.as_object()["lastUpdateTime"] = time(d.progressed);
    out["status"] = status;
}

void KubeJson::fillReplicaSet(const ReplicaSet& set, json::object& out) const {
    out["spec"] = json::object{{"replicas", set.replicas},
                               {"selector", json::object{{"matchLabels", toJson(set.selector)}}},
                               {"template", podTemplate(set.pods)}};
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
                     {"template", podTemplate(set.pods)},
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

void KubeJson::fillJob(const Job& job, json::object& out) const {
    out["spec"] = json::object{{"completions", 1},
                               {"parallelism", 1},
                               {"backoffLimit", 6},
                               {"selector", json::object{{"matchLabels", toJson(job.selector)}}},
                               {"template", podTemplate(job.pods)}};
    json::object status{{"startTime", time(job.started)}};
    if (job.finished) {
        status["succeeded"] = 1;
        status["completionTime"] = time(*job.finished);
        status["conditions"] = conditions({{"Complete", true, "", ""}}, *job.finished);
    }
    out["status"] = status;
}

} // namespace understudy::kubeapi
