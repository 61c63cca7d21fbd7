#pragma once

#include "labs/kubernetes/Store.h"
#include "labs/policies/Reading.h"

namespace understudy::cluster {

/// Somebody who asks the API for something.
struct Caller {
    std::string name;
    std::vector<std::string> groups;
};

/// A caller by name with the groups that come with it.
Caller callerNamed(const std::string& name, std::vector<std::string> groups = {});

/// What somebody wants to do, in the words of roles.
struct Attempt {
    std::string verb, group, resource, sub, ns, name;
    std::string path; ///< of something that is no resource; then only the verb counts besides
};

/// Decides by the cluster's roles and bindings who may do what.
class Roles final {
public:
    explicit Roles(const Store& store)
        : m_store(store) {}
    /// Why it is allowed; nothing when it is not.
    std::optional<std::string> allows(const Caller& caller, const Attempt& attempt) const;
    /// The rules that hold for a caller in a namespace: {resourceRules, nonResourceRules}.
    boost::json::object rulesOf(const Caller& caller, const std::string& ns) const;
    /// What Kubernetes says to somebody who may not.
    static std::string refusal(const Caller& caller, const Attempt& attempt);

private:
    /// Calls @p take with each rule that holds, and why; until it says that it is enough.
    void each(const Caller& caller, const std::string& ns,
              const std::function<bool(const boost::json::object& rule, const std::string& why)>& take) const;

    const Store& m_store;
};

} // namespace understudy::cluster
