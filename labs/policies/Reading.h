#pragma once

#include <boost/json.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

/// The JSON that plain objects of the cluster keep. What is missing or of another type reads as nothing.
namespace understudy::cluster::reading {

namespace json = boost::json;

inline json::value parsed(const std::string& text) {
    boost::system::error_code wrong;
    json::value read = json::parse(text.empty() ? std::string("{}") : text, wrong);
    return wrong ? json::value(json::object()) : read;
}

inline const json::value* at(const json::object& object, std::initializer_list<std::string_view> path) {
    const json::object* here = &object;
    const json::value* found = nullptr;
    for (const auto key : path) {
        found = here ? here->if_contains(key) : nullptr;
        if (!found)
            return nullptr;
        here = found->is_object() ? &found->get_object() : nullptr;
    }
    return found;
}

inline const json::value* at(const json::value& value, std::initializer_list<std::string_view> path) {
    return value.is_object() ? at(value.get_object(), path) : nullptr;
}

inline std::string textOf(const json::value* value) {
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

template <class Json>
std::string textAt(const Json& from, std::initializer_list<std::string_view> path) {
    return textOf(at(from, path));
}

template <class Json>
const json::array& listAt(const Json& from, std::initializer_list<std::string_view> path) {
    static const json::array nothing;
    const json::value* found = at(from, path);
    return found && found->is_array() ? found->as_array() : nothing;
}

} // namespace understudy::cluster::reading
