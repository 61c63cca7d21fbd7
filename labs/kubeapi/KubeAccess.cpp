// The part of KubeFace that decides who may ask for what.
#include "labs/kubeapi/KubeFace.h"

#include "labs/kubeapi/KubeRefusals.h"
#include "labs/kubeapi/KubeReviews.h"
#include "labs/kubeapi/KubeVerbs.h"
#include "labs/kubejson/KubeProto.h"

#include <algorithm>

namespace understudy::kubeapi {

using namespace cluster;

std::optional<KubeUser> KubeFace::identify(const http::Request& request, const Exchange& exchange) const {
    const std::string header = request.header("authorization");
    const auto user =
        userOf(m_stage.world(), header.starts_with("Bearer ") ? header.substr(7) : std::string(), m_token);
    if (!user) {
        refuse(exchange, 401, "Unauthorized", "Unauthorized");
        return std::nullopt;
    }
    const auto other = impersonated(request);
    if (!other)
        return user;
    static const std::string account = "system:serviceaccount:";
    KubeAsk ask{"impersonate", "", "users", "", "", other->name, ""};
    if (other->name.starts_with(account)) {
        const std::string rest = other->name.substr(account.size());
        const auto colon = std::min(rest.find(':'), rest.size());
        ask.resource = "serviceaccounts";
        ask.ns = rest.substr(0, colon);
        ask.name = rest.substr(std::min(colon + 1, rest.size()));
    }
    if (!permitted(*user, ask, exchange))
        return std::nullopt;
    for (const auto& [name, value] : request.headers)
        if (name == "impersonate-group" &&
            !permitted(*user, {"impersonate", "", "groups", "", "", value, ""}, exchange))
            return std::nullopt;
    return other;
}

KubeAsk KubeFace::askOf(const Route& route, const http::Request& request) {
    KubeAsk ask;
    ask.group = route.resource->group;
    ask.resource = route.resource->plural;
    ask.sub = route.sub;
    ask.ns = ask.resource == "namespaces" ? route.name : route.ns;
    ask.name = route.name;
    const bool one = !route.name.empty();
    if (request.method == "GET")
        ask.verb = isTrue(request.parameter("watch")) ? "watch" : one ? "get" : "list";
    else
        ask.verb = request.method == "DELETE" && !one ? "deletecollection" : verbOf(request.method);
    if (route.sub == "exec" || route.sub == "attach" || route.sub == "portforward")
        ask.verb = "create"; // however it is asked for
    return ask;
}

bool KubeFace::permitted(const KubeUser& user, const KubeAsk& ask, const Exchange& exchange) const {
    if (Roles(m_stage.world().store()).allows(user, ask))
        return true;
    json::object details;
    if (ask.path.empty())
        details = {{"name", ask.name}, {"group", ask.group}, {"kind", ask.resource}};
    refuse(exchange, 403, "Forbidden", Roles::refusal(user, ask), details);
    return false;
}

void KubeFace::reviews(const http::Request& request, const Exchange& exchange) const {
    auto body = bodyOf(request);
    if (const auto proto = reviewFromProto(request.body))
        body = *proto;
    if (!body || !body->is_object() || request.method != "POST") {
        refuse(exchange, 400, "BadRequest", "the body of the request was not understood");
        return;
    }
    const auto answer =
        KubeReviews(m_stage.world())
            .review(request.path.substr(request.path.rfind('/') + 1), m_user, body->get_object());
    replyJson(exchange, answer.code, answer.body);
}

} // namespace understudy::kubeapi
