#pragma once

#include "labs/kubernetes/PodTemplate.h"

namespace understudy::cluster {

enum class Run { Waiting, Running, Terminated };

struct ContainerState {
    Run run = Run::Waiting;
    std::string reason, message;
    int exitCode = 0;
    Micros started = 0, finished = 0;
};

struct ContainerStatus {
    std::string name, image;
    bool ready = false;
    int restarts = 0;
    ContainerState state;
    std::optional<ContainerState> last;
};

struct Pod final : ObjectOf<Kind::Pod> {
    PodTemplate spec;
    std::string node, ip, hostIp, phase = "Pending", restartPolicy = "Always";
    std::optional<Micros> scheduled;
    Micros readyChanged = 0;
    std::vector<ContainerStatus> containers;
    std::string unschedulable; ///< why no node takes it
    std::string reason;        ///< of the whole pod: "Evicted"
    std::string message;
    bool ready() const {
        for (const auto& each : containers)
            if (!each.ready)
                return false;
        return !containers.empty();
    }
    bool finished() const { return phase == "Succeeded" || phase == "Failed"; }
    std::shared_ptr<Object> copy() const override { return std::make_shared<Pod>(*this); }
};

/// What deployments, replica sets and stateful sets count.
struct Replicas {
    int current = 0, ready = 0, updated = 0, available = 0;
    std::int64_t observed = 0;
    bool operator==(const Replicas&) const = default;
};

struct Deployment final : ObjectOf<Kind::Deployment> {
    int replicas = 1, revisionLimit = 10, progressDeadline = 600;
    bool paused = false, recreate = false;
    std::string maxSurge = "25%", maxUnavailable = "25%"; ///< a number or a percentage
    StringMap selector;
    PodTemplate pods;
    Replicas status;
    Micros progressed = 0;
    bool complete = false; ///< what was asked last was reached; pods lost later do not make it late
    bool late = false;     ///< the progress deadline passed
    std::shared_ptr<Object> copy() const override { return std::make_shared<Deployment>(*this); }
};

struct ReplicaSet final : ObjectOf<Kind::ReplicaSet> {
    int replicas = 0;
    StringMap selector;
    PodTemplate pods;
    Replicas status;
    std::shared_ptr<Object> copy() const override { return std::make_shared<ReplicaSet>(*this); }
};

struct StatefulSet final : ObjectOf<Kind::StatefulSet> {
    int replicas = 1;
    std::string serviceName;
    StringMap selector;
    PodTemplate pods;
    Replicas status;
    std::shared_ptr<Object> copy() const override { return std::make_shared<StatefulSet>(*this); }
};

struct DaemonSet final : ObjectOf<Kind::DaemonSet> {
    StringMap selector;
    PodTemplate pods;
    int desired = 0, misplaced = 0;
    Replicas status;
    std::shared_ptr<Object> copy() const override { return std::make_shared<DaemonSet>(*this); }
};

struct Job final : ObjectOf<Kind::Job> {
    StringMap selector;
    PodTemplate pods;
    int completions = 1, parallelism = 1, backoffLimit = 6;
    int active = 0, succeeded = 0, failed = 0;
    Micros started = 0;
    std::optional<Micros> finished;
    std::shared_ptr<Object> copy() const override { return std::make_shared<Job>(*this); }
};

/// Makes jobs by the clock.
struct CronJob final : ObjectOf<Kind::CronJob> {
    std::string schedule, concurrency = "Allow"; ///< five fields, in UTC; Allow, Forbid or Replace
    bool suspended = false;
    int keptSucceeded = 3, keptFailed = 1;
    std::optional<int> deadline; ///< seconds after which a start that was missed is let go
    Job made;                    ///< its labels, annotations and template are those of each job
    std::optional<Micros> scheduled;
    std::vector<Owner> active; ///< its jobs that are not done
    std::shared_ptr<Object> copy() const override { return std::make_shared<CronJob>(*this); }
};

} // namespace understudy::cluster
