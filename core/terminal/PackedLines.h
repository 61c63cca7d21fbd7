#pragma once

#include "core/terminal/Cell.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::terminal {

/// Some lines, packed one after the other: a line of a log costs its text and five bytes. A line is flags,
/// its rare facts if it has any, the runs of one look unless all is plain, and its characters: a byte each
/// where all are ASCII, otherwise four, the second half of a wide one left out.
class PackedLines final {
public:
    PackedLines() = default;
    PackedLines(PackedLines&& other) noexcept;
    PackedLines& operator=(PackedLines&& other) noexcept;

    std::size_t size() const { return m_starts.size(); }
    std::size_t bytes() const { return m_capacity + m_starts.capacity() * sizeof(std::uint32_t); }

    void push(const Row& row);
    void pop();
    /// The lines in memory that just fits them; these are empty then, and keep their memory for the next.
    PackedLines takeFitting();
    void read(std::size_t index, Row& row) const;
    Mark mark(std::size_t index) const;

    /// As bytes and back, for a file; a wrong text gives no lines.
    std::string store() const;
    static PackedLines load(std::string_view stored);

private:
    char* room(std::size_t bytes);

    std::unique_ptr<char[]> m_bytes; ///< not a string, which would clear what is written at once
    std::size_t m_size = 0;
    std::size_t m_capacity = 0;
    std::vector<std::uint32_t> m_starts;
};

} // namespace understudy::terminal
