#pragma once

#include "labs/kubejson/KubeJson.h"

namespace understudy::kubeapi {

/// What a manifest is made into, or the sentence that says which field is wrong.
struct KubeParsed {
    std::shared_ptr<cluster::Object> object;
    std::string problem; ///< "" when it is good
};

/// Makes objects of the model from the API's JSON.
class KubeObjects final {
public:
    explicit KubeObjects(const cluster::World& world)
        : m_world(world) {}
    /// @p old: what it replaces, whose status and identity it keeps; none for a new one.
    KubeParsed parse(cluster::Kind kind, const json::object& wanted, const cluster::Object* old) const;

private:
    std::string read(cluster::Object& object, const json::object& wanted, bool fresh) const;
    std::string readService(cluster::Service& service, const json::object& wanted) const;
    std::string readPod(cluster::Pod& pod, const json::object& wanted, bool fresh) const;
    std::string readJob(cluster::Job& job, const json::object& wanted, bool fresh) const;

    const cluster::World& m_world;
};

/// Empty, or what is wrong with the name of an object.
std::string problemOfName(const std::string& name, cluster::Kind kind);

} // namespace understudy::kubeapi
