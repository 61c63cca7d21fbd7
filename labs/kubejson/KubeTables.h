#pragma once

#include "labs/kubejson/KubeJson.h"

namespace understudy::kubeapi {

/// The columns and rows that `kubectl get` prints, made by the server as the real one does.
class KubeTables final {
public:
    explicit KubeTables(const cluster::World& world)
        : m_world(world) {}
    /// A Table of one kind. @p include is None, Metadata or Object.
    json::object table(const std::string& resource, const std::vector<json::object>& objects,
                       const std::string& revision, const std::string& include,
                       bool withColumns = true) const;

private:
    const cluster::World& m_world;
};

} // namespace understudy::kubeapi
