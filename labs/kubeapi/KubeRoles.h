#pragma once

#include "labs/kubeapi/KubeUsers.h"

namespace understudy::kubeapi {

/// What somebody wants to do, in the words of roles.
struct KubeAsk {
    std::string verb, group, resource, sub, ns, name;
    std::string path; ///< of something that is no resource; then only the verb counts besides
};

/// Decides by the cluster's roles and bindings who may do what.
class KubeRoles final {
public:
    explicit KubeRoles(const cluster::World& world)
        : m_world(world) {}
    /// Why it is allowed; nothing when it is not.
    std::optional<std::string> allows(const KubeUser& user, const KubeAsk& ask) const;
    /// The rules that hold for a user in a namespace: {resourceRules, nonResourceRules}.
    json::object rulesOf(const KubeUser& user, const std::string& ns) const;
    /// What Kubernetes says to somebody who may not.
    static std::string refusal(const KubeUser& user, const KubeAsk& ask);

private:
    /// Calls @p take with each rule that holds, and why; until it says that it is enough.
    void each(const KubeUser& user, const std::string& ns,
              const std::function<bool(const json::object& rule, const std::string& why)>& take) const;

    const cluster::World& m_world;
};

} // namespace understudy::kubeapi
