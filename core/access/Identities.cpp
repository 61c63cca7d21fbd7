#include "core/access/Identities.h"

#include "core/xapi/RawJson.h"

#include <QCoreApplication>

namespace understudy::access {

Identities::Identities(store::Sql& sql, std::string homePage)
    : m_sql(sql)
    , m_homePage(std::move(homePage)) {}

Result<std::optional<std::int64_t>> Identities::personOf(const std::string& identity) {
    const auto ours = "account " + m_homePage + ' ';
    const auto rows =
        identity.starts_with(ours)
            ? m_sql.run("SELECT id FROM person WHERE account = $1", {identity.substr(ours.size())})
            : m_sql.run("SELECT person FROM identity WHERE identity = $1", {identity});
    if (!rows)
        return rows.error();
    return rows->empty() ? std::optional<std::int64_t>() : std::optional(rows->front().integer(0));
}

Result<std::optional<Identities::Known>> Identities::of(const std::string& identity) {
    const auto person = personOf(identity);
    if (!person)
        return person.error();
    if (!*person)
        return std::optional<Known>();
    const auto rows = m_sql.run("SELECT account, full_name FROM person WHERE id = $1", {**person});
    if (!rows)
        return rows.error();
    if (rows->empty())
        return std::optional<Known>();
    Known known{rows->front().text(0), rows->front().text(1), {}};
    known.parties.push_back("{\"account\":{\"homePage\":" + xapi::jsonString(m_homePage) +
                            ",\"name\":" + xapi::jsonString(known.account) + "}}");
    const auto linked =
        m_sql.run("SELECT party FROM identity WHERE person = $1 ORDER BY identity", {**person});
    if (!linked)
        return linked.error();
    for (const auto& row : *linked)
        known.parties.push_back(row.text(0));
    return std::optional(std::move(known));
}

Result<std::vector<std::string>> Identities::all(const Person& person) {
    const auto linked =
        m_sql.run("SELECT identity FROM identity WHERE person = $1 ORDER BY identity", {person.id});
    if (!linked)
        return linked.error();
    std::vector<std::string> identities{"account " + m_homePage + ' ' + person.account};
    for (const auto& row : *linked)
        identities.push_back(row.text(0));
    return identities;
}

Result<void> Identities::link(const Person& person, const std::string& identity, const std::string& party) {
    const auto known = personOf(identity);
    if (!known)
        return known.error();
    if (*known && **known != person.id)
        return Error{Errc::Refused,
                     QCoreApplication::translate("access", "This identifier is somebody else's already."),
                     {}};
    if (*known)
        return {};
    const auto linked = m_sql.run("INSERT INTO identity (identity, party, person) VALUES ($1, $2, $3)",
                                  {identity, party, person.id});
    return linked ? Result<void>() : linked.error();
}

} // namespace understudy::access
