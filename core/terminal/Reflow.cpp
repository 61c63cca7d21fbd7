#include "core/terminal/Reflow.h"

#include <algorithm>
#include <iterator>
#include <vector>

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
            addRow();
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

    /// Hands all but about the last @p keep rows to @p history. Row numbers count from what is left.
    void flush(History& history, std::size_t keep) {
        if (m_rows.size() < 2 * keep) {
            return;
        }
        const std::size_t over = m_rows.size() - keep;
        for (std::size_t i = 0; i < over; ++i) {
            history.push(m_rows[i]);
        }
        m_rows.erase(m_rows.begin(), m_rows.begin() + static_cast<std::ptrdiff_t>(over));
    }

    std::vector<Row>& rows() { return m_rows; }
    Place cursor() const { return m_cursor; }

private:
    void addRow() {
        m_rows.emplace_back();
        m_rows.back().cells.reserve(static_cast<std::size_t>(m_columns));
    }

    void add(const Cell& cell) {
        const int width = cell.attributes & Wide ? 2 : 1;
        if (m_rows.back().used + width > m_columns) {
            m_rows.back().wrapped = true;
            addRow();
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
    Wrapper wrapper(columns);
    Row row;
    if (columns == grid.columns()) { // only lines that can reach the screen matter
        std::vector<Row> old;
        while (old.size() < static_cast<std::size_t>(rows) && history.popNewest(row)) {
            old.push_back(std::move(row));
        }
        for (auto it = old.rbegin(); it != old.rend(); ++it) {
            wrapper.add(*it, -1);
        }
    } else { // what has gone to the disk keeps its width
        const History old = history.takeMemory();
        for (std::size_t i = 0; i < old.size(); ++i) {
            old.read(i, row);
            wrapper.add(row, -1);
            wrapper.flush(history, static_cast<std::size_t>(rows) + 1);
        }
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
