#pragma once

#include "labs/kubeapi/KubeUsers.h"

namespace understudy::kubeapi {

/// Answers what kubectl auth can-i asks, from the roles.
class KubeReviews final {
public:
    struct Answer {
        int code = 201;
        json::object body;
    };
    explicit KubeReviews(const cluster::World& world)
        : m_world(world) {}
    /// @p resource: selfsubjectaccessreviews and its like.
    Answer review(const std::string& resource, const KubeUser& user, json::object body) const;

private:
    json::object access(const KubeUser& user, const json::object& spec) const;
    const cluster::World& m_world;
};

} // namespace understudy::kubeapi
