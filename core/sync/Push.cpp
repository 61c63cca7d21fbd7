#include "core/sync/Push.h"

#include "core/base/Log.h"
#include "core/sync/Comparison.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace understudy::sync {

namespace {

constexpr std::size_t mostStatements = 50;
constexpr qsizetype mostBytes = 1'000'000;
constexpr qsizetype large = 65'536; // what no web server refuses for its size unless it was told to

QByteArray compact(const QJsonObject& object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

} // namespace

Push::Push(journal::Journal& journal, Remote& remote)
    : m_journal(journal)
    , m_remote(remote)
    , m_context(contextOf(remote.account()))
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
    body += ']';
    m_size = body.size();
    m_remote.post(body, [this](const Answer& answer) { answered(answer); });
}

/// A web server before the store refuses what is too large in its own name; but who refuses little for its
/// size is somebody else.
bool Push::isTooLarge(const Answer& answer, qsizetype size) const {
    return answer.status == 413 && (m_remote.isStore(answer) || size > large);
}

void Push::answered(const Answer& answer) {
    const bool alone = m_batch.size() == 1;
    if (answer.status == 413 && !alone)
        return narrow((m_batch.size() + 1) / 2);
    if (isTooLarge(answer, m_size))
        return parkFirst(answer);
    if (!m_remote.isStore(answer))
        return stop(answer);
    switch (answer.status) {
    case 200:
        return accepted(answer);
    case 400:
        return alone ? parkFirst(answer) : narrow((m_batch.size() + 1) / 2);
    case 409:
        return alone ? settleConflict() : narrow(1);
    default:
        stop(answer);
    }
}

/// Whether the answer names these ids, each once and no others: 200 from something that does not is not from
/// a learning record store.
bool Push::names(const Answer& answer, const QStringList& ids) {
    QStringList named;
    for (const auto& id : QJsonDocument::fromJson(answer.body).array())
        named << id.toString().toLower();
    QStringList wanted = ids;
    named.sort();
    wanted.sort();
    return named == wanted;
}

void Push::accepted(const Answer& answer) {
    QStringList onWire;
    std::vector<Id> sent;
    for (const auto& fact : m_batch) {
        onWire << wireId(fact.id, m_context);
        sent.push_back(fact.id);
    }
    if (!names(answer, onWire))
        return stop(stranger());
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
    m_remote.findOne(wireId(m_batch.front().id, m_context), [this](const Answer& answer) {
        if (!m_remote.isStore(answer) || (answer.status != 200 && answer.status != 404))
            return stop(answer);
        const auto known = QJsonDocument::fromJson(answer.body).object();
        if (answer.status == 200 && known.isEmpty())
            return stop(stranger());
        if (!isOurs(known))
            return reissue();
        if (const auto marked = m_journal.markSent({m_batch.front().id}); !marked)
            return stop(marked.error());
        cleared(1);
    });
}

/// By the rules of comparison; or the same fact of the same person in the words of another version of this
/// program.
bool Push::isOurs(const QJsonObject& known) const {
    const auto mine = toStatement(m_batch.front(), m_context);
    if (isSameStatement(known, mine))
        return true;
    const auto fact = toFact(known);
    const auto accountOf = [](const QJsonObject& statement) {
        return statement.value(QStringLiteral("actor")).toObject().value(QStringLiteral("account"));
    };
    return fact && *fact == m_batch.front() && accountOf(known) == accountOf(mine);
}

void Push::reissue() {
    const auto statement = toReissuedStatement(m_batch.front(), m_context);
    qCWarning(logSync, "the id of fact %s is taken at the server; it is sent under another",
              qPrintable(m_batch.front().id));
    const auto id = statement.value(QStringLiteral("id")).toString();
    const auto body = compact(statement);
    m_remote.post(body, [this, id, size = body.size()](const Answer& answer) {
        if (isTooLarge(answer, size))
            return parkFirst(answer);
        if (!m_remote.isStore(answer))
            return stop(answer);
        if (answer.status == 400 || answer.status == 409)
            return parkFirst(answer);
        if (answer.status != 200)
            return stop(answer);
        if (!names(answer, {id}))
            return stop(stranger());
        if (const auto marked = m_journal.markSent({m_batch.front().id}); !marked)
            return stop(marked.error());
        cleared(1);
    });
}

/// An answer that looks right and is not.
Answer Push::stranger() {
    Answer answer;
    answer.status = 200;
    return answer;
}

void Push::stop(Setback setback) { std::exchange(m_done, nullptr)(std::move(setback)); }

void Push::stop(const Answer& answer) { stop(setbackOf(answer, m_remote.terms())); }

void Push::stop(const Error& error) { stop(Setback{Setback::Kind::TryLater, error.sentence, 0}); }

} // namespace understudy::sync
