#include "core/sync/Inventory.h"

#include "core/base/Log.h"
#include "core/sync/Pull.h"
#include "core/sync/Statement.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace understudy::sync {

namespace {

constexpr auto week = std::chrono::days(7);
constexpr auto day = std::chrono::days(1);

} // namespace

Inventory::Inventory(journal::Journal& journal, Remote& remote, const Clock& clock)
    : m_journal(journal)
    , m_remote(remote)
    , m_clock(clock) {}

bool Inventory::due() const {
    const auto kept = m_journal.value(name());
    const auto last = kept ? fromIso(*kept) : std::nullopt;
    if (!last)
        return true;
    const auto passed = m_clock.now() - *last;
    return passed >= week || passed < std::chrono::days(-1);
}

void Inventory::run(Done done) {
    m_done = std::move(done);
    m_there.clear();
    m_named.clear();
    m_trail = {};
    m_remote.findIds([this](const Answer& answer) { read(answer); });
}

void Inventory::read(const Answer& answer) {
    const auto page = QJsonDocument::fromJson(answer.body).object();
    if (answer.status != 200 || !m_remote.isStore(answer) ||
        !page.value(QStringLiteral("statements")).isArray())
        return stop(setbackOf(answer, m_remote.terms()));
    const auto statements = page.value(QStringLiteral("statements")).toArray();
    for (const auto& value : statements)
        if (const auto id = value.toObject().value(QStringLiteral("id")).toString().toLower(); isUuid(id)) {
            const auto facts = factIds(id);
            m_there.insert(facts.begin(), facts.end());
            m_named.push_back(id);
        }
    const auto more = page.value(QStringLiteral("more")).toString();
    switch (m_trail.after(more, statements.size())) {
    case Trail::Step::Next:
        return m_remote.follow(more, [this](const Answer& next) { read(next); });
    case Trail::Step::End:
        return compare();
    case Trail::Step::Circle:
    case Trail::Step::Nowhere:
        stop(endlessList()); // half a list is nothing to compare with
    }
}

void Inventory::compare() {
    const std::vector<Id> there(m_there.begin(), m_there.end());
    const auto resent = m_journal.resendAllBut(there);
    const auto unknown = unknownHere();
    if (!resent || !unknown)
        return stop({Setback::Kind::TryLater, (resent ? unknown.error() : resent.error()).sentence, 0});
    if (*resent > 0 || !unknown->empty())
        qCWarning(logSync, "the weekly comparison: %d facts are sent again, %d are read again", *resent,
                  static_cast<int>(unknown->size()));
    auto kept = unknown->empty() ? Result<void>() : m_journal.setValue(Pull::cursorName(), QString());
    if (kept)
        kept = m_journal.setValue(name(), toIso(m_clock.now()));
    if (!kept)
        return stop({Setback::Kind::TryLater, kept.error().sentence, 0});
    std::exchange(m_done, nullptr)(std::nullopt);
}

/// What the server holds and the journal does not, under any of the ids it may have here.
Result<std::vector<Id>> Inventory::unknownHere() const {
    std::vector<Id> out;
    for (const Id& id : m_named) {
        const auto candidates = factIds(id);
        auto unknown = m_journal.unknown(candidates);
        if (!unknown)
            return unknown;
        if (unknown->size() == candidates.size())
            out.push_back(id);
    }
    return out;
}

void Inventory::stop(Setback setback) {
    if (const auto kept = m_journal.setValue(name(), toIso(m_clock.now() - week + day)); !kept)
        qCWarning(logSync, "%s", qPrintable(kept.error().sentence));
    std::exchange(m_done, nullptr)(std::move(setback));
}

} // namespace understudy::sync
