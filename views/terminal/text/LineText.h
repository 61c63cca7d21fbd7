#pragma once

#include "core/terminal/Session.h"

#include <QString>

#include <vector>

namespace understudy::terminal {

/// A line of the transcript over all its wrapped rows, as text, with the place of each UTF-16 unit.
struct LineText {
    static constexpr std::size_t Longest = 64 * 1024; ///< a longer line is read in parts

    struct Unit {
        std::uint64_t line;
        int x;
        int cells;
    };
    QString text;
    std::vector<Unit> units;
    std::uint64_t from = 0; ///< its first row
    std::uint64_t next = 0; ///< the row after its last one

    /// The cells of @p length units of text from @p at; length is at least 1.
    Range range(qsizetype at, qsizetype length) const;
    /// The unit of text at a place, -1 where nothing is written.
    qsizetype indexOf(Spot spot) const;
};

/// Reads the line that begins on row @p first.
LineText readLine(const Session& session, std::uint64_t first);
/// The first row of the line that row @p line belongs to.
std::uint64_t lineStart(const Session& session, std::uint64_t line);

} // namespace understudy::terminal
