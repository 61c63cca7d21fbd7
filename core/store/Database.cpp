#include "core/store/Database.h"

#include "core/store/PostgresSql.h"
#include "core/store/Schema.h"
#include "core/store/SqliteSql.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <sodium.h>

namespace understudy::store {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("store", text); }

QString fileOf(const std::string& place) {
    return QString::fromStdString(place) + QStringLiteral("/progress.sqlite");
}

Error nothingThere(const std::string& place) {
    return {Errc::NotFound,
            tr("There is no server's data in %1. Give the folder that the server serves: --data DIR.")
                .arg(PostgresSql::isAddress(place) ? tr("this database") : QString::fromStdString(place)),
            {}};
}

} // namespace

Result<std::unique_ptr<Database>> Database::connected(const std::string& place) {
    if (sodium_init() < 0)
        return Error{Errc::Io, tr("The system gives no random numbers. Restart the computer."), {}};
    // SQLite takes a file that lost all it held for a new one. One that was not made to the end has a
    // journal.
    const QFileInfo file(fileOf(place));
    if (!PostgresSql::isAddress(place) && file.exists() && file.size() == 0 &&
        !QFileInfo::exists(file.filePath() + QStringLiteral("-journal")))
        return Error{Errc::Corrupt,
                     tr("The data file %1 is empty: all it held is gone. Restore it from a backup, or remove "
                        "the file to begin anew.")
                         .arg(file.filePath()),
                     {}};
    std::unique_ptr<Database> database(
        new Database(PostgresSql::isAddress(place) ? place : place + "/progress.sqlite"));
    auto sql = database->connect();
    if (!sql)
        return sql.error();
    database->m_sql = std::move(*sql);
    return database;
}

Result<std::unique_ptr<Database>> Database::open(const std::string& place) {
    auto database = connected(place);
    if (!database)
        return database;
    if (auto migrated = migrate((*database)->sql()); !migrated)
        return migrated.error();
    return database;
}

Result<std::unique_ptr<Database>> Database::openKnown(const std::string& place) {
    if (!PostgresSql::isAddress(place) && !QFileInfo::exists(fileOf(place)))
        return nothingThere(place);
    auto database = connected(place);
    if (!database)
        return database;
    const auto form = formOf((*database)->sql());
    const bool lacking = !form && form.error().code == Errc::Io && PostgresSql::isAddress(place);
    if (!form && !lacking)
        return form.error();
    if (lacking || *form == 0)
        return nothingThere(place);
    if (*form < newestSchema())
        return Error{Errc::Refused,
                     tr("This data is of an older version. Start the server once, then try again."),
                     {}};
    if (auto known = migrate((*database)->sql()); !known) // which tells of a newer one
        return known.error();
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
