#include "core/sync/Pull.h"

#include "core/sync/Arrivals.h"
#include "core/sync/Statement.h"

#include <QJsonDocument>

#include <algorithm>

namespace understudy::sync {

namespace {

// Servers with several writers may let statements appear a little below what was seen already.
constexpr auto overlap = std::chrono::minutes(5);

/// RFC 3339 with any number of decimals: servers store finer than milliseconds.
std::optional<Instant> moment(const QString& text) {
    const auto point = text.indexOf(u'.');
    if (point < 0)
        return fromIso(text);
    qsizetype end = point + 1;
    while (end < text.size() && text.at(end).isDigit())
        ++end;
    return fromIso(text.left(std::min(end, point + 4)) + text.mid(end));
}

} // namespace

Pull::Pull(journal::Journal& journal, Remote& remote)
    : m_journal(journal)
    , m_remote(remote) {}

void Pull::run(Done done) {
    m_done = std::move(done);
    m_first = true;
    m_trail = {};
    m_newest.reset();
    m_through.reset();
    const auto cursor = m_journal.value(cursorName());
    if (!cursor)
        return stop({Setback::Kind::TryLater, cursor.error().sentence, 0});
    m_cursor = *cursor;
    m_remote.findSince(m_cursor, [this](const Answer& answer) { read(answer); });
}

void Pull::read(const Answer& answer) {
    const auto page = QJsonDocument::fromJson(answer.body).object();
    if (answer.status != 200 || !m_remote.isStore(answer) ||
        !page.value(QStringLiteral("statements")).isArray())
        return stop(setbackOf(answer, m_remote.terms()));
    if (std::exchange(m_first, false))
        m_through = moment(QString::fromLatin1(answer.header("X-Experience-API-Consistent-Through")));
    const auto statements = page.value(QStringLiteral("statements")).toArray();
    if (!merge(statements))
        return;
    const auto more = page.value(QStringLiteral("more")).toString();
    switch (m_trail.after(more, statements.size())) {
    case Trail::Step::Next:
        return follow(more);
    case Trail::Step::End:
        return finish();
    case Trail::Step::Circle:
    case Trail::Step::Nowhere:
        // The next pull goes on behind what was read: nothing that comes in order is passed over.
        if (const auto kept = keepCursor(); !kept)
            return stop({Setback::Kind::TryLater, kept.error().sentence, 0});
        stop(endlessList());
    }
}

void Pull::follow(const QString& more) {
    const auto go = [this, more](const std::optional<Setback>& setback) {
        if (setback)
            return stop(*setback);
        m_remote.follow(more, [this](const Answer& next) { read(next); });
    };
    betweenPages ? betweenPages(go) : go(std::nullopt);
}

bool Pull::merge(const QJsonArray& statements) {
    QJsonArray own;
    for (const auto& value : statements) {
        const auto statement = value.toObject();
        if (const auto stored = moment(statement.value(QStringLiteral("stored")).toString()))
            m_newest = std::max(m_newest.value_or(*stored), *stored);
        if (isBy(statement, m_remote.account()))
            own.append(statement);
    }
    const auto facts = arrivals(own, m_journal);
    const auto merged = facts ? m_journal.merge(*facts) : Result<int>(facts.error());
    if (!merged) {
        stop({Setback::Kind::TryLater, merged.error().sentence, 0});
        return false;
    }
    if (*merged > 0 && arrived)
        arrived(*merged);
    return true;
}

void Pull::finish() {
    // Only now, after the last page, and by the server's clock alone: a cursor is where syncs lose things.
    if (const auto kept = keepCursor(); !kept)
        return stop({Setback::Kind::TryLater, kept.error().sentence, 0});
    std::exchange(m_done, nullptr)(std::nullopt);
}

Result<void> Pull::keepCursor() {
    if (!m_newest)
        return {};
    const auto cursor = toIso((m_through ? std::min(*m_newest, *m_through) : *m_newest) - overlap);
    return cursor > m_cursor ? m_journal.setValue(cursorName(), cursor) : Result<void>();
}

void Pull::stop(Setback setback) { std::exchange(m_done, nullptr)(std::move(setback)); }

} // namespace understudy::sync
