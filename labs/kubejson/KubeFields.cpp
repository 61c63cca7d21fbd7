#include "labs/kubejson/KubeFields.h"

#include "labs/controllers/CronSchedule.h"
#include "labs/kubejson/KubeTemplate.h"
#include "labs/kubernetes/Store.h"

#include <algorithm>

namespace understudy::kubeapi {

using namespace cluster;

namespace {

std::string intOrTextAt(const json::object& wanted, Path path, std::string otherwise) {
    const auto* found = at(wanted, path);
    if (found && found->is_int64())
        return std::to_string(std::clamp<std::int64_t>(found->as_int64(), 0, 100000));
    return found && found->is_string() ? std::string(found->as_string()) : std::move(otherwise);
}

bool boolAt(const json::object& wanted, Path path) {
    const auto* found = at(wanted, path);
    return found && found->is_bool() && found->as_bool();
}

} // namespace

std::string readPods(const json::object& wanted, StringMap& selector, PodTemplate& pods, bool fresh) {
    const auto* made = at(wanted, {"spec", "template"});
    pods = made ? readPodTemplate(*made) : PodTemplate{};
    if (fresh)
        selector = readStringMap(at(wanted, {"spec", "selector", "matchLabels"}));
    if (selector.empty())
        return "spec.selector: Required value";
    if (pods.containers.empty())
        return "spec.template.spec.containers: Required value";
    for (std::size_t i = 0; i < pods.containers.size(); ++i) {
        const std::string where = "spec.template.spec.containers[" + std::to_string(i) + "].";
        if (pods.containers[i].name.empty())
            return where + "name: Required value";
        if (pods.containers[i].image.empty())
            return where + "image: Required value";
    }
    const auto keep = readStringMap(at(wanted, {"spec", "selector", "matchLabels"}));
    if (!fresh && keep != selector)
        return "spec.selector: Invalid value: field is immutable";
    if (!selects(selector, pods.labels))
        return "spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`";
    return {};
}

std::string readReplicas(const json::object& wanted, int& replicas) {
    const int wish = intAt(wanted, {"spec", "replicas"}, replicas);
    if (wish < 0)
        return "spec.replicas: Invalid value: must be greater than or equal to 0";
    if (wish > 500)
        return "spec.replicas: Invalid value: must be at most 500 in this lab";
    replicas = wish;
    return {};
}

std::string readDeployment(Deployment& d, const json::object& wanted, bool fresh) {
    d.revisionLimit = std::max(0, intAt(wanted, {"spec", "revisionHistoryLimit"}, 10));
    d.progressDeadline = std::max(1, intAt(wanted, {"spec", "progressDeadlineSeconds"}, 600));
    d.paused = boolAt(wanted, {"spec", "paused"});
    d.recreate = textAt(wanted, {"spec", "strategy", "type"}) == "Recreate";
    d.maxSurge = intOrTextAt(wanted, {"spec", "strategy", "rollingUpdate", "maxSurge"}, "25%");
    d.maxUnavailable = intOrTextAt(wanted, {"spec", "strategy", "rollingUpdate", "maxUnavailable"}, "25%");
    const std::string problem = readReplicas(wanted, d.replicas);
    return problem.empty() ? readPods(wanted, d.selector, d.pods, fresh) : problem;
}

std::string readAutoscaler(HorizontalPodAutoscaler& scaler, const json::object& wanted) {
    scaler.target = {textAt(wanted, {"spec", "scaleTargetRef", "apiVersion"}),
                     textAt(wanted, {"spec", "scaleTargetRef", "kind"}),
                     textAt(wanted, {"spec", "scaleTargetRef", "name"}),
                     {}};
    scaler.least = intAt(wanted, {"spec", "minReplicas"}, 1);
    scaler.most = intAt(wanted, {"spec", "maxReplicas"}, 0);
    scaler.targetPercent = intAt(wanted, {"spec", "targetCPUUtilizationPercentage"}, 80);
    if (scaler.target.kind.empty() || scaler.target.name.empty())
        return "spec.scaleTargetRef: Required value";
    if (scaler.least < 1)
        return "spec.minReplicas: Invalid value: must be greater than or equal to 1";
    if (scaler.most < scaler.least)
        return "spec.maxReplicas: Invalid value: must be greater than or equal to `minReplicas`";
    if (scaler.most > 500)
        return "spec.maxReplicas: Invalid value: must be at most 500 in this lab";
    if (scaler.targetPercent < 1)
        return "spec.targetCPUUtilizationPercentage: Invalid value: must be greater than 0";
    return {};
}

std::string readBudget(PodDisruptionBudget& budget, const json::object& wanted) {
    budget.selector = readStringMap(at(wanted, {"spec", "selector", "matchLabels"}));
    budget.minAvailable = intOrTextAt(wanted, {"spec", "minAvailable"}, "");
    budget.maxUnavailable = intOrTextAt(wanted, {"spec", "maxUnavailable"}, "");
    if (!budget.minAvailable.empty() && !budget.maxUnavailable.empty())
        return "spec: Invalid value: minAvailable and maxUnavailable cannot be both set";
    return {};
}

std::string readCronJob(CronJob& cron, const json::object& wanted) {
    const auto limit = [&](const char* key, int otherwise) {
        return std::max(0, intAt(wanted, {"spec", key}, otherwise));
    };
    cron.schedule = textAt(wanted, {"spec", "schedule"});
    cron.suspended = boolAt(wanted, {"spec", "suspend"});
    cron.keptSucceeded = limit("successfulJobsHistoryLimit", 3);
    cron.keptFailed = limit("failedJobsHistoryLimit", 1);
    cron.deadline.reset();
    if (at(wanted, {"spec", "startingDeadlineSeconds"}))
        cron.deadline = limit("startingDeadlineSeconds", 0);
    const std::string policy = textAt(wanted, {"spec", "concurrencyPolicy"});
    cron.concurrency = policy.empty() ? "Allow" : policy;
    if (cron.concurrency != "Allow" && cron.concurrency != "Forbid" && cron.concurrency != "Replace")
        return "spec.concurrencyPolicy: Unsupported value: \"" + policy +
               "\": supported values: \"Allow\", \"Forbid\", \"Replace\"";
    if (cron.schedule.empty())
        return "spec.schedule: Required value";
    const auto schedule = CronSchedule::read(cron.schedule);
    if (const auto* problem = std::get_if<std::string>(&schedule))
        return "spec.schedule: Invalid value: \"" + cron.schedule + "\": " + *problem;
    Job job;
    job.meta.labels = readStringMap(at(wanted, {"spec", "jobTemplate", "metadata", "labels"}));
    job.meta.annotations = readStringMap(at(wanted, {"spec", "jobTemplate", "metadata", "annotations"}));
    job.parallelism = intAt(wanted, {"spec", "jobTemplate", "spec", "parallelism"}, 1);
    job.completions = intAt(wanted, {"spec", "jobTemplate", "spec", "completions"}, 1);
    job.backoffLimit = intAt(wanted, {"spec", "jobTemplate", "spec", "backoffLimit"}, 6);
    const auto* pods = at(wanted, {"spec", "jobTemplate", "spec", "template"});
    job.pods = pods ? readPodTemplate(*pods) : PodTemplate{};
    cron.made = std::move(job);
    const std::string where = "spec.jobTemplate.spec.template.spec.";
    if (cron.made.pods.containers.empty())
        return where + "containers: Required value";
    if (cron.made.pods.restartPolicy == "Always")
        return where +
               "restartPolicy: Unsupported value: \"Always\": supported values: \"OnFailure\", \"Never\"";
    return {};
}

void readNode(Node& node, const json::object& wanted) {
    node.unschedulable = boolAt(wanted, {"spec", "unschedulable"});
    const std::vector<Taint> before = std::move(node.taints);
    node.taints.clear();
    for (const auto& each : listAt(wanted, {"spec", "taints"})) {
        Taint taint{textAt(each, {"key"}), textAt(each, {"value"}), textAt(each, {"effect"}), std::nullopt};
        for (const auto& old : before)
            if (old.key == taint.key && old.effect == taint.effect)
                taint.added = old.added;
        node.taints.push_back(taint);
    }
    std::erase_if(node.taints, [&](const Taint& each) {
        return each.key == "node.kubernetes.io/unschedulable" && !node.unschedulable;
    });
}

} // namespace understudy::kubeapi
