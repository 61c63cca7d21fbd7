#pragma once

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

#include <memory>

#include <unistd.h>

namespace understudy {

/// A PostgreSQL server of its own, reached by a socket in folder(); it runs as nobody when the tests run as
/// root, whom it refuses.
class Postgres final {
public:
    /// Nothing where it is not installed or does not start.
    static std::unique_ptr<Postgres> start() {
        std::unique_ptr<Postgres> server(new Postgres);
        const QString programs = programsFolder();
        if (programs.isEmpty() || !server->m_folder.isValid())
            return nullptr;
        const QString data = server->folder() + QStringLiteral("/data");
        const bool ready =
            QFile::setPermissions(server->folder(), QFile::Permissions(0x7777)) &&
            server->runs(QStringLiteral("%1/initdb -D %2 -U ada -A trust -E UTF8 --locale=C.UTF-8")
                             .arg(programs, data)) &&
            server->runs(QStringLiteral("%1/pg_ctl -D %2 -w -l %2/log -o '-k %3 -c listen_addresses=' start")
                             .arg(programs, data, server->folder()));
        server->m_stop = QStringLiteral("%1/pg_ctl -D %2 -m immediate stop").arg(programs, data);
        return ready ? std::move(server) : nullptr;
    }
    ~Postgres() {
        if (!m_stop.isEmpty())
            runs(m_stop + QStringLiteral("; rm -rf %1/data").arg(folder()));
    }
    QString folder() const { return m_folder.path(); }

private:
    Postgres() = default;
    static QString programsFolder() {
        const QDir all(QStringLiteral("/usr/lib/postgresql"));
        const QStringList versions = all.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        return versions.isEmpty() ? QString() : all.filePath(versions.last()) + QStringLiteral("/bin");
    }
    static bool runs(const QString& line) {
        QProcess process;
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setStandardErrorFile(QProcess::nullDevice());
        geteuid() == 0 ? process.start("su", {"-s", "/bin/sh", "nobody", "-c", line})
                       : process.start("sh", {"-c", line});
        return process.waitForFinished(60'000) && process.exitCode() == 0;
    }

    QTemporaryDir m_folder{QStringLiteral("/tmp/postgres-XXXXXX")}; // a socket's path must be short
    QString m_stop;
};

} // namespace understudy
