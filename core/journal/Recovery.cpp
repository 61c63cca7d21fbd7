#include "core/journal/Recovery.h"

#include "core/base/Log.h"
#include "core/journal/Backups.h"
#include "core/journal/Place.h"
#include "core/journal/Schema.h"
#include "core/journal/Trouble.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>

#include <sqlite3.h>

namespace understudy::journal {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Journal)
};

const QString doneName = QStringLiteral("recovery");
const QString noticeName = QStringLiteral("recovery-notice");
const QString wal = QStringLiteral("-wal");
const QString shm = QStringLiteral("-shm");

void removeDatabase(const QString& file) {
    for (const QString& name : {file, file + wal, file + shm})
        QFile::remove(name);
}

/// The greatest seq that any readable place names.
qint64 lastSeqIn(SQLite::Database& database) {
    qint64 last = 0;
    for (const char* query : {"SELECT max(seq) FROM fact NOT INDEXED", "SELECT max(seq) FROM outbox",
                              "SELECT max(seq) FROM fact INDEXED BY fact_device WHERE device > ''"}) {
        try {
            last = std::max(last, qint64{database.execAndGet(query).getInt64()});
        } catch (const SQLite::Exception&) {
            continue;
        }
    }
    return last;
}

/// Whether all could be read.
bool collectValues(SQLite::Database& database, std::map<QString, QString>& values) {
    try {
        SQLite::Statement all(database, "SELECT name, value FROM value");
        while (all.executeStep()) {
            const QString name = QString::fromStdString(all.getColumn(0).getString());
            // A cursor says "everything up to here is known", which is no longer so.
            if (!name.contains(QLatin1String("cursor")))
                values.emplace(name, QString::fromStdString(all.getColumn(1).getString()));
        }
        return true;
    } catch (const SQLite::Exception&) {
        return false;
    }
}

QString sentenceOf(qint64 kept, qint64 lost, const QString& aside) {
    if (kept + lost == 0)
        return Words::tr(
                   "The journal of your progress was damaged and nothing in it could be read. It is kept as "
                   "%1. What was synced before comes back with the next sync.")
            .arg(aside);
    return Words::
        tr("The journal of your progress was damaged. %1 of %2 entries could be read and are kept; %3 are "
           "lost. The damaged file is kept as %4. What was synced before comes back with the next sync.")
            .arg(kept)
            .arg(kept + lost)
            .arg(lost)
            .arg(aside);
}

} // namespace

Recovery::Recovery(QString path, const Clock& clock, IdMaker& ids, std::string vfs)
    : m_path(std::move(path))
    , m_clock(clock)
    , m_ids(ids)
    , m_vfs(std::move(vfs)) {}

void Recovery::remember(const QString& path) {
    QFile mark(path + QStringLiteral(".damaged"));
    if (!mark.open(QIODevice::WriteOnly))
        qCWarning(logJournal) << "could not leave a mark at" << mark.fileName();
}

QString Recovery::asideName() const {
    const QFileInfo file(m_path);
    const QString name = file.fileName() + QStringLiteral(".damaged-") +
                         QDateTime::fromMSecsSinceEpoch(m_clock.now().time_since_epoch().count(), Qt::UTC)
                             .toString(QStringLiteral("yyyyMMdd-hhmmss"));
    QString free = name;
    for (int number = 2; QFile::exists(file.absolutePath() + QLatin1Char('/') + free); ++number)
        free = name + QLatin1Char('-') + QString::number(number);
    return free;
}

Result<QString> Recovery::finishAndExamine() {
    if (QFile::exists(fresh())) {
        bool finished = false;
        QString notice;
        if (auto store = Store::open(fresh(), m_vfs, m_ids))
            guarded<void>((*store)->database(), [&]() -> Result<void> {
                finished = !(*store)->value(doneName).isEmpty();
                notice = (*store)->value(noticeName);
                return {};
            }).ok();
        if (!finished)
            removeDatabase(fresh());
        else if (auto exchanged = exchange(); !exchanged)
            return exchanged.error();
        else
            return notice;
    }
    if (!QFile::exists(mark()))
        return QString();
    {
        auto store = Store::open(m_path, m_vfs, m_ids);
        if (!store && store.error().code != Errc::Corrupt)
            return store.error();
        if (store && guarded<void>((*store)->database(), [&]() -> Result<void> {
                auto pages = checkPages((*store)->database());
                return pages ? (*store)->checkChain() : pages;
            })) {
            QFile::remove(mark());
            return QString();
        }
    }
    return replaceDamaged();
}

