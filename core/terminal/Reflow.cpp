#include "core/terminal/Reflow.h"

#include <algorithm>
#include <deque>

namespace understudy::terminal {
namespace {

/// Cuts logical lines into rows of the new width, as they come.
class Wrapper final {
public:
    explicit Wrapper(int columns)
        : m_columns(columns) {}

    /// Adds an old row. @p cursor: its column when it stands on this row, else -1. Returns the number of the
    /// new row on which the old one begins.
    std::size_t add(const Row& row, int cursor) {
        if (!m_open) {
            m_rows.emplace_back();
            m_rows.back().mark = row.mark;
            m_rows.back().commandColumn = row.commandColumn;
            m_rows.back().exitStatus = row.exitStatus;
        }
        const std::size_t start = m_rows.size() - 1;
        // A row that wraps counts as full, but for the hole before a wide character that did not fit.
        for (int x = 0; x < row.used; ++x) {
            const Cell& cell = row.cells[static_cast<std::size_t>(x)];
            if (cell.attributes & Tail) {
                continue;
            }
            add(cell);
            if (cursor == x || (cursor == x + 1 && cell.attributes & Wide)) {
                m_cursor = {m_rows.back().used - (cell.attributes & Wide ? 2 : 1),
                            static_cast<int>(m_rows.size()) - 1};
            }
        }
        if (cursor >= row.used) {
            const int beyond = m_rows.back().used + (cursor - row.used);
            m_cursor = {std::min(beyond, m_columns - 1), static_cast<int>(m_rows.size()) - 1};
        }
        m_open = row.wrapped;
        return start;
    }

    std::vector<Row>& rows() { return m_rows; }
    Place cursor() const { return m_cursor; }

private:
    void add(const Cell& cell) {
        const int width = cell.attributes & Wide ? 2 : 1;
        if (m_rows.back().used + width > m_columns) {
            m_rows.back().wrapped = true;
            m_rows.emplace_back();
        }
        Row& row = m_rows.back();
        row.cells.push_back(cell);
        if (width == 2) {
            row.hasWide = true;
            row.cells.push_back(cell);
            row.cells.back().ch = 0;
            row.cells.back().attributes =
                static_cast<std::uint16_t>((cell.attributes & ~unsigned(Wide)) | Tail);
        }
        row.used += width;
    }

    int m_columns;
    bool m_open = false;
    std::vector<Row> m_rows;
    Place m_cursor;
};

} // namespace

void reflow(Grid& grid, History& history, int columns, int rows, Place& cursor) {
    int last = grid.rows() - 1;
    while (last > cursor.y && grid.row(last).used == 0) {
        --last;
    }
    const bool wasFull = last == grid.rows() - 1;
    const bool joined = history.size() > 0;
    std::vector<Row> old;
    Row row;
    // Only lines that can reach the screen need wrapping when the width stays; the rest keep their packed
    // form.
    const std::size_t back =
        columns == grid.columns() ? std::min(history.size(), static_cast<std::size_t>(rows)) : history.size();
    for (std::size_t i = 0; i < back && history.popNewest(row); ++i) {
        old.push_back(std::move(row));
    }
    Wrapper wrapper(columns);
    for (auto it = old.rbegin(); it != old.rend(); ++it) {
        wrapper.add(*it, -1);
    }
    std::size_t top = 0;
    for (int y = 0; y <= last; ++y) {
        const std::size_t start = wrapper.add(grid.row(y), y == cursor.y ? cursor.x : -1);
        top = y == 0 ? start : top;
    }
    std::vector<Row>& all = wrapper.rows();
    const auto height = static_cast<std::size_t>(rows);
    if (wasFull && joined) {
        top = all.size() > height ? all.size() - height : 0;
    } else {
        top = std::max(top, all.size() > height ? all.size() - height : 0);
    }
    top = std::min(
        top, static_cast<std::size_t>(wrapper.cursor().y)); // a cursor high above a long tail stays in view
    std::vector<Row> visible(std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(top)),
                             std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(
                                                                       std::min(all.size(), top + height))));
    for (std::size_t i = 0; i < top; ++i) {
        history.push(all[i]);
    }
    visible.resize(height);
    cursor = {wrapper.cursor().x, wrapper.cursor().y - static_cast<int>(top)};
    grid.replace(std::move(visible), columns);
}

} // namespace understudy::terminal
