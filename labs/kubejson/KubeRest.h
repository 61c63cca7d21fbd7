#pragma once

#include <boost/json.hpp>

#include <string>

namespace understudy::kubeapi {

namespace json = boost::json;

/// What must be laid over @p made to get @p wanted; null says nothing. So objects of the model keep what they
/// have no member for.
json::object leftOver(const json::object& made, const json::object& wanted);
/// @p over on top of @p made: objects are merged, everything else is replaced.
json::value overlaid(json::value made, const json::value& over);
/// The same, with the text that an object of the model keeps.
void lay(json::object& made, const std::string& rest);

/// As an object of the model keeps it: keys in order, "" when there is nothing.
std::string restText(const json::object& rest);
json::object restOf(const std::string& text);

} // namespace understudy::kubeapi
