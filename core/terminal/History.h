#pragma once

#include "core/terminal/PackedLines.h"
#include "core/terminal/SpillFile.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace understudy::terminal {

/// The rows that have left the top of the screen, packed, in pages of a few hundred. Line numbers go on
/// counting when old lines fall out: the oldest kept is first(). With a spill file nothing falls out: old
/// pages go there, and only the newest lines stay in memory.
class History final {
public:
    explicit History(std::size_t mostLines = 10'000);

    void push(const Row& row);
    /// Takes the newest line back out into @p row.
    bool popNewest(Row& row);
    /// Moves the lines that are in memory into a history of their own; what is in the file stays.
    History takeMemory();
    void clear();
    void setMost(std::size_t lines);
    /// From now on lines beyond most() go into @p file instead of falling out; null ends that.
    void setSpill(std::unique_ptr<SpillFile> file);

    std::size_t size() const { return m_count; }
    std::size_t most() const { return m_most; }     ///< lines kept in memory
    std::uint64_t first() const { return m_first; } ///< number of the oldest line kept
    std::uint64_t next() const { return m_first + m_count; }

    /// Line @p index from the oldest (0), unpacked; cells.size() is its used length.
    void read(std::size_t index, Row& row) const;
    Mark mark(std::size_t index) const;
    std::size_t bytes() const; ///< memory held by the lines
    std::size_t inMemory() const;

private:
    static constexpr std::size_t PageLines = 256;

    struct Spilled {
        std::uint64_t offset;
        std::uint32_t length;
    };

    const PackedLines& page(std::size_t number) const;
    std::size_t pages() const { return m_spilled.size() + m_pages.size(); }
    void addPage();
    void dropOldest();
    bool spillOldest();
    void unspillNewest();

    std::size_t m_most;
    std::size_t m_count = 0;
    std::uint64_t m_first = 0;
    std::size_t m_skip = 0;          ///< lines of the oldest page that have fallen out
    std::deque<PackedLines> m_pages; ///< all full but the last, which is written to
    std::unique_ptr<SpillFile> m_file;
    std::vector<Spilled> m_spilled; ///< pages before m_pages
    mutable PackedLines m_looked;   ///< the spilled page last read
    mutable std::size_t m_lookedNumber = ~std::size_t(0);
};

} // namespace understudy::terminal
