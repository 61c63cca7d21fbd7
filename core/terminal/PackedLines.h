#pragma once

#include "core/terminal/Cell.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::terminal {

/// Some lines, packed one after the other: a line of a log costs its text and five bytes. A line is flags,
/// its rare facts if it has any, the runs of one look unless all is plain, and its characters: a byte each
/// where all are ASCII, otherwise four, the second half of a wide one left out.
class PackedLines final {
public:
    std::size_t size() const { return m_starts.size(); }
    std::size_t bytes() const { return m_bytes.capacity() + m_starts.capacity() * sizeof(std::uint32_t); }

    void push(const Row& row);
    void pop();
    void clear(); ///< keeps the memory for the next lines
    void seal();  ///< gives back memory that no further line will use
    void read(std::size_t index, Row& row) const;
    Mark mark(std::size_t index) const;

    /// As bytes and back, for a file; a wrong text gives no lines.
    std::string store() const;
    static PackedLines load(std::string_view stored);

private:
    std::string m_bytes;
    std::vector<std::uint32_t> m_starts;
};

} // namespace understudy::terminal
