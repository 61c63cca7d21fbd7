#pragma once

#include <cstdint>

namespace understudy::terminal {

enum class MouseReports : std::uint8_t { None, Press, PressRelease, Drag, All }; ///< off, 9, 1000, 1002, 1003
enum class MouseForm : std::uint8_t { Legacy, Sgr };                             ///< 1006
enum class CursorShape : std::uint8_t { Block, Underline, Bar };

/// The switches a program can throw, by their DEC and ANSI names.
struct Modes {
    bool applicationCursor = false; ///< 1
    bool reverseVideo = false;      ///< 5
    bool origin = false;            ///< 6
    bool autowrap = true;           ///< 7
    bool cursorVisible = true;      ///< 25
    bool applicationKeypad = false; ///< 66
    bool reverseWrap = false;       ///< 45
    bool focusReports = false;      ///< 1004
    bool wheelAsArrows = true;      ///< 1007, on the alternate screen
    bool bracketedPaste = false;    ///< 2004
    bool synchronized = false;      ///< 2026
    bool alternate = false;         ///< 47, 1047, 1049
    bool insert = false;            ///< ANSI 4
    bool newLine = false;           ///< ANSI 20
    MouseReports mouse = MouseReports::None;
    MouseForm mouseForm = MouseForm::Legacy;
    CursorShape cursorShape = CursorShape::Block;
    bool cursorBlinks = true;
};

/// The field behind a DEC private or ANSI mode number; nullptr for numbers that are not plain switches.
bool Modes::*modeField(int number, bool isPrivate);

} // namespace understudy::terminal
