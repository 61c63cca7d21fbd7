#include "core/terminal/Screen.h"

#include "core/terminal/Reflow.h"
#include "core/terminal/Width.h"

#include <algorithm>
#include <utility>

namespace understudy::terminal {
namespace {

/// DEC special graphics, 0x60 to 0x7E.
constexpr char32_t Graphics[] = U"◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·";

std::vector<bool> everyEighth(std::size_t columns) {
    std::vector<bool> tabs(columns);
    for (std::size_t x = 8; x < columns; x += 8) {
        tabs[x] = true;
    }
    return tabs;
}

int columnsOf(int wanted) { return std::clamp(wanted, 2, Screen::MostColumns); }
int rowsOf(int wanted) { return std::clamp(wanted, 1, Screen::MostRows); }

} // namespace

Screen::Screen(int columns, int rows, std::size_t historyLines)
    : m_main(columnsOf(columns), rowsOf(rows))
    , m_other(columnsOf(columns), rowsOf(rows))
    , m_history(historyLines)
    , m_bottom(rowsOf(rows) - 1)
    , m_tabs(everyEighth(MostColumns)) {}

void Screen::resize(int columns, int rows) {
    columns = columnsOf(columns);
    rows = rowsOf(rows);
    if (columns == this->columns() && rows == this->rows()) {
        return;
    }
    // On the alternate screen the main screen's cursor is the saved one.
    Cursor& main = m_modes.alternate ? m_saved[0] : m_cursor;
    Place place{main.x, main.y};
    reflow(m_main, m_history, columns, rows, place);
    m_other.resize(columns, rows);
    main.x = place.x;
    main.y = place.y;
    for (Cursor* cursor : {&m_cursor, &m_saved[0], &m_saved[1]}) {
        cursor->x = std::clamp(cursor->x, 0, columns - 1);
        cursor->y = std::clamp(cursor->y, 0, rows - 1);
        cursor->pending = false;
    }
    m_top = 0;
    m_bottom = rows - 1;
}

void Screen::reset() {
    const int width = columns();
    const int height = rows();
    m_main = Grid(width, height);
    m_other = Grid(width, height);
    m_grid = &m_main;
    m_modes = {};
    m_cursor = {};
    m_saved = {};
    m_top = 0;
    m_bottom = height - 1;
    m_last = 0;
    m_tabs = everyEighth(MostColumns);
}

void Screen::recover() {
    if (m_modes.alternate) {
        setPrivateMode(1049, false);
    }
    const Place place = cursor();
    m_modes = {};
    m_cursor = {};
    m_saved = {};
    m_top = 0;
    m_bottom = rows() - 1;
    m_cursor.y = place.y;
    if (place.x > 0) {
        lineFeed();
    }
    m_grid->touchAll();
}

void Screen::softReset() {
    m_modes.cursorVisible = true;
    m_modes.origin = false;
    m_modes.insert = false;
    m_modes.autowrap = true;
    m_modes.reverseWrap = false;
    m_modes.applicationCursor = false;
    m_modes.applicationKeypad = false;
    m_top = 0;
    m_bottom = rows() - 1;
    const Place place = cursor();
    m_cursor = {};
    m_cursor.x = place.x;
    m_cursor.y = place.y;
    m_saved[m_modes.alternate ? 1 : 0] = {};
}

char32_t Screen::translated(char32_t c) {
    const char set = m_cursor.sets[static_cast<std::size_t>(m_cursor.set)];
    if (set == '0' && c >= 0x60 && c <= 0x7E) {
        return Graphics[c - 0x60];
    }
    return set == 'A' && c == '#' ? U'£' : c;
}

void Screen::printAscii(std::string_view run) {
    if (m_modes.insert || m_cursor.sets[static_cast<std::size_t>(m_cursor.set)] != 'B') {
        for (const char c : run) {
            put(translated(static_cast<unsigned char>(c)), 1);
        }
        return;
    }
    m_last = static_cast<unsigned char>(run.back());
    const int width = columns();
    while (!run.empty()) {
        if (m_cursor.pending && m_modes.autowrap) {
            wrap();
        }
        Row& row = m_grid->row(m_cursor.y);
        const auto count = std::min(run.size(), static_cast<std::size_t>(width - m_cursor.x));
        const int end = m_cursor.x + static_cast<int>(count);
        m_grid->split(row, m_cursor.x, end);
        Cell cell = m_cursor.pen;
        Cell* to = row.cells.data() + m_cursor.x;
        for (const char c : run.substr(0, count)) {
            cell.ch = static_cast<unsigned char>(c);
            *to++ = cell;
        }
        row.used = std::max(row.used, end);
        row.dirty = true;
        m_cursor.pending = end == width;
        m_cursor.x = std::min(end, width - 1);
        run.remove_prefix(count);
    }
}

void Screen::print(char32_t c) {
    const int width = cellWidth(c);
    if (width == 0) {
        combine(c);
    } else {
        put(c, width);
    }
}

void Screen::put(char32_t c, int width) {
    m_last = c;
    if (m_cursor.pending && m_modes.autowrap) {
        wrap();
    }
    if (m_cursor.x + width > columns()) {
        if (m_modes.autowrap) {
            wrap();
        } else {
            m_cursor.x = columns() - width;
        }
    }
    if (m_modes.insert) {
        m_grid->insertCells(m_cursor.y, m_cursor.x, width, blank());
    }
    Row& row = m_grid->row(m_cursor.y);
    const int end = m_cursor.x + width;
    m_grid->split(row, m_cursor.x, end);
    Cell* to = row.cells.data() + m_cursor.x;
    to[0] = m_cursor.pen;
    to[0].ch = static_cast<std::uint32_t>(c);
    if (width == 2) {
        to[1] = m_cursor.pen;
        to[0].attributes |= Wide;
        to[1].attributes |= Tail;
        row.hasWide = true;
    }
    row.used = std::max(row.used, end);
    row.dirty = true;
    m_cursor.pending = end == columns();
    m_cursor.x = std::min(end, columns() - 1);
}

void Screen::combine(char32_t c) {
    if (c < 0xA0) {
        return; // C1 controls written as UTF-8 are neither obeyed nor shown
    }
    Row& row = m_grid->row(m_cursor.y);
    int x = m_cursor.pending ? m_cursor.x : m_cursor.x - 1;
    if (x > 0 && row.cells[static_cast<std::size_t>(x)].attributes & Tail) {
        --x;
    }
    if (x < 0 || row.cells[static_cast<std::size_t>(x)].ch == 0) {
        return;
    }
    Cell& cell = row.cells[static_cast<std::size_t>(x)];
    cell.ch = m_symbols.add(cell.ch, c);
    row.dirty = true;
}

void Screen::wrap() {
    m_grid->row(m_cursor.y).wrapped = true;
    m_cursor.x = 0;
    lineFeed();
}

void Screen::lineFeed() {
    m_cursor.pending = false;
    if (m_cursor.y == m_bottom) {
        m_grid->scrollUp(m_top, m_bottom, blank(), scrollback());
    } else if (m_cursor.y < rows() - 1) {
        ++m_cursor.y;
    }
}

void Screen::reverseLineFeed() {
    m_cursor.pending = false;
    if (m_cursor.y == m_top) {
        m_grid->scrollDown(m_top, m_bottom, blank());
    } else if (m_cursor.y > 0) {
        --m_cursor.y;
    }
}

void Screen::tab(int count) {
    m_cursor.pending = false;
    const int step = count < 0 ? -1 : 1;
    const int last = columns() - 1;
    for (count = std::min(std::abs(count), last + 1); count > 0; --count) {
        do {
            m_cursor.x = std::clamp(m_cursor.x + step, 0, last);
        } while (m_cursor.x > 0 && m_cursor.x < last && !m_tabs[static_cast<std::size_t>(m_cursor.x)]);
    }
}

void Screen::control(unsigned char c) {
    switch (c) {
    case 0x07:
        happened({Event::Kind::Bell, {}});
        break;
    case 0x08:
        m_cursor.pending = false;
        m_cursor.x = std::max(0, m_cursor.x - 1);
        break;
    case 0x09:
        tab(1);
        break;
    case 0x0A:
    case 0x0B:
    case 0x0C:
        lineFeed();
        if (m_modes.newLine) {
            m_cursor.x = 0;
        }
        break;
    case 0x0D:
        m_cursor.x = 0;
        m_cursor.pending = false;
        break;
    case 0x0E:
        m_cursor.set = 1;
        break;
    case 0x0F:
        m_cursor.set = 0;
        break;
    default:
        break;
    }
}

void Screen::escape(char intermediate, char final) {
    if (intermediate >= '(' && intermediate <= '+') {
        m_cursor.sets[static_cast<std::size_t>(intermediate - '(')] =
            final == '0' || final == 'A' ? final : 'B';
        return;
    }
    if (intermediate == '#' && final == '8') { // DECALN
        for (int y = 0; y < rows(); ++y) {
            m_grid->erase(y, 0, columns(), Cell{'E'});
        }
        m_top = 0;
        m_bottom = rows() - 1;
        moveTo(0, 0);
        return;
    }
    if (intermediate != 0) {
        return;
    }
    switch (final) {
    case '7':
        saveCursor();
        break;
    case '8':
        restoreCursor();
        break;
    case '=':
        m_modes.applicationKeypad = true;
        break;
    case '>':
        m_modes.applicationKeypad = false;
        break;
    case 'D':
        lineFeed();
        break;
    case 'E':
        lineFeed();
        m_cursor.x = 0;
        break;
    case 'H':
        m_tabs[static_cast<std::size_t>(m_cursor.x)] = true;
        break;
    case 'M':
        reverseLineFeed();
        break;
    case 'n':
        m_cursor.set = 2;
        break;
    case 'o':
        m_cursor.set = 3;
        break;
    case 'c':
        reset();
        break;
    default:
        break;
    }
}

std::string Screen::takeReplies() { return std::exchange(m_replies, {}); }
std::vector<Event> Screen::takeEvents() { return std::exchange(m_events, {}); }

} // namespace understudy::terminal
