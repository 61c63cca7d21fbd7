#include "core/terminal/Grid.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace understudy::terminal {
namespace {

Cell* at(Row& row, int x) { return row.cells.data() + x; }

} // namespace

Grid::Grid(int columns, int rows)
    : m_columns(columns)
    , m_rows(static_cast<std::size_t>(rows))
    , m_order(static_cast<std::size_t>(rows)) {
    std::iota(m_order.begin(), m_order.end(), 0u);
    for (Row& row : m_rows) {
        row.cells.resize(static_cast<std::size_t>(columns));
    }
}

void Grid::blankRow(Row& row, const Cell& blank) {
    if (blank == Cell{}) { // by far the most frequent, and all zero
        std::memset(static_cast<void*>(at(row, 0)), 0, static_cast<std::size_t>(row.used) * sizeof(Cell));
        row.used = 0;
    } else {
        std::fill(at(row, 0), at(row, m_columns), blank);
        row.used = m_columns;
    }
    row.wrapped = false;
    row.hasWide = false;
    row.mark = Mark::None;
    row.size = LineSize::Single;
    row.commandColumn = -1;
    row.exitStatus = -1;
    row.dirty = true;
}

void Grid::scrollUp(int top, int bottom, const Cell& blank, History* history) {
    Row& leaving = row(top);
    if (history) {
        history->push(leaving);
    }
    blankRow(leaving, blank);
    std::uint32_t* first = m_order.data() + top;
    const std::uint32_t freed = *first;
    std::memmove(first, first + 1, static_cast<std::size_t>(bottom - top) * sizeof *first);
    m_order[static_cast<std::size_t>(bottom)] = freed;
    m_allDirty = true;
}

void Grid::scrollDown(int top, int bottom, const Cell& blank) {
    blankRow(row(bottom), blank);
    std::uint32_t* first = m_order.data() + top;
    const std::uint32_t freed = m_order[static_cast<std::size_t>(bottom)];
    std::memmove(first + 1, first, static_cast<std::size_t>(bottom - top) * sizeof *first);
    *first = freed;
    m_allDirty = true;
}

void Grid::splitWide(Row& row, int from, int to) {
    Cell* cells = row.cells.data();
    for (const int x : {from, to}) {
        if (x > 0 && x < m_columns && cells[x].attributes & Tail) {
            cells[x - 1].ch = 0;
            cells[x - 1].attributes &= static_cast<std::uint16_t>(~unsigned(Wide));
            cells[x].ch = 0;
            cells[x].attributes &= static_cast<std::uint16_t>(~unsigned(Tail));
        }
    }
}

/// Finds the end of what is used again after cells were blanked.
void Grid::trim(Row& row) {
    row.dirty = true;
    const Cell* cells = row.cells.data();
    while (row.used > 0 && cells[row.used - 1] == Cell{}) {
        --row.used;
    }
}

void Grid::erase(int y, int from, int to, const Cell& blank) {
    Row& line = row(y);
    line.wrapped = line.wrapped && to < m_columns;
    if (blank == Cell{}) {
        if (from >= line.used) { // what nobody wrote is blank already
            return;
        }
        split(line, from, to);
        std::fill(at(line, from), at(line, std::max(from, std::min(to, line.used))), blank);
    } else {
        split(line, from, to);
        std::fill(at(line, from), at(line, to), blank);
        line.used = std::max(line.used, to);
    }
    line.hasWide = line.hasWide && !(from == 0 && to >= m_columns);
    trim(line);
}

void Grid::eraseUnprotected(int y, int from, int to, const Cell& blank) {
    Row& line = row(y);
    split(line, from, to);
    Cell* cells = at(line, 0);
    for (int x = from; x < to; ++x) {
        if (!(cells[x].attributes & Protected)) {
            cells[x] = blank;
        } else if (cells[x].attributes & Wide && x + 1 < to) {
            ++x;
        }
    }
    line.used = std::max(line.used, to);
    trim(line);
}

void Grid::insertCells(int y, int x, int end, int count, const Cell& blank) {
    Row& line = row(y);
    count = std::min(count, end - x);
    if (count <= 0) { // beyond the end of a row of double width
        return;
    }
    split(line, x, end);
    split(line, end - count, end - count); // a wide one cut by the right edge
    std::copy_backward(at(line, x), at(line, end - count), at(line, end));
    std::fill(at(line, x), at(line, x + count), blank);
    line.used = std::max(line.used, end);
    line.wrapped = line.wrapped && end < m_columns;
    trim(line);
}

