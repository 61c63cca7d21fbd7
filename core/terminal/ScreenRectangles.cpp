#include "core/terminal/Screen.h"

#include <algorithm>

// The rectangular operations of the VT420, and the checksum by which a test reads the screen from outside.
namespace understudy::terminal {

/// Top, left, bottom, right from parameter @p first on, from 1 and within the margins in origin mode.
Area Screen::area(const Parameters& p, int first) const {
    const bool origin = m_modes.origin;
    const auto limited = [origin](int value, int low, int high, int size) {
        return origin ? std::clamp(value + low, low + 1, high + 1) : std::clamp(value, 1, size);
    };
    const auto row = [&](int value) { return limited(value, m_margins.top, m_margins.bottom, rows()); };
    const auto column = [&](int value) { return limited(value, m_margins.left, m_margins.right, columns()); };
    return {column(p.orDefault(first + 1, 1)) - 1, row(p.orDefault(first, 1)) - 1,
            column(p.orDefault(first + 3, columns())), row(p.orDefault(first + 2, rows()))};
}

/// Whether an area would begin beyond the last row or column.
bool Screen::isOutside(const Parameters& p, int first) const {
    const bool origin = m_modes.origin;
    return p.orDefault(first, 1) + (origin ? m_margins.top : 0) > (origin ? m_margins.bottom + 1 : rows()) ||
           p.orDefault(first + 1, 1) + (origin ? m_margins.left : 0) >
               (origin ? m_margins.right + 1 : columns());
}

bool Screen::rectangle(const Parameters& p, char final) {
    if (p.prefix != 0) {
        return false;
    }
    if (p.intermediate == '*' && final == 'x') { // DECSACE
        m_extent = p.at(0) <= 2 ? p.at(0) : m_extent;
        return true;
    }
    if (p.intermediate == '*' && final == 'y') {
        checksum(p);
        return true;
    }
    if (p.intermediate == '#' && final == '|') {
        const Area asked = area(p, 0);
        if (!asked.isEmpty()) {
            m_replies.add("\x1b[" + commonLook(asked) + "m");
        }
        return true;
    }
    if (p.intermediate != '$' || m_level < 4) {
        return false;
    }
    const int first = final == 'x' ? 1 : 0;
    const Area target = isOutside(p, first) ? Area{} : area(p, first);
    switch (final) {
    case 'v':
        copyArea(p);
        return true;
    case 'x':
        if (const int c = p.at(0); (c >= 32 && c <= 126) || (c >= 160 && c <= 255)) {
            Cell fill = m_cursor.pen.cell;
            fill.ch = m_cursor.sets.isAscii() || c > 126 ? static_cast<std::uint32_t>(c)
                                                         : m_cursor.sets.translate(static_cast<char32_t>(c));
            for (int y = target.top; y < target.bottom && !target.isEmpty(); ++y) {
                m_grid->erase(y, target.left, target.right, fill);
            }
        }
        return true;
    case 'z':
        for (int y = target.top; y < target.bottom && !target.isEmpty(); ++y) {
            m_grid->erase(y, target.left, target.right, m_cursor.pen.cell);
        }
        return true;
    case '{':
        eraseCharacters(target);
        return true;
    case 'r':
    case 't':
        changeLooks(p, final == 't');
        return true;
    default:
        return false;
    }
}

/// DECSERA takes the characters away and leaves their looks. What SPA protects is not safe from it.
void Screen::eraseCharacters(const Area& target) {
    for (int y = target.top; y < target.bottom && !target.isEmpty(); ++y) {
        Cell* cells = m_grid->edit(y, target.left, target.right);
        for (int x = target.left; x < target.right; ++x) {
            if (m_protection != Protection::Dec || !(cells[x].attributes & Protected)) {
                cells[x].ch = 0;
                cells[x].attributes &= static_cast<std::uint16_t>(~unsigned(Wide | Tail));
            }
        }
        m_grid->settle(y);
    }
}

void Screen::copyArea(const Parameters& p) {
    const Area source = area(p, 0);
    const bool origin = m_modes.origin;
    const Place to{p.orDefault(6, 1) - 1 + (origin ? m_margins.left : 0),
                   p.orDefault(5, 1) - 1 + (origin ? m_margins.top : 0)};
    if (source.isEmpty() || to.x >= columns() || to.y >= rows()) {
        return;
    }
    Area clipped = source;
    if (origin) { // what is copied stays inside the margins too
        clipped.right = std::min(source.right, source.left + m_margins.right + 1 - to.x);
        clipped.bottom = std::min(source.bottom, source.top + m_margins.bottom + 1 - to.y);
    }
    if (!clipped.isEmpty()) {
        m_grid->copy(clipped, to);
    }
}

/// DECCARA and DECRARA: over the rectangle, or from its first cell to its last as text runs.
void Screen::changeLooks(const Parameters& p, bool reverse) {
    const Area target = area(p, 0);
    if (target.isEmpty() || isOutside(p, 0)) {
        return;
    }
    const bool isRectangle = m_extent == 2;
    for (int y = target.top; y < target.bottom; ++y) {
        const int from = isRectangle || y == target.top ? target.left : 0;
        const int to = isRectangle || y == target.bottom - 1 ? target.right : columns();
        if (from >= to) {
            continue;
        }
        Cell* cells = m_grid->edit(y, from, to);
        for (int i = 4; i < std::max(p.count, 5); ++i) {
            const int code = p.at(i);
            const unsigned bits =
                code == 0 ? Bold | Blink | Reverse | Invisible | UnderlineBits : withLook(0, code);
            for (int x = from; x < to; ++x) {
                std::uint16_t& look = cells[x].attributes;
                if (!reverse) {
                    look = code == 0 ? static_cast<std::uint16_t>(look & ~bits) : withLook(look, code);
                } else if (code != 0) {
                    look = static_cast<std::uint16_t>(look ^ bits);
                }
            }
        }
        m_grid->settle(y);
    }
}

/// DECRQCRA lets whoever writes to the terminal read what is on it: it is answered only when allowed.
void Screen::checksum(const Parameters& p) {
    if (!m_allowed.testReports || m_level < 4) {
        return;
    }
    const Area asked = area(p, 2);
    const unsigned sum = asked.isEmpty() || (m_modes.origin && isOutside(p, 2))
                             ? 0
                             : checksumOf(asked); // nothing is there, as in xterm
    m_replies.format("\x1bP%d!~%04X\x1b\\", p.at(0), (0x10000u - sum) & 0xFFFFu);
}

/// As xterm counts: the characters' lower bytes and their attributes, blanks behind the text of a row left
/// out but for the very first cell.
unsigned Screen::checksumOf(const Area& area) const {
    unsigned sum = 0;
    bool first = true;
    for (int y = area.top; y < area.bottom; ++y) {
        unsigned blanks = 0;
        for (int x = area.left; x < area.right; ++x) {
            const Cell& cell = m_grid->row(y).cells.data()[x];
            const unsigned look = cell.attributes;
            unsigned value = cell.ch == 0 || look & Invisible ? ' ' : cell.ch & 0xFFu;
            value = look & Tail ? 0xFFu : value;
            if (cell.ch >= Cell::ClusterBase) {
                value = static_cast<unsigned>(m_symbols.text(cell.ch).front()) & 0xFFu;
            }
            const unsigned added = (look & UnderlineBits ? 0x10u : 0) + (look & Reverse ? 0x20u : 0) +
                                   (look & Blink ? 0x40u : 0) + (look & Bold ? 0x80u : 0);
            if (first || value != ' ' || added != 0) {
                sum += value + added + blanks;
                blanks = 0;
            } else {
                blanks += value;
            }
            first = false;
        }
    }
    return sum;
}

/// XTREPORTSGR: the look that all cells of an area have in common.
std::string Screen::commonLook(const Area& area) const {
    Pen common;
    common.cell = m_grid->row(area.top).cells.data()[area.left];
    for (int y = area.top; y < area.bottom; ++y) {
        for (int x = area.left; x < area.right; ++x) {
            const Cell& cell = m_grid->row(y).cells.data()[x];
            common.cell.attributes &= cell.attributes;
            common.cell.fg = common.cell.fg == cell.fg ? cell.fg : DefaultPaint;
            common.cell.bg = common.cell.bg == cell.bg ? cell.bg : DefaultPaint;
        }
    }
    return common.describe();
}

} // namespace understudy::terminal
