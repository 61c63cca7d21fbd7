#include "core/store/Activities.h"

#include "core/store/Merge.h"
#include "core/xapi/RawJson.h"

#include <algorithm>
#include <utility>

namespace understudy::store {

namespace {

constexpr std::size_t mostBytes = 1024 * 1024; // of one activity's definition

std::string hashOf(std::string_view definition) {
    const auto bytes = xapi::makeKey(xapi::KeyKind::Activity, definition).bytes;
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Takes one more definition into @p all, and its hash where it was taken in whole. One that has grown to
/// mostBytes grows no more.
void join(std::string& all, std::string& hash, const std::string& definition, bool redefines) {
    auto joined = redefines ? mergedDefinition(all, definition) : extendedDefinition(all, definition);
    if (joined.size() > std::max(mostBytes, all.size()))
        return;
    all = std::move(joined);
    if (redefines)
        hash = hashOf(definition);
}

std::string decoded(std::string_view text) {
    std::string ignored;
    const auto value = xapi::parseJson(text, ignored);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Walks through the text of a statement that was checked.
class Gatherer final {
public:
    using Found = std::function<void(std::string iri, std::string_view definition)>;
    explicit Gatherer(Found found)
        : m_found(std::move(found)) {}

    void statement(std::string_view text) const {
        for (const auto& [name, value] : xapi::rawMembers(text)) {
            if (name == "object")
                object(value);
            else if (name == "context")
                context(value);
        }
    }

private:
    void object(std::string_view text) const {
        const auto members = xapi::rawMembers(text);
        std::string_view id;
        std::string_view definition;
        for (const auto& [name, value] : members) {
            if (name == "objectType" && value == "\"SubStatement\"")
                return statement(text);
            if (name == "id")
                id = value;
            if (name == "definition")
                definition = value;
        }
        if (!definition.empty())
            m_found(decoded(id), definition);
    }
    void context(std::string_view text) const {
        for (const auto& [name, groups] : xapi::rawMembers(text)) {
            if (name != "contextActivities")
                continue;
            for (const auto& [group, activities] : xapi::rawMembers(groups)) {
                if (activities.starts_with('{'))
                    object(activities);
                else
                    for (const auto activity : xapi::rawElements(activities))
                        object(activity);
            }
        }
    }

    Found m_found;
};

} // namespace

Result<std::string> Activities::definition(const std::string& iri) {
    const auto rows = m_sql.run("SELECT definition FROM activity WHERE iri = $1", {iri});
    if (!rows)
        return rows.error();
    return rows->empty() ? std::string() : rows->front().text(0);
}

Result<void> Activities::learn(std::span<const xapi::Draft* const> statements) {
    Definitions fresh;
    bool redefines = false;
    const Gatherer gatherer([&](std::string iri, std::string_view definition) {
        auto& known = fresh[std::move(iri)];
        if (known.empty() || known.back().definition != definition || known.back().redefines < redefines)
            known.push_back({std::string(definition), redefines});
    });
    for (const auto* one : statements) {
        redefines = one->redefines;
        if (one->opening.find("\"definition\"") != std::string::npos)
            gatherer.statement(one->opening);
    }
    if (fresh.empty())
        return {};
    if (auto dropped = dropKnown(fresh); !dropped)
        return dropped;
    for (const auto& [iri, definitions] : fresh) {
        if (auto learned = learn(iri, definitions); !learned)
            return learned;
    }
    return {};
}

// Nearly all statements bring what the one before them brought.
Result<void> Activities::dropKnown(Definitions& fresh) {
    std::vector<std::string_view> iris;
    for (const auto& entry : fresh)
        iris.push_back(entry.first);
    const auto rows =
        m_sql.run("SELECT iri, hash FROM activity WHERE iri IN (" + listOf(m_sql.engine(), "$1") + ")",
                  {jsonList(iris)});
    if (!rows)
        return rows.error();
    for (const auto& row : *rows) {
        const auto found = fresh.find(row.text(0));
        if (found != fresh.end() && found->second.size() == 1 &&
            hashOf(found->second.front().definition) == row.bytes(1))
            fresh.erase(found);
    }
    return {};
}

// The hash is of what was taken in whole last: who adds what is missing leaves it.
Result<void> Activities::learn(const std::string& iri, const std::vector<Said>& fresh) {
    const std::string locked = m_sql.engine() == Sql::Engine::Postgres ? " FOR UPDATE" : "";
    const auto rows = m_sql.run("SELECT definition, hash FROM activity WHERE iri = $1" + locked, {iri});
    if (!rows)
        return rows.error();
    if (rows->empty())
        return learnFirst(iri, fresh);
    const auto before = rows->front().text(0);
    auto hash = rows->front().bytes(1);
    auto all = before;
    for (const auto& [definition, redefines] : fresh)
        join(all, hash, definition, redefines);
    if (all == before)
        return {};
    const auto kept =
        m_sql.run("UPDATE activity SET definition = $2, hash = $3 WHERE iri = $1", {iri, all, Blob{hash}});
    return kept ? Result<void>() : kept.error();
}

Result<void> Activities::learnFirst(const std::string& iri, const std::vector<Said>& fresh) {
    auto all = fresh.front().definition;
    auto hash = hashOf(all);
    for (const auto& [definition, redefines] : std::span(fresh).subspan(1))
        join(all, hash, definition, redefines);
    const auto kept =
        m_sql.run("INSERT INTO activity (iri, definition, hash) VALUES ($1, $2, $3) ON CONFLICT "
                  "(iri) DO NOTHING",
                  {iri, all, Blob{hash}});
    if (!kept)
        return kept.error();
    if (m_sql.changed() == 0)
        return Error{Errc::Busy, QStringLiteral("Another server has just learned the same. Try again."), {}};
    return {};
}

} // namespace understudy::store