void Grid::deleteCells(int y, int x, int end, int count, const Cell& blank) {
    Row& line = row(y);
    count = std::min(count, end - x);
    if (count <= 0) { // beyond the end of a row of double width
        return;
    }
    split(line, x, x + count);
    split(line, end, end);
    std::copy(at(line, x + count), at(line, end), at(line, x));
    std::fill(at(line, end - count), at(line, end), blank);
    line.used = std::max(line.used, end);
    line.wrapped = line.wrapped && end < m_columns;
    trim(line);
}

void Grid::put(int y, int x, const Row& source, int from, int count) {
    Row& line = row(y);
    split(line, x, x + count);
    line.hasWide = line.hasWide || source.hasWide;
    const Cell* first = source.cells.data() + from;
    std::memmove(at(line, x), first, static_cast<std::size_t>(count) * sizeof(Cell));
    if (at(line, x)->attributes & Tail) { // its other half was not copied
        at(line, x)->attributes &= static_cast<std::uint16_t>(~unsigned(Tail));
    }
    if (at(line, x + count - 1)->attributes & Wide) {
        *at(line, x + count - 1) = Cell{};
    }
    line.used = std::max(line.used, x + count);
    trim(line);
}

void Grid::scrollInside(const Area& area, int count, const Cell& blank) {
    const int height = area.bottom - area.top;
    const int by = std::clamp(count, -height, height);
    const int step = by > 0 ? 1 : -1;
    const int first = by > 0 ? area.top : area.bottom - 1;
    const int past = by > 0 ? area.bottom : area.top - 1;
    for (int y = first; y != past; y += step) {
        const int from = y + by;
        if (from >= area.top && from < area.bottom) {
            split(row(from), area.left, area.right);
            put(y, area.left, row(from), area.left, area.right - area.left);
        } else {
            erase(y, area.left, area.right, blank);
        }
    }
}

void Grid::copy(const Area& from, Place to) {
    const int width = std::min(from.right - from.left, m_columns - to.x);
    const int height = std::min(from.bottom - from.top, rows() - to.y);
    const bool upwards = to.y <= from.top;
    for (int i = 0; i < height; ++i) {
        const int y = upwards ? i : height - 1 - i;
        const Row source = row(from.top + y); // by value: the row may be its own target
        put(to.y + y, to.x, source, from.left, width);
    }
}

Cell* Grid::edit(int y, int from, int to) {
    Row& line = row(y);
    split(line, from, to);
    line.used = std::max(line.used, to);
    return at(line, 0);
}

void Grid::settle(int y) {
    Row& line = row(y);
    const Cell* cells = line.cells.data();
    for (int x = 0; x < line.used && !line.hasWide; ++x) {
        line.hasWide = cells[x].attributes & Wide;
    }
    trim(line);
}

void Grid::setSize(int y, LineSize size) {
    Row& line = row(y);
    if (line.size == size) {
        return;
    }
    if (size != LineSize::Single) {
        erase(y, m_columns / 2, m_columns, Cell{});
    }
    line.size = size;
    line.dirty = true;
}

void Grid::resize(int columns, int rows) {
    std::vector<Row> kept;
    for (int y = 0; y < std::min(rows, this->rows()); ++y) {
        kept.push_back(std::move(row(y)));
        if (columns < m_columns) {
            split(kept.back(), columns, columns);
        }
        kept.back().wrapped = false;
    }
    kept.resize(static_cast<std::size_t>(rows));
    replace(std::move(kept), columns);
}

void Grid::replace(std::vector<Row> rows, int columns) {
    m_columns = columns;
    m_rows = std::move(rows);
    m_order.resize(m_rows.size());
    std::iota(m_order.begin(), m_order.end(), 0u);
    for (Row& line : m_rows) {
        line.cells.resize(static_cast<std::size_t>(columns));
        line.used = std::min(line.used, columns);
        line.dirty = true;
    }
    m_allDirty = true;
}

void Grid::clean() {
    m_allDirty = false;
    for (Row& line : m_rows) {
        line.dirty = false;
    }
}

} // namespace understudy::terminal
