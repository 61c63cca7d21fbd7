#include "core/upkeep/Erasure.h"

#include "core/store/Numbers.h"
#include "core/xapi/RawJson.h"

#include <set>

namespace understudy::upkeep {

using store::keyNumber;
using store::Sql;

namespace {

constexpr std::size_t portion = 200;
constexpr int maxReferences = 16; // as far as they were followed when the statement was stored

/// What a statement is found by, direct kinds listed as related too.
std::set<std::int64_t> numbersOf(const std::string& body) {
    std::set<std::int64_t> numbers;
    std::string ignored;
    const auto value = xapi::parseJson(body, ignored);
    if (!value || !value->is_object())
        return numbers;
    for (const auto& key : xapi::keysOf(value->get_object()))
        numbers.insert(keyNumber(key));
    return numbers;
}

} // namespace

Result<Erasure::Report> Erasure::erase(const std::string& identity) {
    Report report;
    if (m_sql.engine() == Sql::Engine::Sqlite) // freed pages are overwritten
        if (auto set = m_sql.script("PRAGMA secure_delete = ON"); !set)
            return set.error();
    // Nobody stores anything meanwhile. Who joined while the first pass waited is seen by the second.
    for (int pass = 0; m_sql.engine() == Sql::Engine::Postgres && pass < 2; ++pass) {
        if (const auto held = m_sql.run("SELECT id FROM writer ORDER BY id FOR UPDATE"); !held)
            return held.error();
    }
    // When the newest go, what comes next is still numbered above them.
    if (const auto kept =
            m_sql.run("UPDATE writer SET low_water = (SELECT coalesce(max(seq), 0) / 1024 FROM statement) "
                      "WHERE id = 0 AND low_water < (SELECT coalesce(max(seq), 0) / 1024 FROM statement)");
        !kept)
        return kept.error();
    const auto own = keyNumber(xapi::makeKey(xapi::KeyKind::Agent, identity));
    // First all of what they are found by, as long as the statements they refer to are there to be read.
    auto done = walk(own, [&](const std::vector<Found>& some) -> Result<void> {
        for (const auto& one : some) {
            if (auto dropped = dropKeys(one, own); !dropped)
                return dropped;
        }
        return {};
    });
    if (done)
        done = walk(own, [&](const std::vector<Found>& some) {
            report.statements += static_cast<std::int64_t>(some.size());
            return dropStatements(some);
        });
    if (!done)
        return done.error();
    if (const auto keys = m_sql.run("DELETE FROM statement_key WHERE key = $1", {own}); !keys)
        return keys.error();
    if (const auto documents = m_sql.run("DELETE FROM document WHERE agent = $1", {identity}); !documents)
        return documents.error();
    report.documents = m_sql.changed();
    return report;
}

Result<void> Erasure::walk(std::int64_t key, const Each& each) {
    for (std::int64_t after = 0;;) {
        const auto rows = m_sql.run("SELECT s.seq, s.id, s.refers_to, s.body FROM statement_key k "
                                    "JOIN statement s ON s.seq = k.seq WHERE k.key = $1 AND k.seq > $2 "
                                    "ORDER BY k.seq LIMIT $3",
                                    {key, after, static_cast<std::int64_t>(portion)});
        if (!rows)
            return rows.error();
        std::vector<Found> some;
        for (const auto& row : *rows)
            some.push_back({row.integer(0), row.text(1), row.text(2), row.text(3)});
        if (auto done = each(some); !done || some.size() < portion)
            return done;
        after = some.back().seq;
    }
}

Result<void> Erasure::dropKeys(const Found& one, std::int64_t own) {
    auto numbers = numbersOf(one.body);
    std::string next = one.refersTo;
    for (int depth = 0; depth < maxReferences && !next.empty(); ++depth) {
        const auto target = m_sql.run("SELECT body, refers_to FROM statement WHERE id = $1", {next});
        if (!target)
            return target.error();
        if (target->empty())
            break;
        numbers.merge(numbersOf((*target)[0].text(0)));
        next = (*target)[0].text(1);
    }
    numbers.erase(own);
    for (const auto number : numbers) {
        const auto dropped =
            m_sql.run("DELETE FROM statement_key WHERE key = $1 AND seq = $2", {number, one.seq});
        if (!dropped)
            return dropped.error();
    }
    return {};
}

Result<void> Erasure::dropStatements(const std::vector<Found>& some) {
    std::vector<store::Value> ids;
    std::vector<std::string_view> list;
    for (const auto& one : some) {
        ids.emplace_back(one.id);
        list.push_back(one.id);
    }
    if (const auto kept = m_sql.insertNew({"erased", {{"id", "text"}}}, ids); !kept)
        return kept.error();
    const auto these = " IN (" + store::listOf(m_sql.engine(), "$1") + ")";
    for (const auto* from : {"attachment WHERE statement", "statement WHERE id"}) {
        const auto dropped = m_sql.run("DELETE FROM " + std::string(from) + these, {store::jsonList(list)});
        if (!dropped)
            return dropped.error();
    }
    return {};
}

} // namespace understudy::upkeep
