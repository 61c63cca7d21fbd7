#pragma once

#include "core/terminal/Cell.h"
#include "core/terminal/History.h"

#include <cstdint>
#include <vector>

namespace understudy::terminal {

/// A screenful of rows that scroll by changing places, never by copying cells. Every coordinate is checked by
/// the caller to lie inside.
class Grid final {
public:
    Grid(int columns, int rows);

    int columns() const { return m_columns; }
    int rows() const { return static_cast<int>(m_order.size()); }
    Row& row(int y) { return m_rows[m_order[static_cast<std::size_t>(y)]]; }
    const Row& row(int y) const { return m_rows[m_order[static_cast<std::size_t>(y)]]; }

    /// Moves rows @p top to @p bottom (both inside) up by one, the freed row filled with @p blank. The row
    /// that leaves goes into @p history when there is one.
    void scrollUp(int top, int bottom, const Cell& blank, History* history);
    void scrollDown(int top, int bottom, const Cell& blank);
    /// The same for the columns of @p area only, by @p count rows; down when it is negative.
    void scrollInside(const Area& area, int count, const Cell& blank);
    /// Erases columns @p from up to before @p to. Halves of wide characters go with them.
    void erase(int y, int from, int to, const Cell& blank);
    /// Erases only what is not protected.
    void eraseUnprotected(int y, int from, int to, const Cell& blank);
    /// Moves the cells from @p x up to before @p end right by @p count; what is pushed over the end is lost.
    void insertCells(int y, int x, int end, int count, const Cell& blank);
    void deleteCells(int y, int x, int end, int count, const Cell& blank);
    /// Copies @p from to the place @p to, as much as fits; they may overlap.
    void copy(const Area& from, Place to);
    /// The cells of a row to change one by one; settle() after.
    Cell* edit(int y, int from, int to);
    void settle(int y);
    void setSize(int y, LineSize size);
    /// Blanks what would be half a wide character when columns @p from up to before @p to are overwritten.
    void split(Row& row, int from, int to) {
        if (row.hasWide && (isTail(row, from) || isTail(row, to))) {
            splitWide(row, from, to);
        }
    }

    /// Cuts or pads without reflow (for the alternate screen).
    void resize(int columns, int rows);
    /// Puts a fresh set of rows in place; each is padded to the width.
    void replace(std::vector<Row> rows, int columns);

    bool allDirty() const { return m_allDirty; }
    void touchAll() { m_allDirty = true; }
    void clean();

private:
    void blankRow(Row& row, const Cell& blank);
    bool isTail(const Row& row, int x) const {
        return x < m_columns && row.cells.data()[x].attributes & Tail;
    }
    void splitWide(Row& row, int from, int to);
    void trim(Row& row);
    void put(int y, int x, const Row& source, int from, int count);

    int m_columns;
    std::vector<Row> m_rows;
    std::vector<std::uint32_t> m_order; ///< row y is m_rows[m_order[y]]
    bool m_allDirty = true;
};

} // namespace understudy::terminal
