#pragma once

#include "labs/kubejson/KubeRead.h"

namespace understudy::kubeapi {

struct KubeColumn {
    const char* name;
    bool wide = false;
    const char* type = "string";
};
using KubeColumns = std::vector<KubeColumn>;

/// The columns of a resource such as "pods"; name and age for those nobody has described.
const KubeColumns& kubeColumns(const std::string& resource);

/// Makes the cells of one row from an object of the API.
class KubeRow final {
public:
    /// @p now: microseconds since 1970 in the lab.
    explicit KubeRow(std::int64_t now)
        : m_now(now) {}
    json::array cells(const std::string& resource, const json::object& object) const;

private:
    json::array otherCells(const std::string& resource, const json::object& object) const;
    std::string ageOf(const json::object& object, std::string_view key = "creationTimestamp") const;
    std::int64_t m_now;
};

/// How long ago, as kubectl writes it: 45s, 3m12s, 5h, 3d4h.
std::string age(cluster::Micros span);

} // namespace understudy::kubeapi
