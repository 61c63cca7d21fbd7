#include "core/terminal/PackedLines.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace understudy::terminal {
namespace {

enum Flag : unsigned { Wrapped = 1, Ascii = 2, Plain = 4, HasWide = 8, Rare = 16 };
constexpr int MarkShift = 5;
constexpr std::uint32_t WideBit =
    0x40000000;                           ///< in a stored character; code points and clusters leave it free
constexpr unsigned NotLook = Wide | Tail; ///< attributes that belong to the character

struct Run {
    Paint fg;
    Paint bg;
    std::uint16_t attributes;
    std::uint16_t extra;
    std::uint32_t count; ///< characters
};

struct RareFacts {
    LineSize size;
    std::int16_t commandColumn;
    std::int16_t exitStatus;
};

template <typename T>
void append(char*& to, const T& value) {
    std::memcpy(to, &value, sizeof value);
    to += sizeof value;
}

template <typename T>
T take(const char*& at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
}

bool sameLook(const Cell& a, const Cell& b) {
    return a.fg == b.fg && a.bg == b.bg && ((a.attributes ^ b.attributes) & ~NotLook) == 0 &&
           a.extra == b.extra;
}

void appendRuns(char*& to, const Cell* cells, std::size_t count) {
    char* const where = to;
    std::uint16_t runs = 0;
    append(to, runs);
    for (std::size_t i = 0; i < count; ++runs) {
        const Cell& look = cells[i];
        std::uint32_t characters = 0;
        for (; i < count && sameLook(cells[i], look); ++i) {
            characters += cells[i].attributes & Tail ? 0 : 1;
        }
        append(to, Run{look.fg, look.bg, static_cast<std::uint16_t>(look.attributes & ~NotLook), look.extra,
                       characters});
    }
    std::memcpy(where, &runs, sizeof runs);
}

void appendAscii(char*& to, const Cell* cells, std::size_t count) {
    char* const out = to;
    for (std::size_t i = 0; i < count; ++i) {
        out[i] = static_cast<char>(cells[i].ch);
    }
    to += count;
}

void appendCharacters(char*& to, const Cell* cells, std::size_t count) {
    char* out = to;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t ch = cells[i].ch | (cells[i].attributes & Wide ? WideBit : 0);
        std::memcpy(out, &ch, 4);
        out += cells[i].attributes & Tail ? 0 : 4;
    }
    to = out;
}

/// All looks of a row united: nothing set means that all is plain.
struct United {
    std::uint64_t characters = 0; ///< in the lower half
    std::uint64_t looks = 0;
};

United unite(const Cell* cells, std::size_t count) {
    United united;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t halves[2];
        std::memcpy(halves, cells + i, sizeof halves);
        united.characters |= halves[0];
        united.looks |= halves[1];
    }
    return united;
}

unsigned flagsOf(const Row& row, const United& united) {
    Cell look;
    std::memcpy(static_cast<void*>(&look), &united, sizeof look);
    const bool plain = look.fg == 0 && look.bg == 0 && (look.attributes & ~NotLook) == 0 && look.extra == 0;
    const bool rare = row.size != LineSize::Single || row.commandColumn >= 0 || row.exitStatus >= 0;
    return (row.wrapped ? Wrapped : 0u) | (look.ch < 0x80 && !row.hasWide ? Ascii : 0u) |
           (plain ? Plain : 0u) | (row.hasWide ? HasWide : 0u) | (rare ? Rare : 0u) |
           unsigned(row.mark) << MarkShift;
}

} // namespace

PackedLines::PackedLines(PackedLines&& other) noexcept { *this = std::move(other); }

PackedLines& PackedLines::operator=(PackedLines&& other) noexcept {
    m_bytes = std::move(other.m_bytes);
    m_size = std::exchange(other.m_size, 0);
    m_capacity = std::exchange(other.m_capacity, 0);
    m_starts = std::exchange(other.m_starts, {});
    return *this;
}

/// Where @p bytes more can be written.
char* PackedLines::room(std::size_t bytes) {
    if (m_size + bytes > m_capacity) {
        m_capacity = std::max(m_size + bytes, m_capacity * 2);
        std::unique_ptr<char[]> larger(new char[m_capacity]);
        std::copy_n(m_bytes.get(), m_size, larger.get());
        m_bytes = std::move(larger);
    }
    return m_bytes.get() + m_size;
}

