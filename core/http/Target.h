#pragma once

#include "core/http/Server.h"

#include <optional>
#include <string>
#include <string_view>

namespace understudy::http {

/// A request target taken apart: /a%20b?x=1 is path "/a b" and query {x: 1}.
struct Target {
    std::string path;
    Pairs query;

    bool operator==(const Target&) const = default;
};

/// Reads a target in origin form or absolute form (RFC 9112, section 3.2). Nothing for a path with '..'
/// segments, broken percent-encoding, NUL, a fragment, or bytes that may not stand in a target.
std::optional<Target> parseTarget(std::string_view text);

/// Reads application/x-www-form-urlencoded text. Nothing when an escape is broken or there are over 1000
/// fields.
std::optional<Pairs> parseForm(std::string_view text);

/// Writes @p text so that it can stand as one value of a query.
std::string percentEncode(std::string_view text);

} // namespace understudy::http
