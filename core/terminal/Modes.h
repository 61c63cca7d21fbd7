#pragma once

#include <cstdint>
#include <vector>

namespace understudy::terminal {

enum class MouseReports : std::uint8_t { None, Press, PressRelease, Drag, All }; ///< off, 9, 1000, 1002, 1003
enum class MouseForm : std::uint8_t { Legacy, Utf8, Sgr, Urxvt, SgrPixels };     ///< 1005, 1006, 1015, 1016
enum class CursorShape : std::uint8_t { Block, Underline, Bar };

/// The switches a program can throw, by their DEC and ANSI names.
struct Modes {
    bool applicationCursor = false; ///< 1
    bool wideColumns = false;       ///< 3: 132 columns
    bool reverseVideo = false;      ///< 5
    bool origin = false;            ///< 6
    bool autowrap = true;           ///< 7
    bool cursorVisible = true;      ///< 25
    bool columnModes = false;       ///< 40: mode 3 acts
    bool moreFix = false;           ///< 41: a tab in the last column wraps
    bool national = false;          ///< 42
    bool applicationKeypad = false; ///< 66
    bool backarrowSendsBs = false;  ///< 67
    bool reverseWrap = false;       ///< 45
    bool sideMargins = false;       ///< 69
    bool focusReports = false;      ///< 1004
    bool wheelAsArrows = true;      ///< 1007, on the alternate screen
    bool bracketedPaste = false;    ///< 2004
    bool synchronized = false;      ///< 2026
    bool alternate = false;         ///< 47, 1047, 1049
    bool keyboardLocked = false;    ///< ANSI 2
    bool insert = false;            ///< ANSI 4
    bool newLine = false;           ///< ANSI 20
    MouseReports mouse = MouseReports::None;
    MouseForm mouseForm = MouseForm::Legacy;
    CursorShape cursorShape = CursorShape::Block;
    bool cursorBlinks = true;         ///< 12
    std::uint8_t modifyOtherKeys = 0; ///< CSI > 4 m
    bool disambiguateKeys = false;    ///< CSI > 1 u: the first level of the kitty keyboard protocol
    std::uint64_t remembered = 0;     ///< switches we only keep, a bit each by their place in modeRules()
    bool operator==(const Modes&) const = default;
};

/// What a mode number means here.
struct ModeRule {
    enum class Kind : std::uint8_t {
        Field,      ///< a switch of Modes
        Remembered, ///< told back as set, without effect
        AlwaysSet,
        AlwaysReset,
        Special ///< acts; see Screen
    };
    int number;
    bool isPrivate; ///< DEC private (CSI ? h), not ANSI
    Kind kind;
    bool Modes::*field = nullptr;
    std::uint8_t bit = 0;
};

const std::vector<ModeRule>& modeRules();
/// The rule of a number; nullptr for numbers that mean nothing here.
const ModeRule* modeRule(int number, bool isPrivate);
/// All modes as they are when the terminal is switched on.
Modes initialModes();

} // namespace understudy::terminal
