#include "core/terminal/Screen.h"

#include <algorithm>
#include <utility>

// Modes, the two screens, and what can be kept and brought back.
namespace understudy::terminal {
namespace {

constexpr std::pair<int, MouseReports> Mice[] = {{9, MouseReports::Press},
                                                 {1000, MouseReports::PressRelease},
                                                 {1002, MouseReports::Drag},
                                                 {1003, MouseReports::All}};
constexpr std::pair<int, MouseForm> MouseForms[] = {
    {1005, MouseForm::Utf8}, {1006, MouseForm::Sgr}, {1015, MouseForm::Urxvt}, {1016, MouseForm::SgrPixels}};

} // namespace

void Screen::setModes(const Parameters& p, bool on) {
    for (int i = 0; i < p.count; ++i) {
        setMode(p.at(i), p.prefix == '?', on);
    }
}

void Screen::setMode(int number, bool isPrivate, bool on) {
    const ModeRule* rule = modeRule(number, isPrivate);
    if (!rule) {
        return;
    }
    switch (rule->kind) {
    case ModeRule::Kind::Field:
        m_modes.*rule->field = on;
        break;
    case ModeRule::Kind::Remembered: {
        const std::uint64_t bit = std::uint64_t(1) << rule->bit;
        m_modes.remembered = on ? m_modes.remembered | bit : m_modes.remembered & ~bit;
        break;
    }
    case ModeRule::Kind::Special:
        setSpecialMode(number, on);
        break;
    case ModeRule::Kind::AlwaysSet:
    case ModeRule::Kind::AlwaysReset:
        break;
    }
}

void Screen::setSpecialMode(int number, bool on) {
    for (const auto& [mode, kind] : Mice) {
        if (mode == number) {
            m_modes.mouse = on ? kind : MouseReports::None;
        }
    }
    for (const auto& [mode, form] : MouseForms) {
        if (mode == number) {
            m_modes.mouseForm = on ? form : MouseForm::Legacy;
        }
    }
    switch (number) {
    case 3:
        setColumnMode(on);
        break;
    case 5:
        if (m_modes.reverseVideo != on) {
            m_modes.reverseVideo = on;
            m_grid->touchAll();
        }
        break;
    case 6:
        m_modes.origin = on;
        moveTo(0, 0);
        break;
    case 69:
        if (m_level >= 4) {
            m_modes.sideMargins = on;
            m_margins.left = 0;
            m_margins.right = columns() - 1;
        }
        break;
    case 47:
    case 1047:
    case 1048:
    case 1049:
        setScreenMode(number, on);
        break;
    default:
        break;
    }
}

/// 47 only changes screens, 1047 leaves an empty one behind, 1048 keeps the cursor, 1049 does all of that.
void Screen::setScreenMode(int number, bool on) {
    if (on && number >= 1048) {
        saveCursor();
    }
    if (!on && number == 1047 && m_modes.alternate) {
        m_other = Grid(columns(), rows());
    }
    if (number != 1048) {
        setAlternate(on);
    }
    for (int y = 0; y < rows() && on && number == 1049; ++y) {
        m_other.erase(y, 0, columns(), blank());
    }
    if (!on && number >= 1048) {
        restoreCursor();
    }
}

void Screen::setAlternate(bool on) {
    if (on == m_modes.alternate) {
        return;
    }
    if (on) { // where the main screen's cursor is must survive a resize meanwhile
        m_saved[0].x = m_cursor.x;
        m_saved[0].y = m_cursor.y;
    }
    m_modes.alternate = on;
    m_grid = on ? &m_other : &m_main;
    m_cursor.pending = false;
    m_modes.disambiguateKeys = !m_keyFlags[on].empty() && m_keyFlags[on].back() & 1;
    m_grid->touchAll();
}

/// DECCOLM: 80 or 132 columns, an empty screen and no margins.
void Screen::setColumnMode(bool wide) {
    if (!m_modes.columnModes || !m_allowed.resizing) {
        return;
    }
    m_modes.wideColumns = wide;
    resizeForHost(wide ? 132 : 80, rows());
    m_modes.sideMargins = false;
    resetMargins();
    for (int y = 0; y < rows(); ++y) {
        m_grid->erase(y, 0, columns(), blank());
    }
    m_cursor.x = 0;
    m_cursor.y = 0;
    m_cursor.pending = false;
}

/// For DECRPM: 0 unknown, 1 set, 2 reset, 3 always set, 4 always reset.
int Screen::modeState(int number, bool isPrivate) const {
    const ModeRule* rule = modeRule(number, isPrivate);
    if (!rule || (number == 69 && isPrivate && m_level < 4)) {
        return 0;
    }
    switch (rule->kind) {
    case ModeRule::Kind::Field:
        return m_modes.*rule->field ? 1 : 2;
    case ModeRule::Kind::Remembered:
        return m_modes.remembered >> rule->bit & 1u ? 1 : 2;
    case ModeRule::Kind::AlwaysSet:
        return 3;
    case ModeRule::Kind::AlwaysReset:
        return 4;
    case ModeRule::Kind::Special:
        break;
    }
    bool on = number == 1048 || ((number == 47 || number == 1047 || number == 1049) && m_modes.alternate) ||
              (number == 3 && m_modes.wideColumns) || (number == 5 && m_modes.reverseVideo) ||
              (number == 6 && m_modes.origin) || (number == 69 && m_modes.sideMargins);
    for (const auto& [mode, kind] : Mice) {
        on = on || (mode == number && m_modes.mouse == kind);
    }
    for (const auto& [mode, kind] : MouseForms) {
        on = on || (mode == number && m_modes.mouseForm == kind);
    }
    return on ? 1 : 2;
}

/// XTSAVE and XTRESTORE
void Screen::saveModes(const Parameters& p, bool save) {
    for (int i = 0; i < p.count; ++i) {
        const int state = modeState(p.at(i), true);
        if (save && (state == 1 || state == 2)) {
            m_savedModes[p.at(i)] = state == 1;
        } else if (const auto kept = m_savedModes.find(p.at(i)); !save && kept != m_savedModes.end()) {
            if (state != (kept->second ? 1 : 2)) {
                setMode(p.at(i), true, kept->second);
            }
        }
    }
}

void Screen::saveCursor() {
    m_cursor.origin = m_modes.origin;
    saved() = m_cursor;
}

void Screen::restoreCursor() {
    const std::uint32_t link = m_cursor.pen.link; // a link ends where the host ends it
    m_cursor = saved();
    m_cursor.pen.link = link;
    lookChanged();
    m_modes.origin = m_cursor.origin;
    m_cursor.x = std::min(m_cursor.x, lastColumn(m_grid->row(m_cursor.y)));
    if (m_modes.origin) {
        m_cursor.y = std::clamp(m_cursor.y, m_margins.top, m_margins.bottom);
        m_cursor.x = std::clamp(m_cursor.x, m_margins.left, m_margins.right);
    }
}

/// XTPUSHSGR and XTPOPSGR: all of the look, or what the parameters name by their SGR codes (30 and 31 for the
/// colors).
void Screen::keepLook(const Parameters& p, bool save) {
    static constexpr std::size_t Most = 10;
    if (save) {
        KeptLook kept{m_cursor.pen, p.count == 0 ? 0xFFFFu : 0u, p.count == 0, p.count == 0};
        for (int i = 0; i < p.count; ++i) {
            kept.attributes |= p.at(i) == 21 ? unsigned(UnderlineBits) : withLook(0, p.at(i));
            kept.attributes |= p.at(i) == 4 ? unsigned(UnderlineBits) : 0u;
            kept.text = kept.text || p.at(i) == 30;
            kept.background = kept.background || p.at(i) == 31;
        }
        if (m_looks.size() < Most) {
            m_looks.push_back(kept);
        }
    } else if (!m_looks.empty()) {
        const KeptLook& kept = m_looks.back();
        Cell& cell = m_cursor.pen.cell;
        cell.attributes = static_cast<std::uint16_t>((cell.attributes & ~kept.attributes) |
                                                     (kept.pen.cell.attributes & kept.attributes));
        cell.fg = kept.text ? kept.pen.cell.fg : cell.fg;
        cell.bg = kept.background ? kept.pen.cell.bg : cell.bg;
        m_looks.pop_back();
        lookChanged();
    }
}

/// How keys are to be told apart: xterm's modifyOtherKeys (CSI > 4 ; n m) and the first level of kitty's
/// protocol (CSI > 1 u and its kin).
bool Screen::keyProtocol(const Parameters& p, char final) {
    static constexpr std::size_t Most = 16;
    if (final != 'u') {
        if (p.at(0) != 4) {
            return false;
        }
        if (p.prefix == '?') {
            m_replies.format("\x1b[>4;%dm", int(m_modes.modifyOtherKeys));
        } else {
            m_modes.modifyOtherKeys =
                static_cast<std::uint8_t>(p.prefix == '>' && final == 'm' ? std::min(p.at(1), 2) : 0);
        }
        return true;
    }
    std::vector<std::uint8_t>& stack = m_keyFlags[m_modes.alternate];
    const auto known = static_cast<std::uint8_t>(p.at(0) & 1);
    switch (p.prefix) {
    case '?':
        m_replies.format("\x1b[?%du", m_modes.disambiguateKeys ? 1 : 0);
        return true;
    case '>':
        if (stack.size() >= Most) {
            stack.erase(stack.begin());
        }
        stack.push_back(known);
        break;
    case '<':
        stack.resize(stack.size() - std::min(stack.size(), static_cast<std::size_t>(p.orDefault(0, 1))));
        break;
    default: { // '='
        const bool was = !stack.empty() && stack.back() & 1;
        const int how = p.orDefault(1, 1);
        const bool now = how == 1 ? known != 0 : how == 2 ? was || known : was && !known;
        stack.resize(std::max<std::size_t>(stack.size(), 1));
        stack.back() = now;
    }
    }
    m_modes.disambiguateKeys = !stack.empty() && stack.back() & 1;
    return true;
}

} // namespace understudy::terminal
