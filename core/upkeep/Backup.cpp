#include "core/upkeep/Backup.h"

#include "core/store/Numbers.h"
#include "core/store/PostgresSql.h"
#include "core/store/Schema.h"
#include "core/store/SqliteSql.h"
#include "core/upkeep/TableCopy.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <unistd.h>

namespace understudy::upkeep {

using store::Sql;

namespace {

QString tr(const char* text) { return QCoreApplication::translate("upkeep", text); }

QString named(const std::string& file) { return QString::fromStdString(file); }

/// Until the bytes are on the disk, and the name too.
bool flush(const std::string& file) {
    bool done = true;
    const auto folder = QFileInfo(named(file)).absolutePath().toStdString();
    for (const auto& path : {file, folder}) {
        const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        done = handle >= 0 && ::fsync(handle) == 0 && done;
        if (handle >= 0)
            ::close(handle);
    }
    return done;
}

Error unwritable(const std::string& file) {
    return {Errc::Io, tr("%1 cannot be written. Look at the disk.").arg(named(file)), {}};
}

Error damaged(const std::string& file, const QString& detail) {
    return {Errc::Corrupt, tr("%1 is no whole backup of a server. Take another one.").arg(named(file)),
            detail};
}

/// A copy takes as long as it takes, on both sides. Within a transaction.
Result<void> allowTime(Sql& sql) {
    return sql.script("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0");
}

Error inUse() {
    return {Errc::Refused,
            tr("A server uses this data, or did until a moment ago. Stop every one, wait ten seconds, then "
               "restore."),
            {}};
}

/// Until the transaction ends no server joins. Refused when one is there: its rows would be mixed with these.
Result<void> keepServersOut(Sql& sql) {
    if (const auto held = sql.run("SELECT id FROM writer ORDER BY id FOR UPDATE"); !held)
        return held.error();
    const auto alive =
        sql.run("SELECT count(*) FROM writer WHERE id > 0 AND heartbeat > CAST(extract(epoch FROM "
                "clock_timestamp()) * 1000000 AS BIGINT) - 10000000");
    if (!alive)
        return alive.error();
    return (*alive)[0].integer(0) > 0 ? Result<void>(inUse()) : Result<void>();
}

/// The file @p place whole in itself, with nothing beside it, and held so that no other program gets at it.
/// Nothing when it is not there or cannot be read any more.
Result<std::unique_ptr<Sql>> holdAlone(const std::string& place) {
    if (!QFile::exists(named(place)))
        return std::unique_ptr<Sql>();
    auto opened = store::SqliteSql::open(place);
    const auto failed = [](const Error& error) -> Result<std::unique_ptr<Sql>> {
        if (error.code == Errc::Corrupt)
            return std::unique_ptr<Sql>();
        return error.code == Errc::Busy ? inUse() : error;
    };
    if (!opened)
        return failed(opened.error());
    auto& sql = **opened;
    // Leaving the log takes being alone, as does what follows: between the two somebody may begin it anew.
    for (const char* step : {"PRAGMA journal_mode = DELETE", "BEGIN EXCLUSIVE"}) {
        if (const auto done = sql.run(step, {}); !done)
            return failed(done.error());
    }
    const auto mode = sql.run("PRAGMA journal_mode", {});
    if (!mode)
        return failed(mode.error());
    return (*mode)[0].text(0) == "delete" ? Result<std::unique_ptr<Sql>>(std::move(*opened)) : inUse();
}

/// What SQLite would take for a part of any file of this name. Another one's log must not get into it.
constexpr const char* besides[] = {"-wal", "-shm", "-journal"};

void renameBesides(const std::string& place, const std::string& to) {
    for (const char* rest : besides)
        (void)::rename((place + rest).c_str(), (to + rest).c_str()); // mostly there are none
}

Result<Contents> contentsOf(Sql& sql, int version) {
    const auto rows = sql.run(version < 2 ? "SELECT count(*), coalesce(max(stored), 0) FROM statement"
                                          : "SELECT count(*), coalesce(max(seq), 0) FROM statement");
    const auto people = sql.run("SELECT count(*) FROM person");
    if (!rows || !people)
        return rows ? people.error() : rows.error();
    const auto newest = (*rows)[0].integer(1);
    return Contents{(*rows)[0].integer(0), (*people)[0].integer(0),
                    version < 2 ? newest : store::storedOf(newest), 0};
}

} // namespace

Result<Contents> Backup::save(const std::string& file) {
    if (QFile::exists(named(file)))
        return Error{Errc::Refused, tr("%1 is there already. Choose another name.").arg(named(file)), {}};
    const auto part = file + ".part";
    QFile::remove(named(part));
    auto saved = saveInto(part);
    auto contents = saved ? verify(part) : Result<Contents>(saved.error());
    if (contents && (!flush(part) || ::rename(part.c_str(), file.c_str()) != 0 || !flush(file)))
        contents = unwritable(file);
    if (!contents)
        QFile::remove(named(part));
    return contents;
}

// SQLite writes a copy of one moment while others go on writing. Its own backup by pages would start over
// each time that another process writes.
Result<void> Backup::saveInto(const std::string& file) {
    auto database = store::Database::openKnown(m_place);
    if (!database)
        return database.error();
    auto& sql = (*database)->sql();
    if (sql.engine() == Sql::Engine::Sqlite) {
        const auto copied = sql.run("VACUUM INTO $1", {file});
        return copied ? Result<void>() : copied.error();
    }
    auto target = store::SqliteSql::open(file);
    if (!target)
        return target.error();
    if (auto made = store::migrate(**target); !made)
        return made;
    auto copied = sql.transact([&]() -> Result<void> {
        if (auto one = sql.script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); !one)
            return one;
        if (auto allowed = allowTime(sql); !allowed)
            return allowed;
        return (*target)->transact([&] { return TableCopy(sql, **target).run(); });
    });
    return copied ? (*target)->script("PRAGMA journal_mode = DELETE") : copied; // one file, nothing beside it
}

