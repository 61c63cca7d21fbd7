#pragma once

#include "core/http/Server.h"

#include <array>

namespace understudy::kubeapi {

inline constexpr std::array<std::pair<const char*, const char*>, 4> writingMethods{
    {{"POST", "create"}, {"PUT", "update"}, {"PATCH", "patch"}, {"DELETE", "delete"}}};

/// What roles and the journal call an HTTP method that writes.
inline const char* verbOf(const std::string& method) {
    for (const auto& [name, verb] : writingMethods)
        if (method == name)
            return verb;
    return "delete";
}

inline const char* methodOf(const std::string& verb) {
    for (const auto& [name, each] : writingMethods)
        if (verb == each)
            return name;
    return "DELETE";
}

inline bool isTrue(const std::string& text) { return text == "true" || text == "1"; }

} // namespace understudy::kubeapi
