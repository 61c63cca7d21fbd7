#include "core/terminal/PackedLines.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace understudy::terminal {
namespace {

enum Flag : unsigned { Wrapped = 1, Ascii = 2, Plain = 4, HasWide = 8, Rare = 16 };
constexpr int MarkShift = 5;
constexpr std::uint32_t WideBit =
    0x40000000;                           ///< in a stored character; code points and clusters leave it free
constexpr unsigned NotLook = Wide | Tail; ///< attributes that belong to the character
constexpr int TailShift = std::countr_zero(unsigned(Tail));

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

/// A cell as two words: the character and the text's color, then the rest.
struct Words {
    explicit Words(const Cell& cell) { std::memcpy(this, &cell, sizeof *this); }
    std::uint64_t first;
    std::uint64_t second;
};
static_assert(sizeof(Words) == sizeof(Cell) && std::endian::native == std::endian::little);
constexpr std::uint64_t LookOfFirst = ~std::uint64_t(0xFFFFFFFF);
constexpr std::uint64_t LookOfSecond = ~(std::uint64_t(NotLook) << 32);

/// Appends the runs of one look.
void appendRuns(char*& to, const Cell* cells, std::size_t count) {
    char* const where = to;
    std::uint16_t runs = 0;
    append(to, runs);
    for (std::size_t i = 0; i < count; ++runs) {
        const Cell& begin = cells[i];
        const Words look(begin);
        std::uint32_t characters = 0;
        for (; i < count; ++i) {
            const Words cell(cells[i]);
            if (((cell.first ^ look.first) & LookOfFirst) | ((cell.second ^ look.second) & LookOfSecond)) {
                break;
            }
            characters += static_cast<std::uint32_t>(~(cell.second >> (32 + TailShift)) & 1);
        }
        append(to, Run{begin.fg, begin.bg, static_cast<std::uint16_t>(begin.attributes & ~NotLook),
                       begin.extra, characters});
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

/// All cells of a row united: nothing set in their look means that all is plain.
Words unite(const Cell* cells, std::size_t count) {
    Words united{Cell{}};
    for (std::size_t i = 0; i < count; ++i) {
        const Words cell(cells[i]);
        united.first |= cell.first;
        united.second |= cell.second;
    }
    return united;
}

unsigned flagsOf(const Row& row, const Words& united) {
    const bool plain = ((united.first & LookOfFirst) | (united.second & LookOfSecond)) == 0;
    const bool ascii = (united.first & ~LookOfFirst) < 0x80 && !row.hasWide;
    const bool rare = row.size != LineSize::Single || row.commandColumn >= 0 || row.exitStatus >= 0;
    return (row.wrapped ? Wrapped : 0u) | (ascii ? Ascii : 0u) | (plain ? Plain : 0u) |
           (row.hasWide ? HasWide : 0u) | (rare ? Rare : 0u) | unsigned(row.mark) << MarkShift;
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
