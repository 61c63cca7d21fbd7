#pragma once

#include "labs/cluster/World.h"
#include "labs/kubeapi/KubeRead.h"

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
    json::object podTemplate(const cluster::PodTemplate& pods) const;

private:
    std::string time(cluster::Micros at) const { return m_world.stamp(at - m_shift); }
    json::object podSpec(const cluster::PodTemplate& pods) const;
    json::object containerSpec(const cluster::Container& container) const;
    json::object containerState(const cluster::ContainerState& state, const std::string& id) const;
    json::array conditions(std::initializer_list<std::tuple<const char*, bool, const char*, std::string>> all,
                           cluster::Micros since) const;
    void fillPod(const cluster::Pod& pod, json::object& out) const;
    void fillNode(const cluster::Node& node, json::object& out) const;
    void fillDeployment(const cluster::Deployment& deployment, json::object& out) const;
    void fillReplicaSet(const cluster::ReplicaSet& set, json::object& out) const;
    void fillStatefulSet(const cluster::StatefulSet& set, json::object& out) const;
    void fillService(const cluster::Service& service, json::object& out) const;
    void fillEndpoints(const cluster::Endpoints& endpoints, json::object& out) const;
    void fillEvent(const cluster::Event& event, json::object& out) const;
    void fillJob(const cluster::Job& job, json::object& out) const;

    const cluster::World& m_world;
    cluster::Micros m_shift;
};

json::object toJson(const cluster::StringMap& map);
} // namespace understudy::kubeapi
