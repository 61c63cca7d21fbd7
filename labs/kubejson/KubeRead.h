#pragma once

#include "labs/kubernetes/Objects.h"

#include <boost/json.hpp>

#include <string_view>

namespace understudy::kubeapi {

namespace json = boost::json;

using Path = std::initializer_list<std::string_view>;

/// The value below these keys, or nothing.
const json::value* at(const json::value& value, Path path);
const json::value* at(const json::object& object, Path path);
/// The same as a text, "" when it is none; as a number, clamped to a hundred thousand; as a list.
std::string textAt(const json::value& value, Path path);
std::string textAt(const json::object& object, Path path);
int intAt(const json::value& value, Path path, int otherwise);
int intAt(const json::object& object, Path path, int otherwise);
const json::array& listAt(const json::value& value, Path path);
const json::array& listAt(const json::object& object, Path path);

cluster::StringMap readStringMap(const json::value* value);
json::object toJson(const cluster::StringMap& map);

} // namespace understudy::kubeapi