void PackedLines::push(const Row& row) {
    const auto count = static_cast<std::size_t>(row.used);
    const Cell* cells = row.cells.data();
    const unsigned flags = flagsOf(row, unite(cells, count));
    const std::size_t perCell = (flags & Ascii ? 1 : 4) + (flags & Plain ? 0 : sizeof(Run));
    char* const start = room(1 + sizeof(RareFacts) + sizeof(std::uint16_t) + count * perCell);
    char* to = start;
    *to++ = static_cast<char>(flags);
    if (flags & Rare) {
        append(to, RareFacts{row.size, row.commandColumn, row.exitStatus});
    }
    if (!(flags & Plain)) {
        appendRuns(to, cells, count);
    }
    flags& Ascii ? appendAscii(to, cells, count) : appendCharacters(to, cells, count);
    m_starts.push_back(static_cast<std::uint32_t>(m_size));
    m_size += static_cast<std::size_t>(to - start);
}

void PackedLines::pop() {
    m_size = m_starts.back();
    m_starts.pop_back();
}

PackedLines PackedLines::takeFitting() {
    PackedLines fitting;
    std::copy_n(m_bytes.get(), m_size, fitting.room(m_size));
    fitting.m_size = m_size;
    fitting.m_starts = m_starts;
    m_size = 0;
    m_starts.clear();
    return fitting;
}

void PackedLines::read(std::size_t index, Row& row) const {
    const char* at = m_bytes.get() + m_starts[index];
    const char* const end = m_bytes.get() + (index + 1 < m_starts.size() ? m_starts[index + 1] : m_size);
    const auto flags = static_cast<unsigned char>(*at++);
    row = {};
    row.wrapped = flags & Wrapped;
    row.hasWide = flags & HasWide;
    row.mark = static_cast<Mark>(flags >> MarkShift);
    if (flags & Rare) {
        const auto rare = take<RareFacts>(at);
        row.size = rare.size;
        row.commandColumn = rare.commandColumn;
        row.exitStatus = rare.exitStatus;
    }
    const unsigned runs = flags & Plain ? 0 : take<std::uint16_t>(at);
    const char* look = at;
    at += runs * sizeof(Run);
    const std::size_t width = flags & Ascii ? 1 : 4;
    row.cells.reserve(static_cast<std::size_t>(end - at) / width);
    Run run{0, 0, 0, 0, runs > 0 ? 0 : ~0u};
    while (at < end) {
        while (run.count == 0) {
            run = take<Run>(look);
        }
        --run.count;
        const std::uint32_t ch = width == 1 ? static_cast<unsigned char>(*at++) : take<std::uint32_t>(at);
        Cell cell{ch & ~WideBit, run.fg, run.bg, run.attributes, run.extra};
        if (ch & WideBit) {
            cell.attributes |= Wide;
            row.cells.push_back(cell);
            cell.ch = 0;
            cell.attributes = static_cast<std::uint16_t>((cell.attributes & ~unsigned(Wide)) | Tail);
        }
        row.cells.push_back(cell);
    }
    row.used = static_cast<int>(row.cells.size());
}

Mark PackedLines::mark(std::size_t index) const {
    return static_cast<Mark>(static_cast<unsigned char>(m_bytes.get()[m_starts[index]]) >> MarkShift);
}

std::string PackedLines::store() const {
    const auto count = static_cast<std::uint32_t>(m_starts.size());
    std::string out(reinterpret_cast<const char*>(&count), sizeof count);
    out.append(reinterpret_cast<const char*>(m_starts.data()), m_starts.size() * sizeof(std::uint32_t));
    return out.append(m_bytes.get(), m_size);
}

PackedLines PackedLines::load(std::string_view stored) {
    PackedLines lines;
    if (stored.size() < sizeof(std::uint32_t)) {
        return lines;
    }
    const char* at = stored.data();
    const std::size_t count = take<std::uint32_t>(at);
    const std::size_t head = sizeof(std::uint32_t) * (count + 1);
    if (head > stored.size()) {
        return lines;
    }
    lines.m_starts.resize(count);
    std::memcpy(lines.m_starts.data(), at, count * sizeof(std::uint32_t));
    std::memcpy(lines.room(stored.size() - head), stored.data() + head, stored.size() - head);
    lines.m_size = stored.size() - head;
    return lines;
}

} // namespace understudy::terminal
