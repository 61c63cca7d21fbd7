#include "core/store/Store.h"

#include "core/store/SqliteSql.h"
#include "core/xapi/RawJson.h"

#include <algorithm>

namespace understudy::store {

namespace {

constexpr std::size_t maxPageBytes = 4 * 1024 * 1024;
constexpr int maxReferences = 16; // a chain of references longer than this is followed no further

void bindKey(SQLite::Statement& statement, int at, const xapi::Key& key) {
    statement.bind(at, static_cast<int>(key.kind));
    statement.bind(at + 1, key.bytes.data(), static_cast<int>(key.bytes.size()));
}

Stored rowOf(SQLite::Statement& row) {
    return {row.getColumn(0).getInt64(), row.getColumn(1).getInt64(), row.getColumn(2).getString(),
            row.getColumn(3).getString()};
}

boost::json::object meaningOf(const std::string& body) {
    std::string ignored;
    auto value = xapi::parseJson(body, ignored);
    return value && value->is_object() ? value->get_object() : boost::json::object();
}

} // namespace

Store::Store(Database& database, const Clock& clock)
    : m_database(database)
    , m_clock(clock)
    , m_insert(static_cast<SqliteSql&>(database.sql()).database(),
               "INSERT INTO statement (id, stored, voided, voids, refers_to, body) "
               "VALUES (?1, ?2, EXISTS (SELECT 1 FROM statement WHERE refers_to = ?1 AND voids) "
               "AND NOT ?3, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING")
    , m_insertKey(static_cast<SqliteSql&>(database.sql()).database(),
                  "INSERT OR IGNORE INTO statement_key (kind, key, seq) VALUES (?, ?, ?)")
    , m_body(static_cast<SqliteSql&>(database.sql()).database(),
             "SELECT seq, stored, id, body FROM statement WHERE id = ?")
    , m_referrers(static_cast<SqliteSql&>(database.sql()).database(),
                  "SELECT seq, id FROM statement WHERE refers_to = ?") {}

Result<std::unique_ptr<Store>> Store::open(Database& database, const Clock& clock) {
    return guarded([&] {
        std::unique_ptr<Store> store(new Store(database, clock));
        store->m_lastStored = static_cast<SqliteSql&>(database.sql())
                                  .database()
                                  .execAndGet("SELECT coalesce(max(stored), 0) FROM statement")
                                  .getInt64();
        return store;
    });
}

xapi::Micros Store::nextStored() {
    const xapi::Micros now = m_clock.now().time_since_epoch().count() * 1000;
    m_lastStored = std::max(now, m_lastStored + 1);
    return m_lastStored;
}

Result<std::vector<Store::Outcome>> Store::append(std::span<const std::vector<xapi::Draft>> batches) {
    const xapi::Micros before = m_lastStored;
    auto stored = guarded([&] {
        std::vector<Outcome> outcomes(batches.size());
        auto& sql = static_cast<SqliteSql&>(m_database.sql()).database();
        SQLite::Transaction transaction(sql, SQLite::TransactionBehavior::IMMEDIATE);
        for (std::size_t i = 0; i < batches.size(); ++i) {
            sql.exec("SAVEPOINT batch");
            for (const auto& one : batches[i]) {
                if (!put(one, nextStored())) {
                    outcomes[i].conflict = one.id;
                    sql.exec("ROLLBACK TO batch");
                    break;
                }
            }
            sql.exec("RELEASE batch");
        }
        transaction.commit();
        return outcomes;
    });
    if (!stored)
        m_lastStored = before;
    return stored;
}

bool Store::put(const xapi::Draft& draft, xapi::Micros stored) {
    m_insert.reset();
    m_insert.clearBindings();
    m_insert.bind(1, draft.id);
    m_insert.bind(2, stored);
    m_insert.bind(3, draft.voids ? 1 : 0);
    if (!draft.refersTo.empty())
        m_insert.bind(4, draft.refersTo);
    m_insert.bind(5, draft.text(stored));
    if (m_insert.exec() == 0) {
        bool same = false;
        return isKnown(draft, same) && same;
    }
    const auto seq = static_cast<SqliteSql&>(m_database.sql()).database().getLastInsertRowid();
    addKeys(seq, draft.keys);
    if (!draft.refersTo.empty())
        linkTarget(seq, draft);
    linkReferrers(draft.id, draft.keys, 0);
    return true;
}

bool Store::isKnown(const xapi::Draft& draft, bool& same) {
    m_body.reset();
    m_body.bind(1, draft.id);
    if (!m_body.executeStep())
        return false;
    same = xapi::sayTheSame(draft.meaning, meaningOf(m_body.getColumn(3).getString()));
    m_body.reset();
    return true;
}

void Store::addKeys(std::int64_t seq, const std::vector<xapi::Key>& keys) {
    for (const auto& key : keys) {
        m_insertKey.reset();
        bindKey(m_insertKey, 1, key);
        m_insertKey.bind(3, seq);
        m_insertKey.exec();
    }
}

// A statement about another statement is found by whatever finds the other one, whichever of the two came
// first.
void Store::linkTarget(std::int64_t seq, const xapi::Draft& draft) {
    if (draft.voids) {
        SQLite::Statement mark(static_cast<SqliteSql&>(m_database.sql()).database(),
                               "UPDATE statement SET voided = 1 WHERE id = ? AND NOT voids");
        mark.bind(1, draft.refersTo);
        mark.exec();
    }
    std::string next = draft.refersTo;
    for (int depth = 0; depth < maxReferences && !next.empty(); ++depth) {
        m_body.reset();
        m_body.bind(1, next);
        if (!m_body.executeStep())
            break;
        const auto target = meaningOf(m_body.getColumn(3).getString());
        m_body.reset();
        addKeys(seq, xapi::keysOf(target));
        const auto& object = target.at("object").get_object();
        const auto* type = object.if_contains("objectType");
        next = type && *type == "StatementRef" ? xapi::lowered(std::string(object.at("id").get_string()))
                                               : std::string();
    }
}

void Store::linkReferrers(const std::string& id, const std::vector<xapi::Key>& keys, int depth) {
    std::vector<std::pair<std::int64_t, std::string>> referrers;
    m_referrers.reset();
    m_referrers.bind(1, id);
    while (m_referrers.executeStep())
        referrers.emplace_back(m_referrers.getColumn(0).getInt64(), m_referrers.getColumn(1).getString());
    m_referrers.reset();
    for (const auto& [seq, referrer] : referrers) {
        addKeys(seq, keys);
        if (depth < maxReferences)
            linkReferrers(referrer, keys, depth + 1);
    }
}

Result<std::optional<Stored>> Store::find(const std::string& id, bool voided) {
    return guarded([&]() -> std::optional<Stored> {
        SQLite::Statement query(static_cast<SqliteSql&>(m_database.sql()).database(),
                                "SELECT seq, stored, id, body FROM statement WHERE id = ? AND voided = ?");
        query.bind(1, xapi::lowered(id));
        query.bind(2, voided ? 1 : 0);
        if (!query.executeStep())
            return std::nullopt;
        return rowOf(query);
    });
}

Result<bool> Store::hasKey(std::int64_t seq, const xapi::Key& key) {
    return guarded([&] {
        SQLite::Statement query(static_cast<SqliteSql&>(m_database.sql()).database(),
                                "SELECT 1 FROM statement_key WHERE kind = ? AND key = ? AND seq = ?");
        bindKey(query, 1, key);
        query.bind(3, seq);
        return query.executeStep();
    });
}

Result<Page> Store::query(const Query& wanted) {
    return guarded([&] {
        auto keys = wanted.keys;
        if (wanted.owner)
            keys.push_back(*wanted.owner);
        std::string text = "SELECT s.seq, s.stored, s.id, s.body FROM statement s";
        std::string where = " WHERE NOT s.voided AND s.seq <= ?";
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const auto name = "k" + std::to_string(i);
            text += " JOIN statement_key " + name + " ON " + name + ".seq = s.seq";
            where += " AND " + name + ".kind = ? AND " + name + ".key = ?";
        }
        if (wanted.after > 0)
            where += wanted.ascending ? " AND s.seq > ?" : " AND s.seq < ?";
        where += " AND s.stored > ? AND s.stored <= ?";
        // Ordered by the key's own seq, so that the index gives the order and nothing is sorted.
        const std::string order = keys.empty() ? "s.seq" : "k0.seq";
        SQLite::Statement query(static_cast<SqliteSql&>(m_database.sql()).database(),
                                text + where + " ORDER BY " + order + (wanted.ascending ? " ASC" : " DESC") +
                                    " LIMIT ?");
        Page page;
        page.upTo = wanted.upTo > 0 ? wanted.upTo
                                    : static_cast<SqliteSql&>(m_database.sql())
                                          .database()
                                          .execAndGet("SELECT coalesce(max(seq), 0) FROM statement")
                                          .getInt64();
        int at = 0;
        std::size_t bytes = 0;
        query.bind(++at, page.upTo);
        for (const auto& key : keys) {
            bindKey(query, at + 1, key);
            at += 2;
        }
        if (wanted.after > 0)
            query.bind(++at, wanted.after);
        query.bind(++at, wanted.since.value_or(std::numeric_limits<xapi::Micros>::min()));
        query.bind(++at, wanted.until.value_or(std::numeric_limits<xapi::Micros>::max()));
        query.bind(++at, wanted.limit + 1);
        while (query.executeStep()) {
            if (static_cast<int>(page.statements.size()) == wanted.limit || bytes > maxPageBytes) {
                page.more = true;
                break;
            }
            page.statements.push_back(rowOf(query));
            bytes += page.statements.back().body.size();
        }
        return page;
    });
}

} // namespace understudy::store
