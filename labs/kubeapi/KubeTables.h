#pragma once

#include "labs/kubeapi/KubeJson.h"

namespace understudy::kubeapi {

/// How long ago, as kubectl writes it: 45s, 3m12s, 5h, 3d4h.
std::string age(cluster::Micros span);

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
    json::array cells(const std::string& resource, const json::object& object) const;
    std::string ageOf(const json::object& object, std::string_view key = "creationTimestamp") const;
    const cluster::World& m_world;
};

} // namespace understudy::kubeapi
