#pragma once

#include "core/http/Server.h"
#include "labs/kubejson/KubeJson.h"
#include "labs/policies/Roles.h"

#include <optional>

namespace understudy::kubeapi {

using KubeUser = cluster::Caller;
using KubeAsk = cluster::Attempt;

/// The user of a bearer token: the trainee, or the service account that has it in a secret.
std::optional<KubeUser> userOf(const cluster::World& world, const std::string& bearer,
                               const std::string& traineeToken);
/// Whom the request wants to be taken for (kubectl --as); nothing when it asks for nobody else.
std::optional<KubeUser> impersonated(const http::Request& request);

} // namespace understudy::kubeapi
