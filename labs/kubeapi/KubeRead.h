#pragma once

#include "labs/kubernetes/Objects.h"

#include <boost/json.hpp>

#include <string_view>

namespace understudy::kubeapi {

namespace json = boost::json;

/// Reads what a template of a deployment or stateful set says; things the lab does not know are left out.
cluster::PodTemplate readPodTemplate(const json::value& value);
cluster::StringMap readStringMap(const json::value* value);
/// The value below these keys, or nothing.
const json::value* at(const json::value& value, std::initializer_list<std::string_view> path);
const json::value* at(const json::object& object, std::initializer_list<std::string_view> path);

} // namespace understudy::kubeapi
