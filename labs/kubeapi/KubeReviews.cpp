#include "labs/kubeapi/KubeReviews.h"

#include "labs/kubeapi/KubeResources.h"

namespace understudy::kubeapi {

json::object KubeReviews::access(const KubeUser& user, const json::object& spec) const {
    KubeAsk ask;
    const auto attribute = [&](const char* key) { return textAt(spec, {"resourceAttributes", key}); };
    ask.verb = attribute("verb");
    ask.group = attribute("group");
    ask.resource = attribute("resource");
    ask.sub = attribute("subresource");
    ask.ns = attribute("namespace");
    ask.name = attribute("name");
    if (at(spec, {"nonResourceAttributes"})) {
        ask.verb = textAt(spec, {"nonResourceAttributes", "verb"});
        ask.path = textAt(spec, {"nonResourceAttributes", "path"});
    }
    const auto allowed = cluster::Roles(m_world.store()).allows(user, ask);
    json::object status{{"allowed", allowed.has_value()}};
    if (allowed && !allowed->empty())
        status["reason"] = *allowed;
    return status;
}

KubeReviews::Answer KubeReviews::review(const std::string& resource, const KubeUser& user,
                                        json::object body) const {
    const json::object spec =
        at(body, {"spec"}) && body["spec"].is_object() ? body["spec"].as_object() : json::object();
    if (!body.contains("metadata"))
        body["metadata"] = json::object{{"creationTimestamp", nullptr}};
    if (resource == "selfsubjectrulesreviews") {
        json::object status = cluster::Roles(m_world.store()).rulesOf(user, textAt(spec, {"namespace"}));
        status["incomplete"] = false;
        body["status"] = status;
    } else if (resource == "selfsubjectaccessreviews") {
        body["status"] = access(user, spec);
    } else if (resource == "subjectaccessreviews" || resource == "localsubjectaccessreviews") {
        std::vector<std::string> groups;
        for (const auto& each : listAt(spec, {"groups"}))
            if (each.is_string())
                groups.emplace_back(each.as_string());
        body["status"] = access(cluster::callerNamed(textAt(spec, {"user"}), std::move(groups)), spec);
    } else {
        return {404, kubeStatus(404, "NotFound", "the server could not find the requested resource")};
    }
    return {201, std::move(body)};
}

} // namespace understudy::kubeapi
