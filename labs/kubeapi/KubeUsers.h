#pragma once

#include "core/http/Server.h"
#include "labs/kubejson/KubeJson.h"

#include <optional>

namespace understudy::kubeapi {

/// Somebody who asks the API for something.
struct KubeUser {
    std::string name;
    std::vector<std::string> groups;
};

/// The user of a bearer token: the trainee, or the service account that has it in a secret.
std::optional<KubeUser> userOf(const cluster::World& world, const std::string& bearer,
                               const std::string& traineeToken);
/// A user by name with the groups that come with it.
KubeUser userNamed(const std::string& name, std::vector<std::string> groups = {});
/// Whom the request wants to be taken for (kubectl --as); nothing when it asks for nobody else.
std::optional<KubeUser> impersonated(const http::Request& request);

} // namespace understudy::kubeapi
