#pragma once

#include <boost/json.hpp>

#include <optional>
#include <string>

namespace understudy::kubeapi {

namespace json = boost::json;

/// RFC 7386.
json::value mergePatched(const json::value& document, const json::value& patch);
/// Kubernetes' own kind: lists are merged by the key of their elements.
json::value strategicPatched(const json::value& document, const json::value& patch);
/// RFC 6902; nothing when an operation does not fit the document.
std::optional<json::value> jsonPatched(json::value document, const json::value& operations);

} // namespace understudy::kubeapi
