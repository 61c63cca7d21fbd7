#pragma once

#include "labs/kubernetes/WorkloadObjects.h"

namespace understudy::cluster {

struct Node final : ObjectOf<Kind::Node> {
    std::string role, ip, podRange;
    bool unschedulable = false, ready = true;
    bool alive = true; ///< its kubelet reports; false while the machine is down
    int cores = 16;
    std::int64_t memoryBytes = 0;
    std::vector<Taint> taints;
    Micros readyChanged = 0;
    std::vector<std::string> pressure; ///< "MemoryPressure", "DiskPressure", "PIDPressure" while they hold
    std::shared_ptr<Object> copy() const override { return std::make_shared<Node>(*this); }
};

struct Service final : ObjectOf<Kind::Service> {
    std::string type = "ClusterIP", clusterIp, externalIp;
    StringMap selector;
    std::vector<Port> ports;
    std::shared_ptr<Object> copy() const override { return std::make_shared<Service>(*this); }
};

struct Endpoints final : ObjectOf<Kind::Endpoints> {
    struct Address {
        std::string ip, pod, podUid, node;
        bool operator==(const Address&) const = default;
    };
    std::vector<Address> ready, notReady;
    std::vector<Port> ports;
    std::shared_ptr<Object> copy() const override { return std::make_shared<Endpoints>(*this); }
};

struct ConfigMap final : ObjectOf<Kind::ConfigMap> {
    StringMap data;
    std::shared_ptr<Object> copy() const override { return std::make_shared<ConfigMap>(*this); }
};

struct ServiceAccount final : ObjectOf<Kind::ServiceAccount> {
    std::vector<std::string> secrets;
    std::shared_ptr<Object> copy() const override { return std::make_shared<ServiceAccount>(*this); }
};

struct Namespace final : ObjectOf<Kind::Namespace> {
    std::shared_ptr<Object> copy() const override { return std::make_shared<Namespace>(*this); }
};

struct Event final : ObjectOf<Kind::Event> {
    Owner involved;
    std::string involvedNs, reason, message, type = "Normal", component, host;
    int count = 1;
    Micros first = 0, last = 0;
    std::shared_ptr<Object> copy() const override { return std::make_shared<Event>(*this); }
};

/// How many pods may be missing by a wish: at most so many are evicted.
struct PodDisruptionBudget final : ObjectOf<Kind::PodDisruptionBudget> {
    StringMap selector;
    std::string minAvailable, maxUnavailable; ///< a number or a percentage, or ""
    int healthy = 0, desired = 0, expected = 0, allowed = 0;
    std::shared_ptr<Object> copy() const override { return std::make_shared<PodDisruptionBudget>(*this); }
};

/// How many replicas its target has, by the share of the asked CPU that they use.
struct HorizontalPodAutoscaler final : ObjectOf<Kind::HorizontalPodAutoscaler> {
    Owner target; ///< no uid
    int least = 1, most = 1;
    int targetPercent = 80;
    int current = 0, desired = 0;
    std::optional<int> percent; ///< unknown as long as nothing was measured
    std::optional<Micros> scaled;
    std::shared_ptr<Object> copy() const override { return std::make_shared<HorizontalPodAutoscaler>(*this); }
};

} // namespace understudy::cluster
