#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace understudy::cluster {

/// Ids that look like chance and can be read back: who is asked for one knows what it is the id of.
std::string traceIdOf(std::uint64_t plain); ///< 16 hexadecimal digits
std::optional<std::uint64_t> plainOf(const std::string& id);
/// 16 hexadecimal digits.
std::string sixteenDigits(std::uint64_t bits);

} // namespace understudy::cluster
