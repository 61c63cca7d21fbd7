#pragma once

#include "core/terminal/Session.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::terminal {

/// What the terminal remembers, read as text: selections, words, lines, and searching. A line that wrapped is
/// one line.
class Transcript final {
public:
    static constexpr std::size_t MostMatches = 10'000;

    explicit Transcript(const Session& session)
        : m_session(session) {}

    /// UTF-8 between two spots; rows that wrapped are joined, blanks at line ends left out, \n between lines.
    std::string text(const Range& range) const;
    std::string screen() const; ///< the visible screen, row by row
    Range all() const;
    /// The word around a spot: letters, digits and - _ . / : ~ @ % + = ? & # belong together.
    Range word(Spot spot) const;
    /// The whole line around a spot, over all its rows.
    Range line(Spot spot) const;
    /// The output of the command last finished or running by OSC 133 marks; nothing without marks.
    std::optional<Range> lastOutput() const;
    /// Every place of @p needle (UTF-8), oldest first; small letters find capitals too. At most MostMatches.
    std::vector<Range> find(std::string_view needle) const;

private:
    const Session& m_session;
};

} // namespace understudy::terminal
