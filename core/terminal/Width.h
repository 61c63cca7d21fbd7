#pragma once

namespace understudy::terminal {

/// Cells that a code point takes: 0 (combining marks, joiners, controls of the C1 block), 1 or 2.
int cellWidth(char32_t c);

} // namespace understudy::terminal
