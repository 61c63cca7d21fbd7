#pragma once

#include <string_view>

namespace understudy::spdy {

/// The 1,423 bytes that both ends give to zlib before the first header block (SPDY/3, section 2.6.10.1).
std::string_view dictionary();

} // namespace understudy::spdy
