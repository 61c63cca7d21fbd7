#pragma once

#include "core/http/Server.h"

#include <string>
#include <variant>

namespace understudy::lrs {

/// Whether a request is in the alternate syntax of xAPI 1.0.3: a POST that stands for another method.
bool isAlternate(const http::Request& request);

/// The request that one in the alternate syntax stands for: fields of its form are its headers, its
/// parameters and, as "content", its body. The text says why it is none.
std::variant<http::Request, std::string> meantBy(const http::Request& request);

} // namespace understudy::lrs
