#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace understudy::xapi {

/// For URLs and JWS: - and _ instead of + and /, no padding (RFC 4648, section 5).
std::string toBase64Url(std::string_view bytes);
/// Nothing for text that is not exactly that.
std::optional<std::string> fromBase64Url(std::string_view text);
/// The common alphabet, with padding.
std::optional<std::string> fromBase64(std::string_view text);

} // namespace understudy::xapi
