#include "core/store/Activities.h"

#include "core/store/Merge.h"
#include "core/xapi/RawJson.h"

#include <utility>

namespace understudy::store {

namespace {

std::string hashOf(std::string_view definition) {
    const auto bytes = xapi::makeKey(xapi::KeyKind::Activity, definition).bytes;
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
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
    const Gatherer gatherer([&](std::string iri, std::string_view definition) {
        auto& known = fresh[std::move(iri)];
        if (known.empty() || known.back() != definition)
            known.emplace_back(definition);
    });
    for (const auto* one : statements) {
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
            hashOf(found->second.front()) == row.bytes(1))
            fresh.erase(found);
    }
    return {};
}

Result<void> Activities::learn(const std::string& iri, const std::vector<std::string>& fresh) {
    const std::string locked = m_sql.engine() == Sql::Engine::Postgres ? " FOR UPDATE" : "";
    const auto rows = m_sql.run("SELECT definition FROM activity WHERE iri = $1" + locked, {iri});
    if (!rows)
        return rows.error();
    std::string all = rows->empty() ? std::string() : rows->front().text(0);
    for (const auto& one : fresh)
        all = all.empty() ? one : mergedDefinition(all, one);
    if (!rows->empty() && all == rows->front().text(0))
        return {};
    const auto kept =
        m_sql.run("INSERT INTO activity (iri, definition, hash) VALUES ($1, $2, $3) ON CONFLICT "
                  "(iri) DO UPDATE SET definition = excluded.definition, hash = excluded.hash",
                  {iri, all, Blob{hashOf(fresh.back())}});
    return kept ? Result<void>() : kept.error();
}

} // namespace understudy::store
