#pragma once

#include "core/terminal/Cell.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace understudy::terminal {

/// The rows that have left the top of the screen: a ring of packed lines (runs of one look and their
/// characters, a byte each where they are ASCII), so that a line of a log costs little more than its text.
/// Line numbers go on counting when old lines fall out: the oldest kept is first().
class History final {
public:
    explicit History(std::size_t mostLines = 10'000);

    void push(const Row& row);
    /// Takes the newest line back out into @p row, whose cells must be wide enough for any line of the same
    /// width.
    bool popNewest(Row& row);
    void clear();
    void setMost(std::size_t lines);

    std::size_t size() const { return m_count; }
    std::size_t most() const { return m_most; }
    std::uint64_t first() const { return m_first; } ///< number of the oldest line kept
    std::uint64_t next() const { return m_first + m_count; }

    /// Line @p index from the oldest (0), unpacked; cells.size() is its used length.
    void read(std::size_t index, Row& row) const;
    Mark mark(std::size_t index) const;
    std::size_t bytes() const; ///< memory held by the lines

private:
    std::string& slot(std::size_t index);
    const std::string& slot(std::size_t index) const;

    std::size_t m_most;
    std::vector<std::string> m_lines; ///< grows to m_most, then is a ring
    std::size_t m_head = 0;
    std::size_t m_count = 0;
    std::uint64_t m_first = 0;
};

} // namespace understudy::terminal
