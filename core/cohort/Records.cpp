#include "core/cohort/Records.h"

#include "core/store/Numbers.h"
#include "core/store/Store.h"

#include <QJsonDocument>

namespace understudy::cohort {

namespace {

constexpr std::size_t atOnce = 64;
constexpr std::size_t largeBytes = 64 * 1024; // a text of more is read alone, when its turn comes
constexpr std::size_t mostBytes = 4 * 1024 * 1024;

Record recordOf(std::int64_t seq, const std::string& text) {
    Record record;
    record.seq = seq;
    record.statement = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    record.stored = fromIso(record.statement.value(QStringLiteral("stored")).toString()).value_or(Instant());
    return record;
}

/// The key finds who is acted upon, too, members of groups and whom a reference is about.
bool isBy(const Record& record, const Account& account) {
    const auto actor = record.statement.value(QStringLiteral("actor")).toObject();
    const auto own = actor.value(QStringLiteral("account")).toObject();
    return actor.value(QStringLiteral("objectType")).toString(QStringLiteral("Agent")) ==
               QLatin1String("Agent") &&
           own.value(QStringLiteral("homePage")).toString().toStdString() == account.homePage &&
           own.value(QStringLiteral("name")).toString().toStdString() == account.name;
}

} // namespace

std::int64_t agentKey(const Account& account) {
    return store::keyNumber(
        xapi::makeKey(xapi::KeyKind::Agent, "account " + account.homePage + ' ' + account.name));
}

Result<store::Rows> Records::portion(std::int64_t agent, const Span& span) {
    const std::string length = m_sql.engine() == store::Sql::Engine::Sqlite ? "length(CAST(s.body AS BLOB))"
                                                                            : "octet_length(s.body)";
    return m_sql.run("SELECT s.seq, CASE WHEN " + length + " <= " + std::to_string(largeBytes) +
                         " THEN s.body END FROM statement_key k JOIN statement s ON s.seq = k.seq "
                         "WHERE k.key = $1 AND k.seq BETWEEN $2 AND $3 AND s.voided = 0 ORDER BY k.seq " +
                         (span.ascending ? "ASC" : "DESC") + " LIMIT " + std::to_string(atOnce),
                     {agent, span.from, span.to});
}

/// "" for a statement that was erased since its number was read.
Result<std::string> Records::textOf(const store::Row& row) {
    if (!row.isNull(1))
        return row.text(1);
    const auto rows = m_sql.run("SELECT body FROM statement WHERE seq = $1", {row.integer(0)});
    if (!rows)
        return rows.error();
    return rows->empty() ? std::string() : rows->front().text(0);
}

Result<void> Records::each(const Account& account, std::int64_t upTo,
                           const std::function<bool(const Record&)>& take) {
    const auto agent = agentKey(account);
    for (std::int64_t from = 1;;) {
        const auto rows = portion(agent, {from, upTo, true});
        if (!rows)
            return rows.error();
        for (const auto& row : *rows) {
            const auto text = textOf(row);
            if (!text)
                return text.error();
            const auto record = recordOf(row.integer(0), *text);
            if (isBy(record, account) && !take(record))
                return {};
        }
        if (rows->size() < atOnce)
            return {};
        from = rows->back().integer(0) + 1;
    }
}

Result<Records::Page> Records::before(const Account& account, std::int64_t before, int limit) {
    const auto agent = agentKey(account);
    Page page;
    std::size_t bytes = 0;
    for (auto end = before > 0 ? before : std::numeric_limits<std::int64_t>::max();;) {
        const auto rows = portion(agent, {1, end - 1, false});
        if (!rows)
            return rows.error();
        for (const auto& row : *rows) {
            if (page.records.size() == static_cast<std::size_t>(limit) || bytes >= mostBytes) {
                page.older = end;
                return page;
            }
            const auto text = textOf(row);
            if (!text)
                return text.error();
            end = row.integer(0);
            bytes += text->size();
            auto record = recordOf(end, *text);
            if (isBy(record, account))
                page.records.push_back(std::move(record));
        }
        if (rows->size() < atOnce)
            return page;
    }
}

Result<std::vector<Records::Newest>> Records::newest() {
    const auto through = store::Store(m_sql).throughSeq();
    if (!through)
        return through.error();
    const auto rows = m_sql.run("SELECT m.person, (SELECT max(k.seq) FROM statement_key k "
                                "WHERE k.key = m.agent AND k.seq <= $1) FROM cohort_member m",
                                {*through});
    if (!rows)
        return rows.error();
    std::vector<Newest> all;
    for (const auto& row : *rows)
        all.push_back({row.integer(0), row.integer(1)});
    return all;
}

} // namespace understudy::cohort
