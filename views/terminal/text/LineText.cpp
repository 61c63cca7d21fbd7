#include "views/terminal/text/LineText.h"

#include <algorithm>

namespace understudy::terminal {

Range LineText::range(qsizetype at, qsizetype length) const {
    const Unit& first = units[static_cast<std::size_t>(at)];
    const Unit& last = units[static_cast<std::size_t>(at + length - 1)];
    return {{first.line, first.x}, {last.line, last.x + last.cells}};
}

qsizetype LineText::indexOf(Spot spot) const {
    const auto found = std::find_if(units.begin(), units.end(), [&spot](const Unit& unit) {
        return unit.line == spot.line && spot.x >= unit.x && spot.x < unit.x + unit.cells;
    });
    return found == units.end() ? -1 : found - units.begin();
}

LineText readLine(const Session& session, std::uint64_t first) {
    LineText line;
    line.from = first;
    const Symbols& symbols = session.screen().symbols();
    std::uint64_t number = first;
    for (bool more = true; more && number < session.endLine() && line.units.size() < LineText::Longest;
         ++number) {
        const Row row = session.line(number);
        more = row.wrapped;
        const int used = std::min(row.used, static_cast<int>(row.cells.size()));
        for (int x = 0; x < used; ++x) {
            const Cell& cell = row.cells[static_cast<std::size_t>(x)];
            if (cell.attributes & Tail) {
                continue;
            }
            if (cell.ch < 0x80) {
                line.text += QChar(cell.ch == 0 ? u' ' : static_cast<char16_t>(cell.ch));
            } else {
                const std::u32string text = symbols.text(cell.ch);
                line.text += QString::fromUcs4(text.data(), static_cast<qsizetype>(text.size()));
            }
            line.units.resize(static_cast<std::size_t>(line.text.size()),
                              {number, x, cell.attributes & Wide ? 2 : 1});
        }
    }
    line.next = std::max(number, first + 1);
    return line;
}

std::uint64_t lineStart(const Session& session, std::uint64_t line) {
    const std::uint64_t farthest = line > 2000 ? line - 2000 : 0; // one endless line costs no more than this
    while (line > session.firstLine() && line > farthest && session.line(line - 1).wrapped) {
        --line;
    }
    return line;
}

} // namespace understudy::terminal
