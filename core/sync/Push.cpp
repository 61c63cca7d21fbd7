#include "core/sync/Push.h"

#include "core/base/Log.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>

namespace understudy::sync {

namespace {

constexpr std::size_t mostStatements = 50;
constexpr qsizetype mostBytes = 1'000'000;

QByteArray compact(const QJsonObject& object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

} // namespace

Push::Push(journal::Journal& journal, Remote& remote)
    : m_journal(journal)
    , m_remote(remote)
    , m_context{remote.account().homePage, remote.account().name}
    , m_limit(mostStatements) {}

void Push::run(Done done) {
    m_done = std::move(done);
    next();
}

void Push::next() {
    const auto unsent = m_journal.unsent(static_cast<int>(std::min(m_limit, mostStatements)));
    if (!unsent)
        return stop(unsent.error());
    m_batch.clear();
    QByteArray body = "[";
    for (const auto& entry : *unsent) {
        const auto text = compact(toStatement(entry.fact, m_context));
        if (!m_batch.empty() && body.size() + text.size() > mostBytes)
            break;
        if (!m_batch.empty())
            body += ',';
        body += text;
        m_batch.push_back(entry.fact);
    }
    if (m_batch.empty())
        return std::exchange(m_done, nullptr)(std::nullopt);
    m_remote.post(body + ']', [this](const Answer& answer) { answered(answer); });
}

void Push::answered(const Answer& answer) {
    const bool alone = m_batch.size() == 1;
    switch (answer.status) {
    case 200:
        return accepted(answer);
    case 400:
        return alone ? parkFirst(answer) : narrow((m_batch.size() + 1) / 2);
    case 413:
        return alone ? parkFirst(answer) : narrow((m_batch.size() + 1) / 2);
    case 409:
        return alone ? settleConflict() : narrow(1);
    default:
        stop(setbackOf(answer));
    }
}

void Push::accepted(const Answer& answer) {
    QSet<QString> named;
    for (const auto& id : QJsonDocument::fromJson(answer.body).array())
        named.insert(id.toString().toLower());
    std::vector<Id> sent;
    for (const auto& fact : m_batch) {
        if (named.contains(fact.id))
            sent.push_back(fact.id);
    }
    // 200 from something that does not name our statements is not from a learning record store.
    if (sent.size() != m_batch.size()) {
        Answer stranger;
        stranger.status = 200;
        return stop(setbackOf(stranger));
    }
    if (const auto marked = m_journal.markSent(sent); !marked)
        return stop(marked.error());
    cleared(m_batch.size());
}

void Push::narrow(std::size_t limit) {
    m_limit = limit;
    m_suspects = m_batch.size(); // the bad one is among these for certain
    next();
}

void Push::cleared(std::size_t count) {
    m_suspects -= std::min(m_suspects, count);
    m_limit = m_suspects == 0 ? mostStatements : std::max<std::size_t>(1, std::min(m_limit, m_suspects));
    if (progressed)
        progressed();
    next();
}

void Push::parkFirst(const Answer& answer) {
    qCWarning(logSync, "the server refuses fact %s: HTTP %d", qPrintable(m_batch.front().id), answer.status);
    if (const auto parked = m_journal.park(m_batch.front().id, wordsOf(answer)); !parked)
        return stop(parked.error());
    cleared(1);
}

/// The id is known at the server. If it is our own statement, an earlier reply was lost and all is well. If
/// not, the id is taken, and the fact is sent under another: it is never dropped.
void Push::settleConflict() {
    m_remote.findOne(m_batch.front().id, [this](const Answer& answer) {
        if (answer.status != 200 && answer.status != 404)
            return stop(setbackOf(answer));
        const auto known = toFact(QJsonDocument::fromJson(answer.body).object());
        if (!known || !(*known == m_batch.front()))
            return reissue();
        if (const auto marked = m_journal.markSent({m_batch.front().id}); !marked)
            return stop(marked.error());
        cleared(1);
    });
}

void Push::reissue() {
    const auto statement = toReissuedStatement(m_batch.front(), m_context);
    qCWarning(logSync, "the id of fact %s is taken at the server; it is sent under another",
              qPrintable(m_batch.front().id));
    m_remote.post(compact(statement), [this](const Answer& answer) {
        if (answer.status == 400 || answer.status == 409 || answer.status == 413)
            return parkFirst(answer);
        if (answer.status != 200)
            return stop(setbackOf(answer));
        if (const auto marked = m_journal.markSent({m_batch.front().id}); !marked)
            return stop(marked.error());
        cleared(1);
    });
}

void Push::stop(Setback setback) { std::exchange(m_done, nullptr)(std::move(setback)); }

void Push::stop(const Error& error) { stop(Setback{Setback::Kind::TryLater, error.sentence, 0}); }

} // namespace understudy::sync
