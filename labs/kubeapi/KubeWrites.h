#pragma once

#include "core/http/Server.h"
#include "labs/cluster/World.h"
#include "labs/kubeapi/KubeResources.h"

namespace understudy::kubeapi {

/// What a write made of an object, or why it was refused.
struct KubeWritten {
    int code = 200;
    json::object body; ///< the object, or a Status
};

/// Changes the world as kubectl asks: patches, scale, deletes, evictions, cordon, creation of config maps.
class KubeWrites final {
public:
    explicit KubeWrites(cluster::World& world)
        : m_world(world) {}
    KubeWritten write(const KubeResource& resource, const std::string& ns, const std::string& name,
                      const std::string& sub, const http::Request& request);

private:
    KubeWritten change(const KubeResource& resource, const std::string& ns, const std::string& name,
                       const http::Request& request);
    KubeWritten scale(const KubeResource& resource, const std::string& ns, const std::string& name,
                      const http::Request& request);
    KubeWritten remove(const KubeResource& resource, const std::string& ns, const std::string& name,
                       const http::Request& request);
    KubeWritten evict(const std::string& ns, const std::string& name);
    KubeWritten create(const KubeResource& resource, const std::string& ns, const http::Request& request);
    KubeWritten store(const KubeResource& resource, const std::string& ns, const std::string& name,
                      const json::object& wanted);
    static KubeWritten refused(int code, const std::string& reason, const std::string& message,
                               json::object details = {});

    cluster::World& m_world;
};

} // namespace understudy::kubeapi
