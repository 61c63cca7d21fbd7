#pragma once

#include <boost/json/object.hpp>

#include <string_view>

// Members of a statement, read without asking first whether they are there.
namespace understudy::xapi {

/// "" when there is none, or it is no text.
inline std::string_view textOf(const boost::json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    if (!member || !member->is_string())
        return {};
    return {member->get_string().data(), member->get_string().size()};
}

/// nullptr when there is none, or it is no object.
inline const boost::json::object* objectIn(const boost::json::object& object, std::string_view name) {
    const auto* member = object.if_contains(name);
    return member ? member->if_object() : nullptr;
}

} // namespace understudy::xapi
