#pragma once

#include "core/http/Server.h"
#include "labs/kubeapi/KubeResources.h"

namespace understudy::kubeapi {

/// What a write made of an object, or why it was refused.
struct KubeWritten {
    int code = 200;
    json::object body; ///< the object, or a Status
};

/// What a write is about.
struct KubeTarget {
    const KubeResource& resource;
    std::string ns, name, sub;
};

/// Changes the world as the Kubernetes API is asked to: creates, updates, patches, scales, deletes, evicts. A
/// function of the world and the request alone; with dryRun nothing changes.
class KubeWrites final {
public:
    explicit KubeWrites(cluster::World& world)
        : m_world(world) {}
    KubeWritten write(const KubeTarget& target, const http::Request& request);
    /// The Scale of a deployment, replica set or stateful set.
    KubeWritten scaleOf(const KubeTarget& target) const;

private:
    KubeWritten create(const KubeTarget& target, const http::Request& request);
    KubeWritten change(const KubeTarget& target, const http::Request& request);
    KubeWritten addContainers(const KubeTarget& target, const http::Request& request);
    KubeWritten store(const KubeTarget& target, const json::object& wanted, bool dry);
    KubeWritten changeStatus(const KubeTarget& target, const json::object& wanted);
    KubeWritten scale(const KubeTarget& target, const http::Request& request);
    KubeWritten remove(const KubeTarget& target, const http::Request& request);
    KubeWritten removeMany(const KubeTarget& target, const http::Request& request);
    KubeWritten evict(const KubeTarget& target, const http::Request& request);
    std::optional<KubeWritten> noPlace(const KubeTarget& target) const;
    std::optional<KubeWritten> notAdmitted(const KubeTarget& target, cluster::Object& object) const;
    void place(const std::shared_ptr<cluster::Object>& object, bool fresh);
    void bindClaim(cluster::Object& claim);
    std::shared_ptr<const cluster::Object> find(const KubeTarget& target) const;

    cluster::World& m_world;
};

} // namespace understudy::kubeapi
