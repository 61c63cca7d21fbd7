#pragma once

#include "labs/kubeapi/KubeWrites.h"

#include <variant>

namespace understudy::kubeapi {

/// The refusals of the API, in its words.
json::object detailsOf(const KubeTarget& target, const std::string& uid = {});
KubeWritten refused(int code, const std::string& reason, const std::string& message,
                    json::object details = {});
KubeWritten notFound(const KubeTarget& target);
KubeWritten invalid(const KubeTarget& target, const std::string& why);
KubeWritten notUnderstood();
KubeWritten outdated(const KubeTarget& target);

/// The JSON of a body; an empty object for none, nothing when it is broken.
std::optional<json::value> bodyOf(const http::Request& request);
bool isDry(const http::Request& request);
/// The document with the body of the request laid on it by the kind of patch it is; or why that cannot be.
std::variant<json::object, KubeWritten> patched(const json::object& document, const http::Request& request);

} // namespace understudy::kubeapi
