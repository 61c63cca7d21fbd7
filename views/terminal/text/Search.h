#pragma once

#include "views/terminal/text/LineText.h"

#include <QElapsedTimer>
#include <QObject>
#include <QRegularExpression>
#include <QTimer>

#include <deque>
#include <optional>

namespace understudy::terminal {

/// Finds text in everything the terminal remembers, a few milliseconds at a time so that nothing waits, and
/// goes on finding while output arrives.
class Search final : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t MostMatches = 100'000;

    explicit Search(const Session& session, QObject* parent = nullptr);

    /// Looks for @p needle, as a regular expression when @p pattern; small letters find capitals too, a
    /// capital finds only itself. An empty one ends the search.
    void start(const QString& needle, bool pattern);
    void restart(); ///< after lines were wrapped anew
    void outputArrived();
    bool isActive() const { return m_active; }
    bool isDone() const { return !m_slice.isActive(); } ///< everything has been looked at
    QString trouble() const { return m_trouble; }       ///< why a pattern can not be searched for

    int count() const { return static_cast<int>(m_matches.size()); }
    int current() const { return m_current; } ///< from 0, the oldest first; -1 for none
    std::optional<Range> currentMatch() const;
    void step(int by); ///< 1 to the next newer match, -1 to the next older one, round at the ends
    /// The columns of matches on a line, the current one left out.
    std::vector<std::pair<int, int>> onLine(std::uint64_t line, int columns) const;

Q_SIGNALS:
    void changed();
    void arrived(); ///< the current match is another one: show it

private:
    void slice();
    void scan(const LineText& line);
    void dropOld();

    const Session& m_session;
    QString m_needle;
    bool m_pattern = false;
    bool m_active = false;
    QString m_trouble;
    QRegularExpression m_expression;
    std::deque<Range> m_matches;
    int m_current = -1;
    bool m_chosen = false;      ///< the trainee has been shown a match
    std::uint64_t m_stable = 0; ///< lines before this one are searched and will not change
    QTimer m_slice;
    QTimer m_later;
};

/// The part of a range that lies on one line, as columns.
std::pair<int, int> columnsOn(const Range& range, std::uint64_t line, int columns);

} // namespace understudy::terminal
