#include "core/store/Database.h"

#include "core/store/PostgresSql.h"
#include "core/store/Schema.h"
#include "core/store/SqliteSql.h"

#include <QCoreApplication>

#include <sodium.h>

namespace understudy::store {

Result<std::unique_ptr<Database>> Database::open(const std::string& place) {
    if (sodium_init() < 0)
        return Error{
            Errc::Io,
            QCoreApplication::translate("store", "The system gives no random numbers. Restart the computer."),
            {}};
    std::unique_ptr<Database> database(
        new Database(PostgresSql::isAddress(place) ? place : place + "/progress.sqlite"));
    auto sql = database->connect();
    if (!sql)
        return sql.error();
    database->m_sql = std::move(*sql);
    if (auto migrated = migrate(database->sql()); !migrated)
        return migrated.error();
    return database;
}

Result<std::unique_ptr<Sql>> Database::connect() const {
    if (PostgresSql::isAddress(m_place)) {
        auto opened = PostgresSql::open(m_place);
        if (!opened)
            return opened.error();
        return std::unique_ptr<Sql>(std::move(*opened));
    }
    auto opened = SqliteSql::open(m_place);
    if (!opened)
        return opened.error();
    return std::unique_ptr<Sql>(std::move(*opened));
}

Result<std::string> Database::value(const std::string& name) {
    const auto rows = m_sql->run("SELECT value FROM meta WHERE name = $1", {name});
    if (!rows)
        return rows.error();
    return rows->empty() ? std::string() : rows->front().bytes(0);
}

Result<void> Database::setValue(const std::string& name, const std::string& value) {
    const auto set = m_sql->run("INSERT INTO meta (name, value) VALUES ($1, $2) "
                                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                                {name, Blob{value}});
    return set ? Result<void>() : set.error();
}

Result<std::string> Database::secret(const std::string& name) {
    auto known = value(name);
    if (!known || !known->empty())
        return known;
    std::string fresh(32, '\0');
    randombytes_buf(fresh.data(), fresh.size());
    // Another process may do the same at this moment: the first one's stays.
    const auto set = m_sql->run(
        "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", {name, Blob{fresh}});
    return set ? value(name) : set.error();
}

} // namespace understudy::store
