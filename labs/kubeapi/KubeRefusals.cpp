#include "labs/kubeapi/KubeRefusals.h"

#include "labs/kubejson/KubePatch.h"

namespace understudy::kubeapi {

json::object detailsOf(const KubeTarget& target, const std::string& uid) {
    json::object out{{"name", target.name}, {"kind", target.resource.plural}};
    if (*target.resource.group)
        out["group"] = target.resource.group;
    if (!uid.empty())
        out["uid"] = uid;
    return out;
}

KubeWritten refused(int code, const std::string& reason, const std::string& message, json::object details) {
    return {code, kubeStatus(code, reason, message, std::move(details))};
}

KubeWritten notFound(const KubeTarget& target) {
    return refused(404, "NotFound", target.resource.qualified() + " \"" + target.name + "\" not found",
                   detailsOf(target));
}

KubeWritten invalid(const KubeTarget& target, const std::string& why) {
    json::object details = detailsOf(target);
    details["kind"] = target.resource.kind;
    const auto colon = std::min(why.find(": "), why.size());
    details["causes"] = json::array{json::object{{"reason", "FieldValueInvalid"},
                                                 {"message", why.substr(std::min(colon + 2, why.size()))},
                                                 {"field", why.substr(0, colon)}}};
    return refused(422, "Invalid",
                   target.resource.qualifiedKind() + " \"" + target.name + "\" is invalid: " + why, details);
}

KubeWritten notUnderstood() {
    return refused(400, "BadRequest",
                   "the body of the request was in an unknown format - accepted media types include: "
                   "application/json");
}

KubeWritten outdated(const KubeTarget& target) {
    return refused(409, "Conflict",
                   "Operation cannot be fulfilled on " + target.resource.qualified() + " \"" + target.name +
                       "\": the object has been modified; please apply your changes to the latest version "
                       "and try again",
                   detailsOf(target));
}

std::optional<json::value> bodyOf(const http::Request& request) {
    if (request.body.empty())
        return json::value(json::object());
    boost::system::error_code wrong;
    json::value body = json::parse(request.body, wrong);
    return wrong ? std::nullopt : std::optional(std::move(body));
}

bool isDry(const http::Request& request) { return !request.parameter("dryRun").empty(); }

std::variant<json::object, KubeWritten> patched(const json::object& document, const http::Request& request) {
    const auto body = bodyOf(request);
    if (!body)
        return notUnderstood();
    const std::string header = request.header("content-type");
    const std::string type = header.substr(0, header.find(';'));
    std::optional<json::value> wanted;
    if (request.method == "PUT")
        wanted = *body;
    else if (type == "application/json-patch+json")
        wanted = jsonPatched(document, *body);
    else if (type == "application/strategic-merge-patch+json")
        wanted = strategicPatched(document, *body);
    else if (type == "application/merge-patch+json")
        wanted = mergePatched(document, *body);
    else if (type == "application/apply-patch+yaml")
        wanted = strategicPatched(document, *body); // lists are merged by their keys
    else
        return refused(415, "UnsupportedMediaType",
                       "the body of the request was in an unknown format - accepted media types include: "
                       "application/json-patch+json, application/merge-patch+json, "
                       "application/strategic-merge-patch+json, application/apply-patch+yaml");
    if (!wanted || !wanted->is_object())
        return request.method == "PUT"
                   ? notUnderstood()
                   : refused(422, "Invalid",
                             "the server rejected our request due to an error in our request");
    return std::move(wanted->as_object());
}

} // namespace understudy::kubeapi
