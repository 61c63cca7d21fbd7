#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The small formats inside statements. All of them are strict: what is not clearly right is wrong.
namespace understudy::xapi {

/// Microseconds since 1970, UTC.
using Micros = std::int64_t;

bool isUuid(std::string_view text);        ///< any version, variant 8 to b
bool isIri(std::string_view text);         ///< absolute: with a scheme, without spaces and control characters
bool isMailbox(std::string_view text);     ///< mailto:somebody@somewhere
bool isSha1(std::string_view text);        ///< 40 hexadecimal digits
bool isSha2(std::string_view text);        ///< 56 to 128 hexadecimal digits
bool isLanguageTag(std::string_view text); ///< well-formed by RFC 5646
bool isDuration(std::string_view text);    ///< ISO 8601: PnYnMnDTnHnMnS or PnW

/// RFC 3339 date-time with an offset; nothing for text that is none, and for the unknown offset -00:00.
std::optional<Micros> parseTimestamp(std::string_view text);
/// 2025-11-10T09:00:00.000Z, with six decimals instead of three where they are needed.
std::string formatTimestamp(Micros when);

/// A duration with its seconds cut to hundredths, for comparing.
std::string comparableDuration(std::string_view text);

std::string lowered(std::string_view text);

} // namespace understudy::xapi
