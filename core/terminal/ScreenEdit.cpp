#include "core/terminal/Screen.h"

#include <algorithm>

// Control sequences that edit the screen.
namespace understudy::terminal {

bool Screen::edit(const Parameters& p, char final) {
    const int n = p.orDefault(0, 1);
    const int x = m_cursor.x;
    const int y = m_cursor.y;
    switch (final) {
    case '@':
    case 'P':
        if (inColumns()) {
            const int end = lineEnd(m_grid->row(y));
            final == '@' ? m_grid->insertCells(y, x, end, n, blank())
                         : m_grid->deleteCells(y, x, end, n, blank());
        }
        m_cursor.pending = false;
        return true;
    case 'X':
        eraseCells(y, x, std::min(columns(), x + n), m_protection == Protection::Iso);
        m_cursor.pending = false;
        return true;
    case 'L':
    case 'M':
        moveLines(final == 'M' ? n : -n);
        return true;
    case 'S':
        scroll(n);
        return true;
    case 'T': // with more parameters: the old mouse tracking, which nobody wants
    case '^':
        if (p.count <= 1) {
            scroll(-n);
        }
        return true;
    case 'J':
        eraseDisplay(p.at(0), false);
        return true;
    case 'K':
        eraseLine(p.at(0), false);
        return true;
    case 'b':
        repeat(n);
        return true;
    case 'g':
        if (p.at(0) == 0) {
            m_tabs.clear(x);
        } else if (p.at(0) == 3) {
            m_tabs.clearAll();
        }
        return true;
    case 'h':
    case 'l':
        setModes(p, final == 'h');
        return true;
    default:
        return false;
    }
}

/// Within the margins; down when @p lines is negative.
void Screen::scroll(int lines) {
    const int height = m_margins.bottom - m_margins.top + 1;
    lines = std::clamp(lines, -height, height);
    if (!isFullWidth()) {
        m_grid->scrollInside({m_margins.left, m_margins.top, m_margins.right + 1, m_margins.bottom + 1},
                             lines, blank());
        return;
    }
    for (int i = lines; i > 0; --i) {
        m_grid->scrollUp(m_margins.top, m_margins.bottom, blank(), scrollback());
    }
    for (int i = -lines; i > 0; --i) {
        m_grid->scrollDown(m_margins.top, m_margins.bottom, blank());
    }
}

/// Moves the columns from @p x to the right margin left by @p count, right when it is negative.
void Screen::scrollSideways(int x, int count) {
    for (int y = m_margins.top; y <= m_margins.bottom; ++y) {
        if (count > 0) {
            m_grid->deleteCells(y, x, m_margins.right + 1, count, blank());
        } else {
            m_grid->insertCells(y, x, m_margins.right + 1, -count, blank());
        }
    }
}

/// DL, and IL when @p count is negative.
void Screen::moveLines(int count) {
    if (!inRows() || !inColumns()) {
        return;
    }
    const int height = m_margins.bottom - m_cursor.y + 1;
    count = std::clamp(count, -height, height);
    if (isFullWidth()) {
        for (int i = count; i > 0; --i) {
            m_grid->scrollUp(m_cursor.y, m_margins.bottom, blank(), nullptr);
        }
        for (int i = -count; i > 0; --i) {
            m_grid->scrollDown(m_cursor.y, m_margins.bottom, blank());
        }
    } else {
        m_grid->scrollInside({m_margins.left, m_cursor.y, m_margins.right + 1, m_margins.bottom + 1}, count,
                             blank());
    }
    m_cursor.x = m_margins.left;
    m_cursor.pending = false;
}

void Screen::eraseCells(int y, int from, int to, bool keepProtected) {
    if (keepProtected) {
        m_grid->eraseUnprotected(y, from, to, blank());
    } else {
        m_grid->erase(y, from, to, blank());
    }
}

void Screen::eraseDisplay(int what, bool selective) {
    if (what == 3 && !selective) {
        m_history.clear();
        return;
    }
    if (what > 2) {
        return;
    }
    const bool keep = m_protection == Protection::Iso || (selective && m_protection == Protection::Dec);
    const int first = what == 0 ? m_cursor.y : 0;
    const int end = what == 1 ? m_cursor.y + 1 : rows();
    for (int y = first; y < end; ++y) {
        const bool here = y == m_cursor.y;
        eraseCells(y, what == 0 && here ? m_cursor.x : 0, what == 1 && here ? m_cursor.x + 1 : columns(),
                   keep);
        if (!here || what == 2) {
            m_grid->setSize(y, LineSize::Single);
        }
    }
    m_cursor.pending = false;
}

void Screen::eraseLine(int what, bool selective) {
    if (what > 2) {
        return;
    }
    const bool keep = m_protection == Protection::Iso || (selective && m_protection == Protection::Dec);
    eraseCells(m_cursor.y, what == 0 ? m_cursor.x : 0, what == 1 ? m_cursor.x + 1 : columns(), keep);
    m_cursor.pending = false;
}

} // namespace understudy::terminal
