#include "core/terminal/Transcript.h"

#include <algorithm>
#include <cwctype>

namespace understudy::terminal {
namespace {

char32_t lower(char32_t c) {
    if (c < 0x80) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    return static_cast<char32_t>(std::towlower(static_cast<std::wint_t>(c)));
}

bool isWordCell(const Row& row, int x) {
    if (x < 0 || x >= row.used) {
        return false;
    }
    const Cell& cell = row.cells[static_cast<std::size_t>(x)];
    if (cell.attributes & Tail || cell.ch >= 0xA1) {
        return true;
    }
    const char c = static_cast<char>(cell.ch);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view("-_./:~@%+=?&#").find(c) != std::string_view::npos;
}

/// A logical line as characters, each with the spot it stands on.
struct Text {
    std::u32string characters;
    std::vector<Spot> spots;

    void add(const Symbols& symbols, const Row& row, std::uint64_t number) {
        for (int x = 0; x < row.used; ++x) {
            const Cell& cell = row.cells[static_cast<std::size_t>(x)];
            if (cell.attributes & Tail) {
                continue;
            }
            for (const char32_t c : symbols.text(cell.ch)) {
                characters += lower(c);
                spots.push_back({number, x});
            }
        }
    }
};

void findIn(const Text& text, const std::u32string& needle, std::vector<Range>& found) {
    for (std::size_t at = text.characters.find(needle);
         at != std::u32string::npos && found.size() < Transcript::MostMatches;
         at = text.characters.find(needle, at + needle.size())) {
        Spot end = text.spots[at + needle.size() - 1];
        ++end.x;
        found.push_back({text.spots[at], end});
    }
}

} // namespace

std::string Transcript::text(const Range& range) const {
    std::string out;
    const Symbols& symbols = m_session.screen().symbols();
    const std::uint64_t last = std::min(range.to.line + 1, m_session.endLine());
    for (std::uint64_t number = std::max(range.from.line, m_session.firstLine()); number < last; ++number) {
        const Row row = m_session.line(number);
        const int from = number == range.from.line ? range.from.x : 0;
        const int to = number == range.to.line ? std::min(range.to.x, row.used) : row.used;
        std::string part;
        for (int x = from; x < to; ++x) {
            symbols.append(part, row.cells[static_cast<std::size_t>(x)]);
        }
        if (!row.wrapped) {
            part.erase(part.find_last_not_of(' ') + 1);
        }
        out += part;
        if (!row.wrapped && number + 1 < last) {
            out += '\n';
        }
    }
    return out;
}

std::string Transcript::screen() const {
    std::string out;
    for (int y = 0; y < m_session.screen().rows(); ++y) {
        const Row& row = m_session.screen().row(y);
        std::string part;
        for (int x = 0; x < row.used; ++x) {
            m_session.screen().symbols().append(part, row.cells[static_cast<std::size_t>(x)]);
        }
        part.erase(part.find_last_not_of(' ') + 1);
        out += part + '\n';
    }
    return out;
}

Range Transcript::all() const {
    return {{m_session.firstLine(), 0}, {m_session.endLine() - 1, m_session.screen().columns()}};
}

Range Transcript::word(Spot spot) const {
    Row row = m_session.line(spot.line);
    if (!isWordCell(row, spot.x)) {
        return {spot, {spot.line, spot.x + 1}};
    }
    Range range{spot, {spot.line, spot.x + 1}};
    for (Row at = row;;) {
        while (range.from.x > 0 && isWordCell(at, range.from.x - 1)) {
            --range.from.x;
        }
        Row before = range.from.line > m_session.firstLine() ? m_session.line(range.from.line - 1) : Row{};
        if (range.from.x > 0 || !before.wrapped || !isWordCell(before, before.used - 1)) {
            break;
        }
        range.from = {range.from.line - 1, before.used};
        at = std::move(before);
    }
    for (Row at = std::move(row);;) {
        while (isWordCell(at, range.to.x)) {
            ++range.to.x;
        }
        if (range.to.x < at.used || !at.wrapped || range.to.line + 1 >= m_session.endLine()) {
            break;
        }
        at = m_session.line(range.to.line + 1);
        if (!isWordCell(at, 0)) {
            break;
        }
        range.to = {range.to.line + 1, 0};
    }
    return range;
}

Range Transcript::line(Spot spot) const {
    std::uint64_t from = spot.line;
    while (from > m_session.firstLine() && m_session.line(from - 1).wrapped) {
        --from;
    }
    std::uint64_t to = spot.line;
    while (to + 1 < m_session.endLine() && m_session.line(to).wrapped) {
        ++to;
    }
    return {{from, 0}, {to, m_session.screen().columns()}};
}

std::optional<Range> Transcript::lastOutput() const {
    std::uint64_t end = m_session.endLine();
    for (std::uint64_t number = end; number > m_session.firstLine(); --number) {
        const Mark mark = m_session.line(number - 1).mark;
        if (mark == Mark::Output) {
            return Range{{number - 1, 0}, {end, 0}};
        }
        if (mark == Mark::Prompt) {
            end = number - 1;
        }
    }
    return std::nullopt;
}

std::vector<Range> Transcript::find(std::string_view needle) const {
    std::vector<Range> found;
    std::u32string wanted = fromUtf8(needle);
    std::transform(wanted.begin(), wanted.end(), wanted.begin(), lower);
    if (wanted.empty()) {
        return found;
    }
    Text text;
    for (std::uint64_t number = m_session.firstLine(); number < m_session.endLine(); ++number) {
        const Row row = m_session.line(number);
        text.add(m_session.screen().symbols(), row, number);
        if (!row.wrapped || text.characters.size() > 100'000) {
            findIn(text, wanted, found);
            text = {};
        }
    }
    findIn(text, wanted, found);
    return found;
}

} // namespace understudy::terminal
