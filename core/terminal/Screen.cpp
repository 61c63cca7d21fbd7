#include "core/terminal/Screen.h"

#include "core/terminal/Reflow.h"
#include "core/terminal/Width.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <utility>

// Text: the part of the terminal that nearly all bytes go through.
namespace understudy::terminal {
namespace {

int columnsOf(int wanted) { return std::clamp(wanted, 2, Screen::MostColumns); }
int rowsOf(int wanted) { return std::clamp(wanted, 1, Screen::MostRows); }

/// A cell that is put again and again with another character: as two words, since a character stored into a
/// cell and the cell loaded right after would wait for each other.
class Stamp final {
public:
    explicit Stamp(Cell cell, unsigned attributes = 0) {
        cell.attributes = static_cast<std::uint16_t>(cell.attributes | attributes);
        std::memcpy(m_words, &cell, sizeof m_words);
    }
    void put(Cell* to, std::uint32_t ch) const {
        const std::uint64_t words[2] = {(m_words[0] & ~std::uint64_t(0xFFFFFFFF)) | ch, m_words[1]};
        std::memcpy(static_cast<void*>(to), words, sizeof words);
    }

private:
    static_assert(std::endian::native == std::endian::little && offsetof(Cell, ch) == 0);
    std::uint64_t m_words[2];
};

/// Blanks the second half of a wide character at @p x whose first half has been overwritten.
void dropTail(Row& row, int x) {
    if (row.hasWide && static_cast<std::size_t>(x) < row.cells.size()) {
        row.cells.data()[x].attributes &= static_cast<std::uint16_t>(~unsigned(Tail));
    }
}

} // namespace

Screen::Screen(int columns, int rows, std::size_t historyLines)
    : m_main(columnsOf(columns), rowsOf(rows))
    , m_other(columnsOf(columns), rowsOf(rows))
    , m_history(historyLines)
    , m_margins{0, rowsOf(rows) - 1, 0, columnsOf(columns) - 1} {}

void Screen::setAllowed(const Allowed& allowed) {
    m_allowed = allowed;
    m_modes.columnModes = allowed.columnModes;
}

bool Screen::keepAllHistory(const std::filesystem::path& folder) {
    auto file = SpillFile::open(folder);
    if (!file) {
        return false;
    }
    m_history.setSpill(std::move(file));
    return true;
}

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
    resetMargins();
}

void Screen::printAscii(std::string_view run) {
    m_last = static_cast<unsigned char>(run.back());
    if (m_modes.insert || !m_cursor.sets.isAscii()) {
        for (const char c : run) {
            put(m_cursor.sets.translate(static_cast<unsigned char>(c)), 1);
        }
        return;
    }
    while (!run.empty()) {
        if (m_cursor.pending && m_modes.autowrap) {
            wrap();
        }
        Row& row = m_grid->row(m_cursor.y);
        const int limit = lineEnd(row);
        const auto count = std::min(run.size(), static_cast<std::size_t>(std::max(1, limit - m_cursor.x)));
        const int end = m_cursor.x + static_cast<int>(count);
        m_grid->split(row, m_cursor.x, end);
        const Stamp stamp(m_cursor.pen.cell);
        Cell* to = row.cells.data() + m_cursor.x;
        const char* from = run.data();
        for (std::size_t i = 0; i < count; ++i) {
            stamp.put(to + i, static_cast<unsigned char>(from[i]));
        }
        row.used = std::max(row.used, end);
        row.dirty = true;
        m_cursor.pending = end >= limit;
        m_cursor.x = std::min(end, limit - 1);
        run.remove_prefix(count);
    }
}

void Screen::print(std::u32string_view run) {
    const std::uint8_t* widths = firstWidths(m_ambiguousWide);
    const bool insert = m_modes.insert;
    const Cell& pen = m_cursor.pen.cell;
    const Stamp stamp(pen);
    const Stamp wide(pen, Wide);
    const Stamp tail(pen, Tail);
    if (!m_cursor.sets.isAscii()) {
        m_cursor.sets.translate(0x80); // a single shift is for one character, whatever it is
    }
    for (std::size_t i = 0; i < run.size();) {
        // As many as fit into this row, without asking more than once.
        Row& row = m_grid->row(m_cursor.y);
        const int limit = lineEnd(row);
        Cell* const cells = row.cells.data();
        int x = m_cursor.x;
        bool pending = m_cursor.pending;
        bool written = false;
        for (; i < run.size() && !insert; ++i) {
            const char32_t c = run[i];
            const int width = c < FirstWidths ? widths[c] : cellWidth(c);
            if (width == 0 || pending || x + width > limit) {
                break;
            }
            if (!written) {
                m_grid->split(row, x, x);
                written = true;
            }
            if (width == 2) {
                row.hasWide = true;
                wide.put(cells + x, static_cast<std::uint32_t>(c));
                tail.put(cells + x + 1, 0);
            } else {
                stamp.put(cells + x, static_cast<std::uint32_t>(c));
            }
            x += width;
            m_last = c;
            pending = x == limit;
            x -= pending ? 1 : 0;
        }
        if (written) {
            const int end = x + (pending ? 1 : 0);
            dropTail(row, end);
            row.used = std::max(row.used, end);
            row.dirty = true;
            m_cursor.x = x;
            m_cursor.pending = pending;
        }
        if (i < run.size()) {
            const int width = run[i] < FirstWidths ? widths[run[i]] : cellWidth(run[i]);
            width == 0 ? combine(run[i]) : put(run[i], width);
            ++i;
        }
    }
}

void Screen::put(char32_t c, int width) {
    m_last = c;
    if (m_cursor.pending && m_modes.autowrap) {
        wrap();
    }
    int limit = lineEnd(m_grid->row(m_cursor.y));
    if (m_cursor.x + width > limit) {
        if (m_modes.autowrap && m_cursor.x > m_margins.left) {
            wrap();
            limit = lineEnd(m_grid->row(m_cursor.y));
        } else if (m_cursor.pending) {
            m_cursor.x = std::max(0, limit - width);
        }
        if (m_cursor.x + width > limit) { // a wide character in margins of one column
            return;
        }
    }
    if (m_modes.insert) {
        m_grid->insertCells(m_cursor.y, m_cursor.x, limit, width, blank());
    }
    Row& row = m_grid->row(m_cursor.y);
    const int end = m_cursor.x + width;
    m_grid->split(row, m_cursor.x, end);
    Cell* to = row.cells.data() + m_cursor.x;
    to[0] = m_cursor.pen.cell;
    to[0].ch = static_cast<std::uint32_t>(c);
    if (width == 2) {
        row.hasWide = true;
        to[1] = m_cursor.pen.cell;
        to[0].attributes |= Wide;
        to[1].attributes |= Tail;
    }
    row.used = std::max(row.used, end);
    row.dirty = true;
    m_cursor.pending = end == limit;
    m_cursor.x = std::min(end, limit - 1);
}

/// A mark joins the character before the cursor.
void Screen::combine(char32_t c) {
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
    m_grid->row(m_cursor.y).wrapped = m_margins.right == columns() - 1;
    lineFeed();
    m_cursor.x = m_margins.left;
}

void Screen::repeat(int count) {
    if (m_last == 0) {
        return;
    }
    const char32_t c = m_last;
    const char ascii = static_cast<char>(c);
    for (count = std::min(count, columns() * rows()); count > 0; --count) {
        c < 0x7F ? printAscii({&ascii, 1}) : print({&c, 1});
    }
    m_last = 0;
}

std::vector<Event> Screen::takeEvents() { return std::exchange(m_events, {}); }

} // namespace understudy::terminal
