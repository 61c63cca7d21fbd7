#include "core/upkeep/Doctor.h"

#include "core/store/Numbers.h"
#include "core/store/Schema.h"
#include "core/xapi/RawJson.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QStorageInfo>

namespace understudy::upkeep {

namespace {

constexpr std::int64_t sample = 500;                      // statements whose index is looked at
constexpr std::int64_t leastSpace = 1024LL * 1024 * 1024; // bytes
constexpr std::int64_t largeLog = 256LL * 1024 * 1024;
constexpr std::int64_t minute = 60'000'000; // microseconds

QString tr(const char* text) { return QCoreApplication::translate("upkeep", text); }

QString sized(std::int64_t bytes) {
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

} // namespace

std::vector<Finding> Doctor::examine() {
    m_findings.clear();
    version();
    integrity();
    references();
    index();
    clock();
    space();
    servers();
    return std::move(m_findings);
}

void Doctor::good(const QString& what) { m_findings.push_back({Finding::Grade::Good, what, {}}); }
void Doctor::warn(const QString& what, const QString& next) {
    m_findings.push_back({Finding::Grade::Warning, what, next});
}
void Doctor::wrong(const QString& what, const QString& next) {
    m_findings.push_back({Finding::Grade::Wrong, what, next});
}

std::int64_t Doctor::number(const std::string& sql) {
    const auto rows = m_sql.run(sql, {});
    if (rows && !rows->empty())
        return rows->front().integer(0);
    wrong(rows ? tr("A question to the data got no answer.") : rows.error().sentence,
          rows ? tr("Restore the newest backup that can be verified.") : rows.error().detail);
    return -1;
}

void Doctor::version() {
    const auto form =
        number(lite() ? "PRAGMA user_version" : "SELECT coalesce(max(version), 0) FROM schema_version");
    const auto rows = m_sql.run(lite() ? "SELECT 'SQLite ' || sqlite_version()" : "SELECT version()", {});
    const auto engine = rows && !rows->empty() ? QString::fromStdString(rows->front().text(0)) : QString();
    if (form == store::newestSchema())
        good(tr("Version %1 of the server, form %2 of the tables, on %3.")
                 .arg(QStringLiteral(UNDERSTUDY_VERSION))
                 .arg(form)
                 .arg(engine));
    else
        wrong(tr("The tables have form %1, this server knows %2.").arg(form).arg(store::newestSchema()),
              tr("Start the newest version of the server once."));
}

void Doctor::integrity() {
    if (!lite()) {
        if (number("SELECT count(*) FROM statement") >= 0)
            good(tr("The database answers. Its own files are checked by pg_amcheck."));
        return;
    }
    const auto checked = m_sql.run("PRAGMA integrity_check(3)", {});
    if (checked && !checked->empty() && checked->front().text(0) == "ok")
        return good(tr("Every page of the data file is whole."));
    wrong(tr("The data file is damaged."), tr("Stop the server, keep a copy of the folder, and restore the "
                                              "newest backup that can be verified."));
}

void Doctor::references() {
    const auto lost = number("SELECT (SELECT count(*) FROM device d WHERE NOT EXISTS "
                             "(SELECT 1 FROM person p WHERE p.id = d.person)) + "
                             "(SELECT count(*) FROM code c WHERE NOT EXISTS "
                             "(SELECT 1 FROM person p WHERE p.id = c.person))");
    if (lost > 0)
        wrong(tr("%1 devices or codes belong to nobody.").arg(lost),
              tr("Restore a backup from before this."));
    else if (lost == 0)
        good(tr("Every device and code belongs to somebody."));
    const auto loose = number("SELECT count(*) FROM attachment a WHERE NOT EXISTS "
                              "(SELECT 1 FROM statement s WHERE s.id = a.statement)");
    if (loose > 0)
        warn(tr("%1 attachments have no statement.").arg(loose), tr("They do no harm but take space."));
}

// Everything else about a statement follows from its text.
void Doctor::index() {
    const auto rows =
        m_sql.run("SELECT seq, body FROM statement ORDER BY seq DESC LIMIT " + std::to_string(sample), {});
    if (!rows)
        return wrong(rows.error().sentence, rows.error().detail);
    int unreadable = 0;
    int missing = 0;
    for (const auto& row : *rows) {
        std::string reason;
        const auto body = xapi::parseJson(row.text(1), reason);
        if (!body || !body->is_object()) {
            ++unreadable;
            continue;
        }
        for (const auto& key : xapi::keysOf(body->get_object())) {
            if (key.kind == xapi::KeyKind::RelatedAgent || key.kind == xapi::KeyKind::RelatedActivity)
                continue; // listed only where it is not found directly
            const auto there = m_sql.run("SELECT 1 FROM statement_key WHERE key = $1 AND seq = $2",
                                         {store::keyNumber(key), row.integer(0)});
            missing += there && there->empty() ? 1 : 0;
        }
    }
    if (unreadable > 0)
        wrong(tr("%1 of the newest statements cannot be read.").arg(unreadable),
              tr("Restore the newest backup that can be verified."));
    if (missing > 0)
        wrong(tr("%1 entries are missing from the index of statements.").arg(missing),
              tr("Some queries leave statements out. Restore a backup; devices send again what is newer."));
    if (unreadable == 0 && missing == 0)
        good(tr("The newest %1 statements are found by what they say.").arg(rows->size()));
}

void Doctor::clock() {
    const auto now = m_clock.now().time_since_epoch().count() * 1000;
    const auto newest = store::storedOf(number("SELECT coalesce(max(seq), 0) FROM statement"));
    if (newest > now + minute)
        warn(tr("The newest statement was stored %1 minutes in the future.").arg((newest - now) / minute),
             tr("The clock of a server was or is wrong. Set it; numbers go on from there until it has caught "
                "up."));
    else
        good(tr("No statement comes from the future."));
    if (lite())
        return;
    const auto theirs = number("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)");
    if (theirs >= 0 && std::abs(theirs - now) > minute)
        warn(tr("This computer's clock and the database's are %1 seconds apart.")
                 .arg(std::abs(theirs - now) / 1000000),
             tr("Let both follow a time server."));
}

void Doctor::space() {
    if (m_folder.isEmpty())
        return;
    const QStorageInfo disk(m_folder);
    const auto size = QFileInfo(m_folder + QStringLiteral("/progress.sqlite")).size();
    const auto log = QFileInfo(m_folder + QStringLiteral("/progress.sqlite-wal")).size();
    if (disk.isReadOnly())
        wrong(tr("The disk of %1 can only be read.").arg(m_folder), tr("Make it writable."));
    else if (disk.bytesAvailable() < std::max<std::int64_t>(leastSpace, size / 10))
        warn(tr("Only %1 are free on the disk of %2; the data takes %3.")
                 .arg(sized(disk.bytesAvailable()), m_folder, sized(size)),
             tr("Free some space before devices are refused."));
    else
        good(tr("%1 are free; the data takes %2.").arg(sized(disk.bytesAvailable()), sized(size)));
    if (log > largeLog)
        warn(tr("The log beside the data file has grown to %1.").arg(sized(log)),
             tr("Something reads for very long. Restart the server when nobody needs it."));
}

void Doctor::servers() {
    if (lite())
        return;
    const auto rows =
        m_sql.run("SELECT id, (CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT) - "
                  "heartbeat) / 1000000 FROM writer WHERE id > 0 ORDER BY id",
                  {});
    if (!rows)
        return wrong(rows.error().sentence, rows.error().detail);
    for (const auto& row : *rows) {
        if (row.integer(1) > 10)
            warn(tr("Server %1 was last heard of %2 seconds ago.").arg(row.integer(0)).arg(row.integer(1)),
                 tr("When another server runs, it is forgotten within seconds."));
    }
    good(tr("%1 servers use this database.").arg(rows->size()));
}

} // namespace understudy::upkeep
