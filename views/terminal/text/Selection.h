#pragma once

#include "core/terminal/Transcript.h"
#include "views/terminal/paint/Colors.h"

namespace understudy::terminal {

/// What the trainee has selected: characters, whole words, whole lines, the output of a command, or a block
/// of columns.
class Selection final {
public:
    enum class Unit { Character, Word, Line };

    Selection(const Session& session, const Transcript& transcript)
        : m_session(session)
        , m_transcript(transcript) {}

    void begin(Spot spot, Unit unit, bool block);
    void extend(Spot spot); ///< to here, in units of begin()
    void set(const Range& range);
    void clear() { m_range.reset(); }
    bool isEmpty() const { return !m_range; }
    const std::optional<Range>& range() const { return m_range; }
    bool isBlock() const { return m_block; }
    Unit unit() const { return m_unit; }

    std::pair<int, int> columnsOn(std::uint64_t line, int columns) const;
    QString text() const;
    /// The same with its colors, as one <pre> element; nothing in it is a link or a script.
    QString html(const Colors& colors) const;

private:
    std::vector<Range> pieces() const; ///< row by row for a block, else one
    void appendHtml(QString& out, const Range& piece, const Colors& colors) const;

    const Session& m_session;
    const Transcript& m_transcript;
    Unit m_unit = Unit::Character;
    bool m_block = false;
    Range m_anchor;
    std::optional<Range> m_range;
};

} // namespace understudy::terminal
