#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace understudy::vt {

/// A color as X11 programs write it, to 0xRRGGBB: #rgb to #rrrrggggbbbb, rgb:r/g/b with one to four digits,
/// rgbi:, CIEXYZ:, CIEuvY:, CIExyY:, CIELab:, CIELuv: and TekHVC: with three numbers, or a common name.
/// Nothing when it is none of these.
std::optional<std::uint32_t> colorSpec(std::string_view text);

} // namespace understudy::vt
