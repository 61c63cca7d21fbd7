#include "core/terminal/History.h"

#include <algorithm>
#include <cstring>

// A packed line: flags (1 byte: wrapped, plain ASCII, plain look, wide, mark), number of runs (2 bytes,
// absent for a plain look), the runs (count and look), and the characters, one byte each or four.
namespace understudy::terminal {
namespace {

constexpr unsigned WrappedFlag = 1;
constexpr unsigned AsciiFlag = 2;
constexpr unsigned PlainFlag = 4;
constexpr unsigned WideFlag = 8;
constexpr int MarkShift = 4;

struct Run {
    std::uint32_t count;
    Paint fg;
    Paint bg;
    std::uint16_t attributes;
    std::uint16_t extra;
};

bool sameLook(const Cell& a, const Cell& b) {
    return a.fg == b.fg && a.bg == b.bg && a.attributes == b.attributes && a.extra == b.extra;
}

template <typename T>
void append(std::string& out, const T& value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
T take(const char*& at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
}

void appendRuns(std::string& out, const Cell* cells, std::size_t count) {
    const std::size_t where = out.size();
    std::uint16_t runs = 0;
    append(out, runs);
    for (std::size_t i = 0; i < count;) {
        std::size_t end = i + 1;
        while (end < count && sameLook(cells[end], cells[i])) {
            ++end;
        }
        append(out, Run{static_cast<std::uint32_t>(end - i), cells[i].fg, cells[i].bg, cells[i].attributes,
                        cells[i].extra});
        ++runs;
        i = end;
    }
    std::memcpy(out.data() + where, &runs, sizeof runs);
}

void pack(std::string& out, const Row& row) {
    const auto count = static_cast<std::size_t>(row.used);
    const Cell* cells = row.cells.data();
    std::uint32_t characters = 0;
    std::uint32_t look = 0;
    for (std::size_t i = 0; i < count; ++i) {
        characters |= cells[i].ch;
        look |= cells[i].fg | cells[i].bg | cells[i].attributes | cells[i].extra;
    }
    const bool ascii = characters < 0x80;
    out.clear();
    out += static_cast<char>((row.wrapped ? WrappedFlag : 0) | (ascii ? AsciiFlag : 0) |
                             (look == 0 ? PlainFlag : 0) | (row.hasWide ? WideFlag : 0) |
                             unsigned(row.mark) << MarkShift);
    if (look != 0) {
        appendRuns(out, cells, count);
    }
    const std::size_t where = out.size();
    if (ascii) {
        out.resize(where + count);
        char* to = out.data() + where;
        for (std::size_t i = 0; i < count; ++i) {
            to[i] = static_cast<char>(cells[i].ch);
        }
        return;
    }
    out.resize(where + count * 4);
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(out.data() + where + i * 4, &cells[i].ch, 4);
    }
}

} // namespace

History::History(std::size_t mostLines)
    : m_most(mostLines) {}

std::string& History::slot(std::size_t index) { return m_lines[(m_head + index) % m_lines.size()]; }
const std::string& History::slot(std::size_t index) const {
    return m_lines[(m_head + index) % m_lines.size()];
}

void History::push(const Row& row) {
    if (m_most == 0) {
        ++m_first;
        return;
    }
    if (m_count == m_lines.size() && m_lines.size() < m_most) {
        if (m_head != 0) {
            std::rotate(m_lines.begin(), m_lines.begin() + static_cast<std::ptrdiff_t>(m_head),
                        m_lines.end());
            m_head = 0;
        }
        m_lines.emplace_back();
    }
    if (m_count == m_most) {
        m_head = (m_head + 1) % m_lines.size();
        ++m_first;
        --m_count;
    }
    pack(slot(m_count), row);
    ++m_count;
}

bool History::popNewest(Row& row) {
    if (m_count == 0) {
        return false;
    }
    read(m_count - 1, row);
    --m_count;
    return true;
}

void History::clear() {
    m_first += m_count;
    m_count = 0;
    m_head = 0;
    std::vector<std::string>().swap(m_lines);
}

void History::setMost(std::size_t lines) {
    std::vector<std::string> kept;
    const std::size_t drop = m_count > lines ? m_count - lines : 0;
    for (std::size_t i = drop; i < m_count; ++i) {
        kept.push_back(std::move(slot(i)));
    }
    m_lines = std::move(kept);
    m_head = 0;
    m_first += drop;
    m_count -= drop;
    m_most = lines;
}

void History::read(std::size_t index, Row& row) const {
    const std::string& line = slot(index);
    const char* at = line.data();
    const auto flags = static_cast<unsigned char>(*at++);
    Row out;
    out.wrapped = flags & WrappedFlag;
    out.hasWide = flags & WideFlag;
    out.mark = static_cast<Mark>(flags >> MarkShift);
    if (!(flags & PlainFlag)) {
        for (unsigned runs = take<std::uint16_t>(at); runs > 0; --runs) {
            const Run run = take<Run>(at);
            out.cells.insert(out.cells.end(), run.count, Cell{0, run.fg, run.bg, run.attributes, run.extra});
        }
    }
    const auto rest = static_cast<std::size_t>(line.data() + line.size() - at);
    const std::size_t count = flags & AsciiFlag ? rest : rest / 4;
    out.cells.resize(count);
    for (Cell& cell : out.cells) {
        cell.ch = flags & AsciiFlag ? static_cast<unsigned char>(*at++) : take<std::uint32_t>(at);
    }
    out.used = static_cast<int>(count);
    row = std::move(out);
}

Mark History::mark(std::size_t index) const {
    return static_cast<Mark>(static_cast<unsigned char>(slot(index)[0]) >> MarkShift);
}

std::size_t History::bytes() const {
    std::size_t total = m_lines.capacity() * sizeof(std::string);
    for (const std::string& line : m_lines) {
        total += line.capacity() > 15 ? line.capacity() + 1 : 0;
    }
    return total;
}

} // namespace understudy::terminal