Result<QString> Recovery::replaceDamaged() {
    QLockFile lock(m_path + QStringLiteral(".recovery-lock"));
    if (!lock.tryLock(0))
        return trouble(SQLITE_BUSY, 0, lock.fileName());
    removeDatabase(fresh());
    // Read a copy: opening a database with a write-ahead log changes it, and the damaged one stays as it is.
    const QString copy = m_path + QStringLiteral(".reading");
    removeDatabase(copy);
    if (!QFile::copy(m_path, copy) ||
        (QFile::exists(m_path + wal) && !QFile::copy(m_path + wal, copy + wal))) {
        removeDatabase(copy);
        return trouble(SQLITE_FULL, 0, copy);
    }
    Found found;
    collect(copy, found);
    removeDatabase(copy);
    const QStringList backups =
        Backups(QFileInfo(m_path).absolutePath() + QStringLiteral("/backups")).newestFirst();
    for (const QString& backup : backups)
        collect(backup, found);
    Result<QString> sentence = write(found);
    if (!sentence)
        return sentence;
    if (auto exchanged = exchange(); !exchanged)
        return exchanged.error();
    return sentence;
}

void Recovery::Found::add(qint64 seq, Row row) {
    const Fact& fact = row.entry.fact;
    ids.insert(fact.id);
    // Numbers may have been given twice where somebody put a backup in the journal's place.
    if (row.entry.mine && !numbers.emplace(fact.device, fact.deviceSeq).second)
        row.entry.mine = false;
    rows.emplace(Place{seq, files}, std::move(row));
}

void Recovery::collect(const QString& file, Found& found) {
    try {
        SQLite::Database database(file.toStdString(), SQLite::OPEN_READWRITE, 1000);
        database.exec("PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF");
        found.valuesWhole = found.valuesWhole || collectValues(database, found.values);
        constexpr qint64 mostFacts = 10'000'000; // a damaged number must not keep us busy for ever
        const qint64 last = std::min(lastSeqIn(database), mostFacts);
        found.lastSeq = std::max(found.lastSeq, last);
        collectRows(database, last, found);
    } catch (const SQLite::Exception& thrown) {
        qCWarning(logJournal) << "nothing to be read of" << file << thrown.what();
    }
    ++found.files;
}

/// Reads facts one by one through the primary key, so that a damaged page costs its own rows only.
void Recovery::collectRows(SQLite::Database& database, qint64 last, Found& found) {
    SQLite::Statement find(database,
                           std::string("SELECT ") + Row::columns + " FROM fact NOT INDEXED WHERE seq = ?");
    for (qint64 seq = 1; seq <= last; ++seq) {
        find.tryReset(); // it may stand on an error
        try {
            find.bind(1, int64_t{seq});
            if (!find.executeStep() || found.ids.count(QString::fromStdString(find.getColumn(1).getString())))
                continue;
            if (auto row = Row::read(find); row && row->intact())
                found.add(seq, std::move(*row));
        } catch (const SQLite::Exception&) {
            continue; // this row's page is gone
        }
    }
}

Result<QString> Recovery::write(const Found& found) {
    auto store = Store::open(fresh(), m_vfs, m_ids);
    if (!store)
        return store.error();
    SQLite::Database& database = (*store)->database();
    const qint64 kept = static_cast<qint64>(found.rows.size());
    const qint64 lost = std::max(qint64{0}, found.lastSeq - kept);
    const QString aside = asideName();
    const QString sentence = sentenceOf(kept, lost, aside);
    const auto written = guarded<void>(database, [&]() -> Result<void> {
        Transaction transaction(database);
        QByteArray before;
        qint64 seq = 0;
        for (const auto& [place, row] : found.rows) {
            const Row moved = Row::make({++seq, row.entry.fact, row.entry.mine}, before);
            moved.insert(database);
            if (moved.entry.mine || found.numbers.count({row.entry.fact.device, row.entry.fact.deviceSeq}))
                (*store)->queue(seq); // sending a fact twice changes nothing at the server
            before = moved.hash;
        }
        for (const auto& [name, value] : found.values)
            (*store)->setValue(name, value);
        // Numbers this device gave to facts that are lost must not be given again: it goes on under a new
        // name.
        (*store)->setValue(QStringLiteral("device"), m_ids.next());
        (*store)->setValue(doneName, aside);
        (*store)->setValue(noticeName, sentence);
        transaction.commit();
        database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        return {};
    });
    if (!written)
        return written.error();
    return sentence;
}

Result<void> Recovery::exchange() {
    QString aside;
    {
        auto store = Store::open(fresh(), m_vfs, m_ids);
        if (!store)
            return store.error();
        const auto named = guarded<void>((*store)->database(), [&]() -> Result<void> {
            aside = QFileInfo(m_path).absolutePath() + QLatin1Char('/') + (*store)->value(doneName);
            return {};
        });
        if (!named)
            return named;
    }
    // The log first: left beside the new file it would be played back over it.
    if (QFile::exists(m_path + wal) && !QFile::rename(m_path + wal, aside + wal))
        return trouble(SQLITE_IOERR, 0, aside);
    QFile::remove(m_path + shm);
    if (QFile::exists(m_path) && !QFile::rename(m_path, aside))
        return trouble(SQLITE_IOERR, 0, aside);
    QFile::remove(fresh() + wal);
    QFile::remove(fresh() + shm);
    if (!QFile::rename(fresh(), m_path))
        return trouble(SQLITE_IOERR, 0, fresh());
    QFile::remove(mark());
    return syncFolder(QFileInfo(m_path).absolutePath());
}

} // namespace understudy::journal
