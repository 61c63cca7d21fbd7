#pragma once

#include "core/terminal/Grid.h"

namespace understudy::terminal {

/// Wraps the lines of @p history and @p grid anew for a width of @p columns and fills @p rows rows, keeping
/// every character and the @p cursor on the character it stood on. A screen that was full stays filled from
/// the bottom, one that was not keeps its top.
void reflow(Grid& grid, History& history, int columns, int rows, Place& cursor);

} // namespace understudy::terminal
