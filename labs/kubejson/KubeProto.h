#pragma once

#include <boost/json.hpp>

#include <optional>
#include <string_view>

namespace understudy::kubeapi {

namespace json = boost::json;

/// The JSON of an access or rules review that newer kubectl sends in Kubernetes' protobuf; nothing when the
/// bytes are something else.
std::optional<json::object> reviewFromProto(std::string_view bytes);

} // namespace understudy::kubeapi
