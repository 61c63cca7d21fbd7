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
    const bool plain = blank == Cell{};
    std::fill(at(row, 0), at(row, plain ? row.used : m_columns), blank);
    row.used = plain ? 0 : m_columns;
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

void Grid::split(Row& row, int from, int to) {
    if (!row.hasWide) {
        return;
    }
    if (from > 0 && from < m_columns && at(row, from)->attributes & Tail) {
        at(row, from - 1)->ch = 0;
        at(row, from - 1)->attributes &= static_cast<std::uint16_t>(~unsigned(Wide));
        at(row, from)->ch = 0;
        at(row, from)->attributes &= static_cast<std::uint16_t>(~unsigned(Tail));
    }
    if (to > 0 && to < m_columns && at(row, to)->attributes & Tail) {
        at(row, to)->ch = 0;
        at(row, to)->attributes &= static_cast<std::uint16_t>(~unsigned(Tail));
        at(row, to - 1)->ch = 0;
        at(row, to - 1)->attributes &= static_cast<std::uint16_t>(~unsigned(Wide));
    }
}

void Grid::cleared(Row& row, int from, int to) {
    row.dirty = true;
    if (to >= m_columns) {
        row.wrapped = false;
        if (from == 0) {
            row.hasWide = false;
        }
    }
    while (row.used > 0 && *at(row, row.used - 1) == Cell{}) {
        --row.used;
    }
}

void Grid::erase(int y, int from, int to, const Cell& blank) {
    Row& line = row(y);
    split(line, from, to);
    const bool plain = blank == Cell{};
    const int end = plain ? std::min(to, line.used) : to; // what nobody wrote is blank already
    if (from < end) {
        std::fill(at(line, from), at(line, end), blank);
    }
    line.used = plain ? line.used : std::max(line.used, to);
    cleared(line, from, to);
}

void Grid::eraseUnprotected(int y, int from, int to, const Cell& blank) {
    Row& line = row(y);
    split(line, from, to);
    for (int x = from; x < to; ++x) {
        if (!(at(line, x)->attributes & Protected)) {
            *at(line, x) = blank;
        }
    }
    line.used = blank == Cell{} ? line.used : std::max(line.used, to);
    line.dirty = true;
}

void Grid::insertCells(int y, int x, int count, const Cell& blank) {
    Row& line = row(y);
    count = std::min(count, m_columns - x);
    split(line, x, x);
    split(line, m_columns - count, m_columns - count); // a wide one cut by the right edge
    std::copy_backward(at(line, x), at(line, m_columns - count), at(line, m_columns));
    std::fill(at(line, x), at(line, x + count), blank);
    line.used = m_columns;
    const bool wide = line.hasWide;
    cleared(line, x, m_columns);
    line.hasWide = wide;
}

void Grid::deleteCells(int y, int x, int count, const Cell& blank) {
    Row& line = row(y);
    count = std::min(count, m_columns - x);
    split(line, x, x + count);
    std::copy(at(line, x + count), at(line, m_columns), at(line, x));
    std::fill(at(line, m_columns - count), at(line, m_columns), blank);
    line.used = m_columns;
    const bool wide = line.hasWide;
    cleared(line, x, m_columns);
    line.hasWide = wide;
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
