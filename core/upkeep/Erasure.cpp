#include "core/upkeep/Erasure.h"

#include "core/store/Numbers.h"
#include "core/xapi/RawJson.h"

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

void gatherActivities(const boost::json::object& statement, std::set<std::string>& iris);

void gatherFrom(const boost::json::value* value, std::set<std::string>& iris) {
    if (value && value->is_array()) {
        for (const auto& one : value->get_array())
            gatherFrom(&one, iris);
    } else if (value && value->is_object()) {
        const auto& object = value->get_object();
        const auto* named = object.if_contains("objectType");
        const auto type = named && named->is_string() ? std::string(named->get_string()) : "Activity";
        const auto* id = object.if_contains("id");
        if (type == "SubStatement")
            gatherActivities(object, iris);
        else if (type == "Activity" && id && id->is_string())
            iris.emplace(id->get_string());
    }
}

/// The IRIs of all activities that a statement names.
void gatherActivities(const boost::json::object& statement, std::set<std::string>& iris) {
    gatherFrom(statement.if_contains("object"), iris);
    const auto* context = statement.if_contains("context");
    const auto* groups =
        context && context->is_object() ? context->get_object().if_contains("contextActivities") : nullptr;
    if (groups && groups->is_object())
        for (const auto& group : groups->get_object())
            gatherFrom(&group.value(), iris);
}

std::set<std::string> activitiesOf(const std::string& body) {
    std::set<std::string> iris;
    std::string ignored;
    if (const auto value = xapi::parseJson(body, ignored); value && value->is_object())
        gatherActivities(value->get_object(), iris);
    return iris;
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
    std::set<std::string> activities;
    auto done = walk(own, [&](const std::vector<Found>& some) -> Result<void> {
        for (const auto& one : some) {
            activities.merge(activitiesOf(one.body));
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
    if (auto dropped = dropActivities(activities); !dropped)
        return dropped.error();
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

// What is known of an activity may be the words of this person alone.
Result<void> Erasure::dropActivities(const std::set<std::string>& iris) {
    for (const auto& iri : iris) {
        const auto dropped = m_sql.run("DELETE FROM activity WHERE iri = $1 AND NOT EXISTS "
                                       "(SELECT 1 FROM statement_key WHERE key IN ($2, $3))",
                                       {iri, keyNumber(xapi::makeKey(xapi::KeyKind::Activity, iri)),
                                        keyNumber(xapi::makeKey(xapi::KeyKind::RelatedActivity, iri))});
        if (!dropped)
            return dropped.error();
    }
    return {};
}

bool Erasure::emptyLog() {
    if (m_sql.engine() != Sql::Engine::Sqlite)
        return true;
    const auto done = m_sql.run("PRAGMA wal_checkpoint(TRUNCATE)");
    return done && !done->empty() && done->front().integer(0) == 0;
}

} // namespace understudy::upkeep
