#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace understudy::cluster {

/// Virtual time in microseconds. 0 is the moment the lab starts, history is negative.
using Micros = std::int64_t;

inline constexpr Micros second = 1'000'000;
inline constexpr Micros minute = 60 * second;
inline constexpr Micros hour = 60 * minute;
inline constexpr Micros day = 24 * hour;

/// Reads 90s, 5m, 24h, 2d, 250ms, with an optional sign; nothing when the text is no duration.
std::optional<Micros> parseDuration(std::string_view text);

/// RFC 3339 in UTC of a moment in microseconds since 1970: whole seconds, or with nine digits of fraction.
std::string toRfc3339(std::int64_t unixMicros, bool fraction = false);

/// Reads RFC 3339 with Z or an offset into microseconds since 1970.
std::optional<std::int64_t> fromRfc3339(std::string_view text);

} // namespace understudy::cluster
