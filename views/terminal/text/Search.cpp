#include "views/terminal/text/Search.h"

#include <algorithm>

namespace understudy::terminal {
namespace {

constexpr qint64 SliceMs = 4;
constexpr int AgainMs = 150; ///< how often new output is looked through

bool hasCapital(QString needle, bool pattern) {
    if (pattern) {
        static const QRegularExpression escapes(QStringLiteral("\\\\."));
        needle.remove(escapes);
    }
    return std::any_of(needle.cbegin(), needle.cend(), [](QChar c) { return c.isUpper(); });
}

} // namespace

std::pair<int, int> columnsOn(const Range& range, std::uint64_t line, int columns) {
    if (line < range.from.line || line > range.to.line) {
        return {0, 0};
    }
    return {line == range.from.line ? range.from.x : 0,
            line == range.to.line ? std::min(range.to.x, columns) : columns};
}

Search::Search(const Session& session, QObject* parent)
    : QObject(parent)
    , m_session(session) {
    m_slice.setInterval(0);
    m_later.setInterval(AgainMs);
    m_later.setSingleShot(true);
    connect(&m_slice, &QTimer::timeout, this, &Search::slice);
    connect(&m_later, &QTimer::timeout, this, [this] { m_slice.start(); });
}

void Search::start(const QString& needle, bool pattern) {
    m_needle = needle;
    m_pattern = pattern;
    restart();
}

void Search::restart() {
    m_matches.clear();
    m_current = -1;
    m_chosen = false;
    m_trouble.clear();
    m_slice.stop();
    m_later.stop();
    m_active = !m_needle.isEmpty();
    if (m_active) {
        // A pattern that tries for ever is stopped by the engine's own limit.
        const QString text = m_pattern ? QStringLiteral("(*LIMIT_MATCH=200000)") + m_needle
                                       : QRegularExpression::escape(m_needle);
        m_expression = QRegularExpression(text, hasCapital(m_needle, m_pattern)
                                                    ? QRegularExpression::NoPatternOption
                                                    : QRegularExpression::CaseInsensitiveOption);
        if (!m_expression.isValid()) {
            m_trouble = m_expression.errorString();
            m_active = false;
        }
    }
    m_stable = m_session.firstLine();
    if (m_active) {
        m_slice.start();
    }
    Q_EMIT changed();
}

void Search::outputArrived() {
    if (m_active && !m_slice.isActive() && !m_later.isActive()) {
        m_later.start();
    }
}

void Search::dropOld() {
    while (!m_matches.empty() && m_matches.back().from.line >= m_stable) {
        m_matches.pop_back();
    }
    while (!m_matches.empty() && m_matches.front().from.line < m_session.firstLine()) {
        m_matches.pop_front();
        m_current = std::max(-1, m_current - 1);
    }
    m_stable = std::max(m_stable, m_session.firstLine());
}

void Search::slice() {
    QElapsedTimer time;
    time.start();
    dropOld();
    std::uint64_t at = m_stable;
    while (at < m_session.endLine()) {
        if (time.elapsed() >= SliceMs && at < m_session.topLine()) {
            m_stable = at;
            Q_EMIT changed();
            return; // the timer comes again at once
        }
        const LineText line = readLine(m_session, at);
        if (line.next <= m_session.topLine()) {
            m_stable = line.next;
        }
        scan(line);
        at = line.next;
    }
    m_slice.stop();
    m_current = std::min(m_current, count() - 1);
    if (!m_chosen && count() > 0) {
        m_chosen = true;
        m_current = count() - 1; // the newest first
        Q_EMIT arrived();
    }
    Q_EMIT changed();
}

void Search::scan(const LineText& line) {
    for (auto it = m_expression.globalMatch(line.text); it.hasNext() && m_matches.size() < MostMatches;) {
        const auto match = it.next();
        if (match.capturedLength() > 0) {
            m_matches.push_back(line.range(match.capturedStart(), match.capturedLength()));
        }
    }
}

std::optional<Range> Search::currentMatch() const {
    return m_current < 0 || m_current >= count() ? std::nullopt
                                                 : std::optional(m_matches[std::size_t(m_current)]);
}

void Search::step(int by) {
    if (count() > 0) {
        m_chosen = true;
        m_current = m_current < 0 ? count() - 1 : (m_current + by + count()) % count();
        Q_EMIT arrived();
        Q_EMIT changed();
    }
}

std::vector<std::pair<int, int>> Search::onLine(std::uint64_t line, int columns) const {
    std::vector<std::pair<int, int>> found;
    const auto first =
        std::lower_bound(m_matches.begin(), m_matches.end(), line,
                         [](const Range& match, std::uint64_t wanted) { return match.to.line < wanted; });
    for (auto it = first; it != m_matches.end() && it->from.line <= line; ++it) {
        if (it - m_matches.begin() != m_current) {
            found.push_back(columnsOn(*it, line, columns));
        }
    }
    return found;
}

} // namespace understudy::terminal
