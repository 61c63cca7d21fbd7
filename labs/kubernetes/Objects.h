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
    bool ready() const {
        for (const auto& each : containers)
            if (!each.ready)
                return false;
        return !containers.empty();
    }
};

/// What deployments, replica sets and stateful sets count.
struct Replicas {
    int current = 0, ready = 0, updated = 0, available = 0;
    std::int64_t observed = 0;
    bool operator==(const Replicas&) const = default;
};

struct Deployment final : ObjectOf<Kind::Deployment> {
    int replicas = 1, revisionLimit = 10, progressDeadline = 600;
    bool paused = false;
    StringMap selector;
    PodTemplate pods;
    Replicas status;
    Micros progressed = 0;
    bool complete = false; ///< what was asked last was reached; pods lost later do not make it late
};

struct ReplicaSet final : ObjectOf<Kind::ReplicaSet> {
    int replicas = 0;
    StringMap selector;
    PodTemplate pods;
    Replicas status;
};

struct StatefulSet final : ObjectOf<Kind::StatefulSet> {
    int replicas = 1;
    std::string serviceName;
    StringMap selector;
    PodTemplate pods;
    Replicas status;
};

struct Job final : ObjectOf<Kind::Job> {
    StringMap selector;
    PodTemplate pods;
    Micros started = 0;
    std::optional<Micros> finished;
};

struct Node final : ObjectOf<Kind::Node> {
    std::string role, ip, podRange;
    bool unschedulable = false, ready = true;
    int cores = 16;
    std::int64_t memoryBytes = 0;
};

struct Service final : ObjectOf<Kind::Service> {
    std::string type = "ClusterIP", clusterIp, externalIp;
    StringMap selector;
    std::vector<Port> ports;
};

struct Endpoints final : ObjectOf<Kind::Endpoints> {
    struct Address {
        std::string ip, pod, podUid, node;
        bool operator==(const Address&) const = default;
    };
    std::vector<Address> ready, notReady;
    std::vector<Port> ports;
};

struct ConfigMap final : ObjectOf<Kind::ConfigMap> {
    StringMap data;
};

struct ServiceAccount final : ObjectOf<Kind::ServiceAccount> {};
struct Namespace final : ObjectOf<Kind::Namespace> {};

struct Event final : ObjectOf<Kind::Event> {
    Owner involved;
    std::string involvedNs, reason, message, type = "Normal", component, host;
    int count = 1;
    Micros first = 0, last = 0;
};

} // namespace understudy::cluster
