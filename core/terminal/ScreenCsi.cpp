#include "core/terminal/Screen.h"

#include <algorithm>
#include <utility>

// Control sequences: who handles which, and those that move the cursor. Counts are clamped to the screen's
// size before any loop, so the longest work a sequence can ask for is one screenful.
namespace understudy::terminal {

void Screen::csi(const Parameters& p, char final) {
    const char32_t last = std::exchange(m_last, 0); // only what was printed right before can be repeated
    if (p.prefix == 0 && p.intermediate == 0) {
        if (final == 'm') {
            m_cursor.pen.apply(p);
            lookChanged();
        } else {
            m_last = final == 'b' ? last : 0;
            plainCsi(p, final);
        }
    } else if (p.prefix == '?' && p.intermediate == 0) {
        privateCsi(p, final);
    } else if (p.prefix == 0 && p.intermediate == ' ') {
        spacedCsi(p, final);
    } else {
        otherCsi(p, final);
    }
}

bool Screen::plainCsi(const Parameters& p, char final) {
    const int n = p.orDefault(0, 1);
    switch (final) {
    case 'H':
    case 'f':
        moveTo(p.orDefault(1, 1) - 1, n - 1);
        return true;
    case 'I':
        m_cursor.x = m_tabs.next(m_cursor.x, n, lineEnd(m_grid->row(m_cursor.y)) - 1);
        return true;
    case 'Z':
        m_cursor.x = m_tabs.previous(m_cursor.x, n, m_modes.origin ? m_margins.left : 0);
        return true;
    case 's':
        m_modes.sideMargins ? setSideMargins(p) : saveCursor();
        return true;
    case 'u':
        restoreCursor();
        return true;
    case 'r':
        setMargins(p);
        return true;
    case 't':
        window(p);
        return true;
    default:
        return moveCsi(p, final) || edit(p, final) || report(p, final);
    }
}

bool Screen::moveCsi(const Parameters& p, char final) {
    const int n = p.orDefault(0, 1);
    const Place at{m_cursor.x - (m_modes.origin ? m_margins.left : 0),
                   m_cursor.y - (m_modes.origin ? m_margins.top : 0)};
    switch (final) {
    case 'A':
    case 'k':
        moveRows(-n);
        return true;
    case 'B':
        moveRows(n);
        return true;
    case 'C':
        moveColumns(n);
        return true;
    case 'D':
    case 'j':
        backwards(n);
        return true;
    case 'E':
    case 'F':
        moveRows(final == 'E' ? n : -n);
        carriageReturn();
        return true;
    case 'G':
    case '`':
        moveTo(n - 1, at.y);
        return true;
    case 'a':
        moveTo(at.x + n, at.y);
        return true;
    case 'd':
        moveTo(at.x, n - 1);
        return true;
    case 'e':
        moveTo(at.x, at.y + n);
        return true;
    default:
        return false;
    }
}

bool Screen::privateCsi(const Parameters& p, char final) {
    switch (final) {
    case 'h':
    case 'l':
        setModes(p, final == 'h');
        return true;
    case 'J':
        eraseDisplay(p.at(0), true);
        return true;
    case 'K':
        eraseLine(p.at(0), true);
        return true;
    case 's':
    case 'r':
        saveModes(p, final == 's');
        return true;
    case 'W': // DECST8C
        if (p.at(0) == 5) {
            m_tabs.everyEighth();
        }
        return true;
    case 'u':
    case 'm':
        return keyProtocol(p, final);
    default:
        return report(p, final);
    }
}

bool Screen::spacedCsi(const Parameters& p, char final) {
    switch (final) {
    case '@': // SL
    case 'A': // SR
        if (inRows() && inColumns()) {
            scrollSideways(m_margins.left, final == '@' ? p.orDefault(0, 1) : -p.orDefault(0, 1));
        }
        return true;
    case 'q': // DECSCUSR
        if (const int style = p.at(0); style == 0) {
            firstCursor();
        } else if (style <= 6) {
            m_modes.cursorShape = style <= 2   ? CursorShape::Block
                                  : style <= 4 ? CursorShape::Underline
                                               : CursorShape::Bar;
            m_modes.cursorBlinks = style % 2 == 1;
        }
        return true;
    default:
        return false;
    }
}

bool Screen::otherCsi(const Parameters& p, char final) {
    const char kind = p.prefix != 0 ? p.prefix : p.intermediate;
    if (kind == '!' && final == 'p') {
        softReset();
    } else if (kind == '"' && final == 'p') { // DECSCL
        if (p.at(0) >= 61 && p.at(0) <= 65) {
            softReset();
            m_level = std::min(p.at(0) - 60, 4);
            m_replies.setEightBit(m_level > 1 && p.at(1) != 1);
        }
    } else if (kind == '"' && final == 'q') { // DECSCA
        const unsigned rest = m_cursor.pen.cell.attributes & ~unsigned(Protected);
        m_cursor.pen.cell.attributes = static_cast<std::uint16_t>(p.at(0) == 1 ? rest | Protected : rest);
        m_protection = p.at(0) <= 2 ? Protection::Dec : m_protection;
    } else if (kind == '\'' && (final == '}' || final == '~')) { // DECIC, DECDC
        if (m_level >= 4 && inRows() && inColumns()) {
            scrollSideways(m_cursor.x, final == '~' ? p.orDefault(0, 1) : -p.orDefault(0, 1));
        }
    } else if (kind == '#' && (final == '{' || final == 'p' || final == '}' || final == 'q')) {
        keepLook(p, final == '{' || final == 'p');
    } else if (kind == '>' && (final == 'm' || final == 'n' || final == 'u')) {
        return keyProtocol(p, final);
    } else if ((kind == '<' || kind == '=') && final == 'u') {
        return keyProtocol(p, final);
    } else if (kind == '>' && (final == 't' || final == 'T')) {
        for (int i = 0; i < p.count; ++i) {
            const bool hex = p.at(i) == 0 || p.at(i) == 1;
            m_titles.setForm(hex ? std::uint8_t(1 << p.at(i)) : std::uint8_t(0), final == 't');
        }
    } else {
        return rectangle(p, final) || report(p, final);
    }
    return true;
}

void Screen::moveTo(int x, int y) {
    const bool origin = m_modes.origin;
    const int lowX = origin ? m_margins.left : 0;
    const int lowY = origin ? m_margins.top : 0;
    m_cursor.y = std::clamp(y + lowY, lowY, origin ? m_margins.bottom : rows() - 1);
    const int last = lastColumn(m_grid->row(m_cursor.y));
    m_cursor.x = std::clamp(x + lowX, std::min(lowX, last), origin ? std::min(m_margins.right, last) : last);
    m_cursor.pending = false;
}

/// A cursor inside the margins stops at them when it moves up or down.
void Screen::moveRows(int count) {
    const int low = m_cursor.y >= m_margins.top ? m_margins.top : 0;
    const int high = m_cursor.y <= m_margins.bottom ? m_margins.bottom : rows() - 1;
    m_cursor.y = std::clamp(m_cursor.y + count, low, high);
    m_cursor.x = std::min(m_cursor.x, lastColumn(m_grid->row(m_cursor.y)));
    m_cursor.pending = false;
}

void Screen::moveColumns(int count) {
    m_cursor.x = std::min(m_cursor.x + count, lineEnd(m_grid->row(m_cursor.y)) - 1);
    m_cursor.pending = false;
}

void Screen::setMargins(const Parameters& p) {
    const int top = p.orDefault(0, 1) - 1;
    const int bottom = std::min(p.orDefault(1, rows()), rows()) - 1;
    if (top < bottom) {
        m_margins.top = top;
        m_margins.bottom = bottom;
        moveTo(0, 0);
    }
}

void Screen::setSideMargins(const Parameters& p) {
    const int left = p.orDefault(0, 1) - 1;
    const int right = std::min(p.orDefault(1, columns()), columns()) - 1;
    if (left < right) {
        m_margins.left = left;
        m_margins.right = right;
        moveTo(0, 0);
    }
}

} // namespace understudy::terminal
