#include "core/journal/Store.h"

#include "core/journal/Place.h"
#include "core/journal/Schema.h"
#include "core/journal/Trouble.h"

#include <QFileInfo>

#include <sqlite3.h>

#include <cerrno>

namespace understudy::journal {

namespace {

constexpr int busyMs = 2000; // the window waits with it

Error openFailed(const SQLite::Exception& thrown, const QString& path) {
    const QFileInfo file(path);
    const bool writable = file.exists() ? file.isWritable() : QFileInfo(file.absolutePath()).isWritable();
    Error error = trouble(thrown);
    return error.code == Errc::Io && !writable ? trouble(SQLITE_CANTOPEN, EACCES, path) : error;
}

} // namespace

Store::Store(const QString& path, const std::string& vfs)
    : m_database(path.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busyMs, vfs) {}

Result<std::unique_ptr<Store>> Store::open(const QString& path, const std::string& vfs, IdMaker& ids) {
    std::unique_ptr<Store> store;
    try {
        store.reset(new Store(path, vfs));
    } catch (const SQLite::Exception& thrown) {
        return openFailed(thrown, path);
    }
    const Result<void> ready =
        guarded<void>(store->m_database, [&]() -> Result<void> { return store->prepare(path, ids); });
    if (!ready)
        return ready.error();
    return store;
}

Result<void> Store::prepare(const QString& path, IdMaker& ids) {
    sqlite3_extended_result_codes(m_database.getHandle(), 1);
    sqlite3_db_config(m_database.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    m_database.exec("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON;"
                    "PRAGMA recursive_triggers=ON"); // so that REPLACE can't delete behind the triggers' back
    // WAL before the first table, so that no rollback journal is ever left that could be played back over
    // answers.
    const std::string mode = m_database.execAndGet("PRAGMA journal_mode=WAL").getString();
    if (mode != "wal")
        return trouble(SQLITE_IOERR, 0, QStringLiteral("journal_mode is ") + QString::fromStdString(mode));
    m_database.exec("PRAGMA synchronous=FULL");
    const bool fresh = m_database.execAndGet("PRAGMA user_version").getInt() == 0;
    const auto current = bringUpTo(m_database, steps(), path + QStringLiteral(".before-upgrade"));
    if (!current)
        return current;
    if (fresh)
        if (auto synced = syncFolder(QFileInfo(path).absolutePath()); !synced)
            return synced;
    m_device = value(QStringLiteral("device"));
    if (m_device.isEmpty()) {
        Transaction transaction(m_database);
        SQLite::Statement put(m_database, "INSERT OR IGNORE INTO value (name, value) VALUES ('device', ?)");
        put.bind(1, utf8(ids.next()));
        put.exec();
        transaction.commit();
        m_device = value(QStringLiteral("device"));
    }
    tip();
    return {};
}

Store::Tip Store::tip() {
    SQLite::Statement last(m_database, "SELECT seq, hash FROM fact ORDER BY seq DESC LIMIT 1");
    if (!last.executeStep())
        return {};
    const SQLite::Column hash = last.getColumn(1);
    return {last.getColumn(0).getInt64(),
            QByteArray(static_cast<const char*>(hash.getBlob()), hash.getBytes())};
}

void Store::readDevice() { m_device = value(QStringLiteral("device")); }

void Store::rename(const Id& device) {
    setValue(QStringLiteral("device"), device);
    m_device = device;
}

qint64 Store::nextDeviceSeq() {
    // Over all rows, also those that came back from the server: after a restored backup numbers don't repeat.
    SQLite::Statement last(m_database, "SELECT ifnull(max(device_seq), 0) + 1 FROM fact WHERE device = ?");
    last.bind(1, utf8(m_device));
    last.executeStep();
    return last.getColumn(0).getInt64();
}

bool Store::knows(const Id& fact) {
    SQLite::Statement find(m_database, "SELECT 1 FROM fact WHERE id = ?");
    find.bind(1, utf8(fact));
    return find.executeStep();
}

QString Store::value(const QString& name) {
    SQLite::Statement find(m_database, "SELECT value FROM value WHERE name = ?");
    find.bind(1, utf8(name));
    return find.executeStep() ? QString::fromStdString(find.getColumn(0).getString()) : QString();
}

void Store::setValue(const QString& name, const QString& value) {
    SQLite::Statement put(m_database, "INSERT INTO value (name, value) VALUES (?, ?) "
                                      "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    put.bind(1, utf8(name));
    put.bind(2, utf8(value));
    put.exec();
}

void Store::queue(qint64 seq) {
    SQLite::Statement put(m_database, "INSERT INTO outbox (seq) VALUES (?)");
    put.bind(1, int64_t{seq});
    put.exec();
}

Result<void> Store::checkChain() {
    SQLite::Statement all(m_database, std::string("SELECT ") + Row::columns + " FROM fact ORDER BY seq");
    QByteArray before;
    while (all.executeStep()) {
        const std::optional<Row> row = Row::read(all);
        if (!row || !row->intact() || row->prev != before)
            return trouble(
                SQLITE_CORRUPT, 0,
                QStringLiteral("fact %1").arg(static_cast<qlonglong>(all.getColumn(0).getInt64())));
        before = row->hash;
    }
    return {};
}

} // namespace understudy::journal
