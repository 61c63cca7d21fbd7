#include "core/lrs/Database.h"

#include <QCoreApplication>

#include <sodium.h>
#include <sqlite3.h>

#include <algorithm>
#include <iterator>

namespace understudy::lrs {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("lrs", text); }

// One entry for each version of the file, applied in order. Never changed after a release, only added to.
constexpr const char* migrations[] = {R"sql(
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE statement (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  stored INTEGER NOT NULL,
  voided INTEGER NOT NULL DEFAULT 0,
  voids INTEGER NOT NULL DEFAULT 0,
  refers_to TEXT,
  body TEXT NOT NULL);
CREATE INDEX statement_by_stored ON statement (stored);
CREATE INDEX statement_by_target ON statement (refers_to) WHERE refers_to IS NOT NULL;
CREATE TABLE statement_key (
  kind INTEGER NOT NULL, key BLOB NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (kind, key, seq)) WITHOUT ROWID;
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  full_name TEXT NOT NULL,
  account TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  created INTEGER NOT NULL);
CREATE TABLE device (
  user TEXT PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (id),
  device TEXT NOT NULL,
  label TEXT NOT NULL,
  hash BLOB NOT NULL,
  created INTEGER NOT NULL,
  revoked INTEGER);
CREATE TABLE code (
  hash BLOB PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (id),
  expires INTEGER NOT NULL,
  used INTEGER);
)sql"};

constexpr int newest = static_cast<int>(std::size(migrations));

void migrate(SQLite::Database& sql) {
    SQLite::Transaction transaction(sql, SQLite::TransactionBehavior::IMMEDIATE);
    const int version = sql.execAndGet("PRAGMA user_version").getInt();
    for (int next = version; next < newest; ++next)
        sql.exec(migrations[next]);
    sql.exec("PRAGMA user_version = " + std::to_string(std::max(version, newest)));
    transaction.commit();
}

} // namespace

Error databaseError(const SQLite::Exception& exception) {
    const QString detail = QString::fromUtf8(exception.what());
    switch (exception.getErrorCode()) {
    case SQLITE_FULL:
        return {Errc::DiskFull, tr("The disk of the server is full. Nothing was lost; free some space."),
                detail};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return {
            Errc::ReadOnly,
            tr("The data folder cannot be written to. Check that it exists and belongs to the user that runs "
               "the server."),
            detail};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {Errc::Busy, tr("Another program holds the data. Try again in a moment."), detail};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {Errc::Corrupt, tr("The data file is damaged. Restore it from a backup."), detail};
    default:
        return {Errc::Io, tr("The data cannot be read or written. Look at the disk of the server."), detail};
    }
}

Result<std::unique_ptr<Database>> Database::open(const std::string& folder) {
    if (sodium_init() < 0)
        return Error{Errc::Io, tr("The system gives no random numbers. Restart the computer."), {}};
    std::unique_ptr<Database> database;
    int version = 0;
    const auto opened = guarded([&] {
        auto sql = std::make_unique<SQLite::Database>(folder + "/progress.sqlite",
                                                      SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 5000);
        sql->exec("PRAGMA journal_mode = WAL");
        sql->exec("PRAGMA synchronous = FULL");
        sql->exec("PRAGMA foreign_keys = ON");
        sql->exec("PRAGMA cache_size = -8192");
        sql->exec("PRAGMA trusted_schema = OFF");
        version = sql->execAndGet("PRAGMA user_version").getInt();
        if (version < newest)
            migrate(*sql);
        database.reset(new Database(std::move(sql)));
    });
    if (!opened)
        return opened.error();
    if (version > newest)
        return Error{Errc::Newer,
                     tr("The data was written by a newer version of the server. Install that version."),
                     {}};
    return database;
}

Result<std::string> Database::value(const std::string& name) {
    return guarded([&]() -> std::string {
        SQLite::Statement query(*m_sql, "SELECT value FROM meta WHERE name = ?");
        query.bind(1, name);
        return query.executeStep() ? query.getColumn(0).getString() : std::string();
    });
}

Result<void> Database::setValue(const std::string& name, const std::string& value) {
    return guarded([&] {
        SQLite::Statement query(*m_sql, "INSERT INTO meta (name, value) VALUES (?, ?) "
                                        "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        query.bind(1, name);
        query.bind(2, value.data(), static_cast<int>(value.size()));
        query.exec();
    });
}

Result<std::string> Database::secret(const std::string& name) {
    auto known = value(name);
    if (!known || !known->empty())
        return known;
    std::string fresh(32, '\0');
    randombytes_buf(fresh.data(), fresh.size());
    if (auto set = setValue(name, fresh); !set)
        return set.error();
    return fresh;
}

} // namespace understudy::lrs
