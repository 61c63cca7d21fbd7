#include "core/cohort/Records.h"

#include "core/store/Numbers.h"
#include "core/store/Store.h"

#include <QJsonDocument>

namespace understudy::cohort {

namespace {

constexpr int portion = 200;

Record recordOf(const store::Row& row) {
    Record record;
    record.seq = row.integer(0);
    record.statement = QJsonDocument::fromJson(QByteArray::fromStdString(row.text(1))).object();
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

constexpr auto chosen = "SELECT s.seq, s.body FROM statement_key k JOIN statement s ON s.seq = k.seq "
                        "WHERE k.key = $1 AND s.voided = 0 AND ";

} // namespace

std::int64_t agentKey(const Account& account) {
    return store::keyNumber(
        xapi::makeKey(xapi::KeyKind::Agent, "account " + account.homePage + ' ' + account.name));
}

Result<void> Records::each(const Account& account, std::int64_t upTo,
                           const std::function<bool(const Record&)>& take) {
    const auto agent = agentKey(account);
    for (std::int64_t after = 0;;) {
        const auto rows =
            m_sql.run(std::string(chosen) + "k.seq > $2 AND k.seq <= $3 ORDER BY k.seq LIMIT $4",
                      {agent, after, upTo, std::int64_t(portion)});
        if (!rows)
            return rows.error();
        for (const auto& row : *rows) {
            const auto record = recordOf(row);
            if (isBy(record, account) && !take(record))
                return {};
        }
        if (rows->size() < portion)
            return {};
        after = rows->back().integer(0);
    }
}

Result<std::vector<Record>> Records::before(const Account& account, std::int64_t before, int limit) {
    const auto agent = agentKey(account);
    std::vector<Record> records;
    for (auto upTo = before > 0 ? before : std::numeric_limits<std::int64_t>::max();;) {
        const auto rows = m_sql.run(std::string(chosen) + "k.seq < $2 ORDER BY k.seq DESC LIMIT $3",
                                    {agent, upTo, std::int64_t(portion)});
        if (!rows)
            return rows.error();
        for (const auto& row : *rows) {
            auto record = recordOf(row);
            if (isBy(record, account))
                records.push_back(std::move(record));
            if (records.size() == static_cast<std::size_t>(limit))
                return records;
        }
        if (rows->size() < portion)
            return records;
        upTo = rows->back().integer(0);
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
