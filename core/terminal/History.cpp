#include "core/terminal/History.h"

#include <utility>

namespace understudy::terminal {

History::History(std::size_t mostLines)
    : m_most(mostLines) {}

const PackedLines& History::page(std::size_t number) const {
    if (number >= m_spilled.size()) {
        return m_pages[number - m_spilled.size()];
    }
    if (number != m_lookedNumber) {
        const Spilled& where = m_spilled[number];
        m_looked = PackedLines::load(m_file->read(where.offset, where.length));
        m_lookedNumber = number;
    }
    return m_looked;
}

void History::addPage() {
    if (m_pages.empty()) {
        m_pages.emplace_back();
    } else { // the one written to keeps its memory: asking for it anew for each page was seen in floods
        PackedLines writing = m_pages.back().takeFitting();
        std::swap(writing, m_pages.back());
        m_pages.push_back(std::move(writing));
    }
    if (m_file && inMemory() > m_most + PageLines && !spillOldest()) {
        setSpill(nullptr); // the disk is full: memory stays bounded all the same
    }
}

void History::push(const Row& row) {
    if (m_most == 0 && !m_file) {
        ++m_first;
        return;
    }
    if (m_pages.empty() || m_pages.back().size() == PageLines) {
        addPage();
    }
    m_pages.back().push(row);
    ++m_count;
    if (!m_file && m_count > m_most) {
        ++m_first;
        --m_count;
        if (++m_skip == PageLines) {
            dropOldest();
        }
    }
}

/// Drops the rest of the oldest page, which is in memory.
void History::dropOldest() {
    m_first += PageLines - m_skip;
    m_count -= PageLines - m_skip;
    m_skip = 0;
    m_pages.pop_front();
}

bool History::spillOldest() {
    const std::string stored = m_pages.front().store();
    const std::uint64_t offset = m_file->size();
    if (!m_file->append(stored)) {
        return false;
    }
    m_spilled.push_back({offset, static_cast<std::uint32_t>(stored.size())});
    m_pages.pop_front();
    return true;
}

void History::unspillNewest() {
    page(m_spilled.size() - 1);
    m_pages.push_front(std::move(m_looked));
    m_file->truncate(m_spilled.back().offset);
    m_spilled.pop_back();
    m_lookedNumber = ~std::size_t(0);
}

bool History::popNewest(Row& row) {
    if (m_count == 0) {
        return false;
    }
    if (!m_pages.empty() && m_pages.back().size() == 0) {
        m_pages.pop_back();
    }
    if (m_pages.empty()) {
        unspillNewest();
    }
    PackedLines& newest = m_pages.back();
    if (newest.size() == 0) { // a page that the disk did not give back
        row = {};
        m_pages.pop_back();
        m_count -= std::min(m_count, PageLines);
        return true;
    }
    newest.read(newest.size() - 1, row);
    newest.pop();
    --m_count;
    return true;
}

History History::takeMemory() {
    History taken(m_most);
    taken.m_count = inMemory();
    taken.m_skip = m_spilled.empty() ? std::exchange(m_skip, 0) : 0;
    taken.m_pages.swap(m_pages);
    m_count -= taken.m_count;
    return taken;
}

void History::clear() {
    m_first += m_count;
    m_count = 0;
    m_skip = 0;
    m_pages.clear();
    m_spilled.clear();
    m_looked = {};
    m_lookedNumber = ~std::size_t(0);
    if (m_file) {
        m_file->truncate(0);
    }
}

void History::setMost(std::size_t lines) {
    m_most = lines;
    while (!m_file && m_count > m_most) {
        const std::size_t rest = PageLines - m_skip;
        if (m_count - m_most >= rest && m_pages.size() > 1) {
            dropOldest();
        } else {
            const std::size_t drop = m_count - m_most;
            m_skip += drop;
            m_first += drop;
            m_count -= drop;
        }
    }
    if (m_count == 0) {
        clear();
    }
}

void History::setSpill(std::unique_ptr<SpillFile> file) {
    if (!m_spilled.empty()) { // those lines are only in the old file
        m_first += m_spilled.size() * PageLines - m_skip;
        m_count -= m_spilled.size() * PageLines - m_skip;
        m_skip = 0;
        m_spilled.clear();
        m_lookedNumber = ~std::size_t(0);
    }
    m_file = std::move(file);
    setMost(m_most);
}

void History::read(std::size_t index, Row& row) const {
    const std::size_t at = m_skip + index;
    const PackedLines& lines = page(at / PageLines);
    if (at % PageLines < lines.size()) {
        lines.read(at % PageLines, row);
    } else {
        row = {};
    }
}

Mark History::mark(std::size_t index) const {
    const std::size_t at = m_skip + index;
    const PackedLines& lines = page(at / PageLines);
    return at % PageLines < lines.size() ? lines.mark(at % PageLines) : Mark::None;
}

std::size_t History::inMemory() const {
    const std::size_t spilled = m_spilled.size() * PageLines;
    return spilled == 0 ? m_count : m_skip + m_count - spilled;
}

std::size_t History::bytes() const {
    std::size_t total = m_looked.bytes() + m_spilled.capacity() * sizeof(Spilled);
    for (const PackedLines& lines : m_pages) {
        total += lines.bytes() + sizeof(PackedLines);
    }
    return total;
}

} // namespace understudy::terminal
