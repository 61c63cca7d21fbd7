#pragma once

#include <cstdint>

namespace understudy::terminal {

/// How many cells a character takes: 0 for marks that join the one before, 1, or 2.
int cellWidth(char32_t c, bool ambiguousWide = false);

/// The same for the characters below FirstWidths, to be looked up without a call.
constexpr char32_t FirstWidths = 0x20000;
const std::uint8_t* firstWidths(bool ambiguousWide);

} // namespace understudy::terminal
