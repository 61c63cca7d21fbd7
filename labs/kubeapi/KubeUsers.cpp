#include "labs/kubeapi/KubeUsers.h"

#include "labs/controllers/Defaults.h"
#include "labs/kubejson/KubeRest.h"

namespace understudy::kubeapi {

using namespace cluster;

namespace {

const std::string accounts = "system:serviceaccount:";
const std::string tokenType = "kubernetes.io/service-account-token";

} // namespace

std::optional<KubeUser> userOf(const World& world, const std::string& bearer,
                               const std::string& traineeToken) {
    if (bearer.empty())
        return std::nullopt;
    if (bearer == traineeToken)
        return callerNamed("trainee");
    const std::string wanted = base64(bearer);
    for (const auto& [key, object] : world.store().of(Kind::Secret)) {
        const json::object rest = restOf(object->rest);
        if (textAt(rest, {"type"}) != tokenType || textAt(rest, {"data", "token"}) != wanted)
            continue;
        const auto account = object->meta.annotations.find("kubernetes.io/service-account.name");
        if (account != object->meta.annotations.end() &&
            world.store().find<ServiceAccount>(key.first, account->second))
            return callerNamed(accounts + key.first + ":" + account->second);
    }
    return std::nullopt;
}

std::optional<KubeUser> impersonated(const http::Request& request) {
    const std::string name = request.header("impersonate-user");
    if (name.empty())
        return std::nullopt;
    std::vector<std::string> groups;
    for (const auto& [header, value] : request.headers)
        if (header == "impersonate-group")
            groups.push_back(value);
    return callerNamed(name, std::move(groups));
}

} // namespace understudy::kubeapi
