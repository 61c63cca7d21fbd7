#include "core/terminal/Screen.h"

#include <algorithm>

// Control sequences that move the cursor and edit the screen. Counts are clamped to the screen's size before
// any loop, so the longest work a sequence can ask for is one screenful.
namespace understudy::terminal {

void Screen::csi(const Parameters& p, char final) {
    if (p.prefix == 0 && p.intermediate == 0) {
        if (final == 'm') {
            look(p);
        } else if (!move(p, final) && !edit(p, final)) {
            report(p, final);
        }
        return;
    }
    if (p.prefix == '?' && p.intermediate == 0) {
        switch (final) {
        case 'h':
            setModes(p, true);
            return;
        case 'l':
            setModes(p, false);
            return;
        case 'J':
            eraseDisplay(p, true);
            return;
        case 'K':
            eraseLine(p, true);
            return;
        default:
            break;
        }
    }
    if (p.prefix == 0 && p.intermediate == '!' && final == 'p') {
        softReset();
    } else if (p.prefix == 0 && p.intermediate == '"' && final == 'q') { // DECSCA
        const unsigned rest = m_cursor.pen.attributes & ~unsigned(Protected);
        m_cursor.pen.attributes = static_cast<std::uint16_t>(p.at(0) == 1 ? rest | Protected : rest);
    } else if (p.prefix == 0 && p.intermediate == ' ' && final == 'q') { // DECSCUSR
        const int style = p.at(0);
        if (style <= 6) {
            m_modes.cursorShape = style <= 2   ? CursorShape::Block
                                  : style <= 4 ? CursorShape::Underline
                                               : CursorShape::Bar;
            m_modes.cursorBlinks = style == 0 || style % 2 == 1;
        }
    } else {
        report(p, final);
    }
}

void Screen::moveTo(int x, int y) {
    const int top = m_modes.origin ? m_top : 0;
    const int bottom = m_modes.origin ? m_bottom : rows() - 1;
    m_cursor.x = std::clamp(x, 0, columns() - 1);
    m_cursor.y = std::clamp(y + top, top, bottom);
    m_cursor.pending = false;
}

bool Screen::move(const Parameters& p, char final) {
    const int n = p.orDefault(0, 1);
    const int x = m_cursor.x;
    const int y = m_cursor.y - (m_modes.origin ? m_top : 0);
    // A cursor inside the margins stops at them when it moves up or down.
    const auto vertical = [this](int to) {
        const int low = m_cursor.y >= m_top ? m_top : 0;
        const int high = m_cursor.y <= m_bottom ? m_bottom : rows() - 1;
        m_cursor.y = std::clamp(to, low, high);
        m_cursor.pending = false;
    };
    const auto horizontal = [this](int to) {
        m_cursor.x = std::clamp(to, 0, columns() - 1);
        m_cursor.pending = false;
    };
    switch (final) {
    case 'A':
    case 'k':
        vertical(m_cursor.y - n);
        return true;
    case 'B':
    case 'e':
        vertical(m_cursor.y + n);
        return true;
    case 'C':
    case 'a':
        horizontal(x + n);
        return true;
    case 'D':
    case 'j':
        horizontal(x - n);
        return true;
    case 'E':
        vertical(m_cursor.y + n);
        horizontal(0);
        return true;
    case 'F':
        vertical(m_cursor.y - n);
        horizontal(0);
        return true;
    case 'G':
    case '`':
        moveTo(n - 1, y);
        return true;
    case 'd':
        moveTo(x, n - 1);
        return true;
    case 'H':
    case 'f':
        moveTo(p.orDefault(1, 1) - 1, n - 1);
        return true;
    case 'I':
        tab(n);
        return true;
    case 'Z':
        tab(-n);
        return true;
    case 's':
        saveCursor();
        return true;
    case 'u':
        restoreCursor();
        return true;
    case 'r':
        setMargins(p);
        return true;
    default:
        return false;
    }
}

void Screen::setMargins(const Parameters& p) {
    const int top = p.orDefault(0, 1) - 1;
    const int bottom = std::min(p.orDefault(1, rows()), rows()) - 1;
    if (top < bottom) {
        m_top = top;
        m_bottom = bottom;
        moveTo(0, 0);
    }
}

bool Screen::edit(const Parameters& p, char final) {
    const int n = p.orDefault(0, 1);
    const int x = m_cursor.x;
    const int y = m_cursor.y;
    switch (final) {
    case '@':
        m_grid->insertCells(y, x, n, blank());
        break;
    case 'P':
        m_grid->deleteCells(y, x, n, blank());
        break;
    case 'X':
        m_grid->erase(y, x, std::min(columns(), x + n), blank());
        break;
    case 'L':
        moveLines(n, true);
        break;
    case 'M':
        moveLines(n, false);
        break;
    case 'S':
        scroll(n);
        break;
    case 'T': // with five parameters: the old mouse tracking, which nobody wants
        if (p.count <= 1) {
            scroll(-n);
        }
        break;
    case 'J':
        eraseDisplay(p, false);
        return true;
    case 'K':
        eraseLine(p, false);
        return true;
    case 'b':
        repeat(n);
        return true;
    case 'g':
        if (p.at(0) == 0) {
            m_tabs[static_cast<std::size_t>(x)] = false;
        } else if (p.at(0) == 3) {
            m_tabs.assign(m_tabs.size(), false);
        }
        return true;
    case 'h':
        setModes(p, true);
        return true;
    case 'l':
        setModes(p, false);
        return true;
    default:
        return false;
    }
    m_cursor.pending = false;
    return true;
}

void Screen::repeat(int count) {
    if (m_last == 0) {
        return;
    }
    const char32_t c = m_last;
    for (count = std::min(count, columns() * rows()); count > 0; --count) {
        print(c);
    }
}

void Screen::scroll(int lines) {
    const int height = m_bottom - m_top + 1;
    for (int i = std::min(lines, height); i > 0; --i) {
        m_grid->scrollUp(m_top, m_bottom, blank(), scrollback());
    }
    for (int i = std::min(-lines, height); i > 0; --i) {
        m_grid->scrollDown(m_top, m_bottom, blank());
    }
}

void Screen::moveLines(int count, bool insert) {
    if (m_cursor.y < m_top || m_cursor.y > m_bottom) {
        return;
    }
    for (int i = std::min(count, m_bottom - m_cursor.y + 1); i > 0; --i) {
        if (insert) {
            m_grid->scrollDown(m_cursor.y, m_bottom, blank());
        } else {
            m_grid->scrollUp(m_cursor.y, m_bottom, blank(), nullptr);
        }
    }
    m_cursor.x = 0;
}

void Screen::eraseCells(int y, int from, int to, bool selective) {
    if (selective) {
        m_grid->eraseUnprotected(y, from, to, blank());
    } else {
        m_grid->erase(y, from, to, blank());
    }
}

void Screen::eraseDisplay(const Parameters& p, bool selective) {
    const int what = p.at(0);
    if (what == 3 && !selective) {
        m_history.clear();
        return;
    }
    if (what > 2) {
        return;
    }
    m_cursor.pending = false;
    const int y = m_cursor.y;
    for (int line = what == 0 ? y : 0; line < (what == 1 ? y + 1 : rows()); ++line) {
        const int from = what == 0 && line == y ? m_cursor.x : 0;
        const int to = what == 1 && line == y ? m_cursor.x + 1 : columns();
        eraseCells(line, from, to, selective);
    }
}

void Screen::eraseLine(const Parameters& p, bool selective) {
    const int what = p.at(0);
    if (what > 2) {
        return;
    }
    m_cursor.pending = false;
    eraseCells(m_cursor.y, what == 0 ? m_cursor.x : 0, what == 1 ? m_cursor.x + 1 : columns(), selective);
}

} // namespace understudy::terminal
