#pragma once

#include <string>
#include <string_view>

namespace understudy::http {

/// How many bytes of the beginning are one character of UTF-8; 0 when they are none (RFC 3629: nothing
/// overlong, no surrogates) or there is nothing.
std::size_t utf8Character(std::string_view bytes);
bool isUtf8(std::string_view bytes);
/// With U+FFFD for every byte that belongs to no character: what answers as JSON must not contain otherwise.
std::string asUtf8(std::string bytes);

} // namespace understudy::http
