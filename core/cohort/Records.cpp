#include "core/cohort/Records.h"

#include "core/store/Numbers.h"

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

constexpr auto chosen = "SELECT s.seq, s.body FROM statement_key k JOIN statement s ON s.seq = k.seq "
                        "WHERE k.key = $1 AND s.voided = 0 AND ";

} // namespace

std::int64_t agentKey(const std::string& homePage, const std::string& account) {
    return store::keyNumber(xapi::makeKey(xapi::KeyKind::Agent, "account " + homePage + ' ' + account));
}

Result<void> Records::each(std::int64_t agent, const std::function<bool(const Record&)>& take) {
    for (std::int64_t after = 0;;) {
        const auto rows = m_sql.run(std::string(chosen) + "k.seq > $2 ORDER BY k.seq LIMIT $3",
                                    {agent, after, std::int64_t(portion)});
        if (!rows)
            return rows.error();
        for (const auto& row : *rows)
            if (!take(recordOf(row)))
                return {};
        if (rows->size() < portion)
            return {};
        after = rows->back().integer(0);
    }
}

Result<std::vector<Record>> Records::before(std::int64_t agent, std::int64_t before, int limit) {
    const auto rows = m_sql.run(
        std::string(chosen) + "k.seq < $2 ORDER BY k.seq DESC LIMIT $3",
        {agent, before > 0 ? before : std::numeric_limits<std::int64_t>::max(), std::int64_t(limit)});
    if (!rows)
        return rows.error();
    std::vector<Record> records;
    for (const auto& row : *rows)
        records.push_back(recordOf(row));
    return records;
}

Result<std::vector<Records::Newest>> Records::newest() {
    const auto rows = m_sql.run("SELECT m.person, (SELECT max(k.seq) FROM statement_key k "
                                "WHERE k.key = m.agent) FROM cohort_member m");
    if (!rows)
        return rows.error();
    std::vector<Newest> all;
    for (const auto& row : *rows)
        all.push_back({row.integer(0), row.integer(1)});
    return all;
}

} // namespace understudy::cohort
