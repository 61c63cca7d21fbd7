#pragma once

#include "core/terminal/Keys.h"

#include <optional>

class QKeyEvent;

namespace understudy::terminal {

/// What a key of the keyboard is to the program in the terminal; nothing for a lone modifier and the like.
std::optional<KeyPress> pressOf(const QKeyEvent& event);

} // namespace understudy::terminal
