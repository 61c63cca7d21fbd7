#pragma once

#include "labs/cluster/World.h"
#include "labs/kubejson/KubeTemplate.h"

namespace understudy::kubeapi {

/// Turns objects of the world into the JSON of the Kubernetes API, version 1.20.
class KubeJson final {
public:
    /// @p shift is taken from every time: kubectl compares some of them with its own clock.
    explicit KubeJson(const cluster::World& world, cluster::Micros shift = 0)
        : m_world(world)
        , m_shift(shift) {}

    json::object object(const cluster::Object& object) const;
    json::object meta(const cluster::Object& object) const;
    /// The lease a node renews every ten seconds; nobody stores it.
    json::object lease(const cluster::Node& node) const;

private:
    using Conditions = std::initializer_list<std::tuple<const char*, bool, const char*, std::string>>;
    std::string time(cluster::Micros at) const { return m_world.stamp(at - m_shift); }
    json::object containerState(const cluster::ContainerState& state, const std::string& id) const;
    json::array conditions(Conditions all, cluster::Micros since) const;
    void fill(const cluster::Object& object, json::object& out) const;
    void fillPod(const cluster::Pod& pod, json::object& out) const;
    json::object podStatus(const cluster::Pod& pod) const;
    json::array containerStatuses(const cluster::Pod& pod) const;
    json::array initStatuses(const cluster::Pod& pod) const;
    void fillNode(const cluster::Node& node, json::object& out) const;
    json::array nodeConditions(const cluster::Node& node) const;
    void fillDeployment(const cluster::Deployment& deployment, json::object& out) const;
    void fillReplicaSet(const cluster::ReplicaSet& set, json::object& out) const;
    void fillStatefulSet(const cluster::StatefulSet& set, json::object& out) const;
    void fillDaemonSet(const cluster::DaemonSet& set, json::object& out) const;
    void fillJob(const cluster::Job& job, json::object& out) const;
    void fillCronJob(const cluster::CronJob& cron, json::object& out) const;
    void fillAutoscaler(const cluster::HorizontalPodAutoscaler& scaler, json::object& out) const;
    void fillBudget(const cluster::PodDisruptionBudget& budget, json::object& out) const;
    void fillService(const cluster::Service& service, json::object& out) const;
    void fillEndpoints(const cluster::Endpoints& endpoints, json::object& out) const;
    void fillEvent(const cluster::Event& event, json::object& out) const;
    void fillPlain(const cluster::Object& object, json::object& out) const;

    const cluster::World& m_world;
    cluster::Micros m_shift;
};

/// "3" as a number, "25%" as a text.
json::value intOrText(const std::string& text);

} // namespace understudy::kubeapi
