#pragma once

#include "core/terminal/Modes.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace understudy::terminal {

enum class Key : std::uint8_t {
    Text, ///< what KeyPress::text says
    Enter,
    Tab,
    Backspace,
    Escape,
    Up,
    Down,
    Right,
    Left,
    Home,
    End,
    Insert,
    Delete,
    PageUp,
    PageDown,
    Function,    ///< F1 to F20, the number in KeyPress::number
    KeypadDigit, ///< 0 to 9 in number
    KeypadEnter,
    KeypadPlus,
    KeypadMinus,
    KeypadTimes,
    KeypadDivide,
    KeypadPoint
};

struct KeyPress {
    Key key = Key::Text;
    std::string text = {}; ///< UTF-8 without modifiers applied, except Shift
    int number = 0;
    bool shift = false;
    bool alt = false;
    bool control = false;
};

/// The bytes a key sends in the modes of the moment; empty when it sends nothing.
std::string keyBytes(const KeyPress& press, const Modes& modes);

/// The bytes of a paste: line ends become Enter, control characters other than tab are left out (so that a
/// page can not end the bracket or press a key), and the text is bracketed when the program asked for that.
std::string pasteBytes(std::string_view text, const Modes& modes);

struct MouseAction {
    enum class Kind { Press, Release, Move, Wheel };
    Kind kind = Kind::Press;
    int button = 0; ///< 0 left, 1 middle, 2 right, -1 none; wheel: 0 up, 1 down
    int x = 0;      ///< cells from 0
    int y = 0;
    bool shift = false;
    bool alt = false;
    bool control = false;
    int pixelX = -1; ///< from the left of the first cell, for mode 1016; -1 unknown
    int pixelY = -1;
};

/// The report of a mouse action, empty when the program does not want it.
std::string mouseBytes(const MouseAction& action, const Modes& modes);

} // namespace understudy::terminal
