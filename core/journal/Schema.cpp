#include "core/journal/Schema.h"

#include "core/journal/Place.h"
#include "core/journal/Trouble.h"

#include <SQLiteCpp/Backup.h>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>

#include <filesystem>

namespace understudy::journal {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Journal)
};

int number(SQLite::Database& database, const char* query) { return database.execAndGet(query).getInt(); }

Result<void> recognise(SQLite::Database& database, int newest) {
    const int version = number(database, "PRAGMA user_version");
    const bool empty = number(database, "SELECT count(*) FROM sqlite_schema") == 0;
    const QString file = QString::fromStdString(database.getFilename());
    if (empty && version == 0)
        return {};
    if (number(database, "PRAGMA application_id") != applicationId)
        return Error{
            Errc::BadInput,
            Words::tr(
                "%1 is not a journal of Understudy, so it is left alone. Move it away, then start again.")
                .arg(file),
            {}};
    if (version > newest)
        return Error{
            Errc::Newer,
            Words::tr("Your progress was written by a newer version of Understudy. Nothing was changed. "
                      "Install the newer version to go on."),
            Words::tr("%1 has format %2, this version knows %3").arg(file).arg(version).arg(newest)};
    return {};
}

void take(SQLite::Database& database, const Step& step) {
    Transaction transaction(database);
    // Another process may have taken the step while this one waited for the lock.
    if (number(database, "PRAGMA user_version") >= step.version)
        return;
    database.exec(step.sql);
    database.exec("PRAGMA application_id=" + std::to_string(applicationId));
    database.exec("PRAGMA user_version=" + std::to_string(step.version));
    transaction.commit();
}

} // namespace

const std::vector<Step>& steps() {
    static const std::vector<Step> all = {
        {1, R"(
CREATE TABLE fact (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  device TEXT NOT NULL,
  device_seq INTEGER NOT NULL CHECK (device_seq >= 0),
  body TEXT NOT NULL,
  mine INTEGER NOT NULL CHECK (mine IN (0, 1)),
  prev BLOB NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE UNIQUE INDEX fact_mine ON fact (device, device_seq) WHERE mine;
CREATE INDEX fact_device ON fact (device, device_seq);
CREATE TRIGGER fact_is_never_changed BEFORE UPDATE ON fact
  BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER fact_is_never_deleted BEFORE DELETE ON fact
  BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY REFERENCES fact (seq),
  refused TEXT
) STRICT;
CREATE TABLE value (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)"},
    };
    return all;
}

Result<void> bringUpTo(SQLite::Database& database, const std::vector<Step>& wanted,
                       const QString& backupPath) {
    const int newest = wanted.back().version;
    if (auto known = recognise(database, newest); !known)
        return known;
    const int version = number(database, "PRAGMA user_version");
    if (version == newest)
        return {};
    const bool existing = version > 0;
    if (existing)
        if (auto copied = copyOnline(database, backupPath); !copied)
            return copied;
    for (const Step& step : wanted)
        if (step.version > version)
            take(database, step);
    return existing ? checkPages(database) : Result<void>();
}

Result<void> copyOnline(SQLite::Database& database, const QString& path) {
    const QString unfinished = path + QStringLiteral(".part");
    QFile::remove(unfinished);
    {
        SQLite::Database copy(unfinished.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        SQLite::Backup backup(copy, database);
        backup.executeStep(-1);
        if (backup.getRemainingPageCount() != 0)
            return trouble(SQLITE_BUSY, 0, path);
    }
    {
        SQLite::Database copy(unfinished.toStdString(), SQLite::OPEN_READWRITE);
        copy.exec("PRAGMA journal_mode=DELETE"); // one file, easily carried away
        if (auto sound = checkPages(copy); !sound)
            return sound;
    }
    if (auto synced = syncFile(unfinished); !synced)
        return synced;
    std::error_code failed;
    std::filesystem::rename(unfinished.toStdString(), path.toStdString(), failed);
    if (failed)
        return trouble(SQLITE_IOERR, failed.value(), path);
    return syncFolder(QFileInfo(path).absolutePath());
}

Result<void> checkPages(SQLite::Database& database) {
    SQLite::Statement integrity(database, "PRAGMA integrity_check(1)");
    integrity.executeStep();
    const QString said = QString::fromStdString(integrity.getColumn(0).getString());
    if (said != QStringLiteral("ok"))
        return trouble(SQLITE_CORRUPT, 0, said);
    SQLite::Statement links(database, "PRAGMA foreign_key_check");
    if (links.executeStep())
        return trouble(SQLITE_CORRUPT, 0, QStringLiteral("foreign_key_check"));
    return {};
}

} // namespace understudy::journal