Result<Contents> Backup::verify(const std::string& file) {
    auto opened = store::SqliteSql::openToRead(file);
    if (!opened)
        return damaged(file, opened.error().detail);
    auto& sql = **opened;
    const auto version = sql.run("PRAGMA user_version", {});
    if (!version)
        return damaged(file, version.error().detail);
    const auto form = static_cast<int>((*version)[0].integer(0));
    if (form > store::newestSchema())
        return Error{
            Errc::Newer,
            tr("%1 was made by a newer version of the server. Install that version.").arg(named(file)),
            {}};
    const auto checked =
        form < 1 ? Result<store::Rows>(store::Rows()) : sql.run("PRAGMA integrity_check(1)", {});
    if (!checked || checked->empty() || (*checked)[0].text(0) != "ok")
        return damaged(file, !checked || checked->empty() ? QString()
                                                          : QString::fromStdString((*checked)[0].text(0)));
    auto contents = contentsOf(sql, form);
    if (!contents)
        return damaged(file, contents.error().detail);
    contents->bytes = QFileInfo(named(file)).size();
    return contents;
}

Result<Contents> Backup::restore(const std::string& file, bool replace) {
    auto contents = verify(file);
    if (!contents)
        return contents;
    const bool postgres = store::PostgresSql::isAddress(m_place);
    const bool fresh = !postgres && !QFile::exists(named(m_place + "/progress.sqlite"));
    if (fresh) {
        auto put = restoreFile(file);
        return put ? contents : Result<Contents>(put.error());
    }
    auto target = store::Database::open(m_place);
    if (!target && !replace)
        return target.error();
    if (target && !replace) {
        const auto there = contentsOf((*target)->sql(), store::newestSchema());
        if (!there || there->statements + there->people > 0)
            return there ? Error{Errc::Refused,
                                 tr("There is data already: %1 statements, %2 people. Replace it only if you "
                                    "are "
                                    "sure, after a backup of it.")
                                     .arg(there->statements)
                                     .arg(there->people),
                                 {}}
                         : there.error();
    }
    if (!target && postgres)
        return target.error();
    auto put = postgres ? restoreRows(file, **target) : Result<void>();
    if (!postgres) {
        if (target)
            target->reset(); // lets go of the old file
        put = restoreFile(file);
    }
    return put ? contents : Result<Contents>(put.error());
}

Result<void> Backup::restoreFile(const std::string& file) {
    const auto place = m_place + "/progress.sqlite";
    const auto part = place + ".part";
    QFile::remove(named(part));
    if (!QFile::copy(named(file), named(part)) ||
        !QFile::setPermissions(named(part), QFile::ReadOwner | QFile::WriteOwner) || !flush(part))
        return unwritable(part);
    auto put = replaceWith(part);
    if (!put)
        QFile::remove(named(part));
    return put;
}

// In one step, so that there is the old one or the new one whenever the power fails. Before it, the old one
// takes in what its log holds and is without one. Where it cannot be read, its log goes out of the way under
// another name.
Result<void> Backup::replaceWith(const std::string& part) {
    const auto place = m_place + "/progress.sqlite";
    const auto before = place + ".before";
    const auto old = holdAlone(place);
    if (!old)
        return old.error();
    if (!*old)
        renameBesides(place, before);
    if (!flush(part) || ::rename(part.c_str(), place.c_str()) != 0) {
        if (!*old)
            renameBesides(before, place);
        return unwritable(place);
    }
    if (!flush(place))
        return unwritable(place);
    for (const char* rest : besides)
        QFile::remove(named(before + rest));
    return {};
}

Result<void> Backup::restoreRows(const std::string& file, store::Database& target) {
    // The backup may be of an older form: a copy of it is brought to this one first.
    const auto copy = file + ".restoring";
    QFile::remove(named(copy));
    if (!QFile::copy(named(file), named(copy)))
        return unwritable(copy);
    auto restored = [&]() -> Result<void> {
        auto source = store::SqliteSql::open(copy);
        if (!source)
            return source.error();
        if (auto made = store::migrate(**source); !made)
            return made;
        return target.sql().transact([&]() -> Result<void> {
            auto ready = allowTime(target.sql());
            if (ready)
                ready = keepServersOut(target.sql());
            return ready ? TableCopy(**source, target.sql()).run() : ready;
        });
    }();
    for (const char* rest : {"", "-wal", "-shm"})
        QFile::remove(named(copy + rest));
    return restored;
}

} // namespace understudy::upkeep
