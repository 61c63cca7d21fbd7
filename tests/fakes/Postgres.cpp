#include "tests/fakes/Postgres.h"

#include <QDir>
#include <QFile>
#include <QProcess>

#include <arpa/inet.h>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::fakes {

namespace {

quint16 freePort() {
    const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    const bool bound = ::bind(handle, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                       ::getsockname(handle, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    ::close(handle);
    return bound ? ntohs(address.sin_port) : quint16(0);
}

} // namespace

std::unique_ptr<Postgres> Postgres::start() {
    std::unique_ptr<Postgres> server(new Postgres);
    const QDir all(QStringLiteral("/usr/lib/postgresql"));
    const QStringList versions = all.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    if (versions.isEmpty() || !server->m_folder.isValid())
        return nullptr;
    server->m_programs = all.filePath(versions.last()) + QStringLiteral("/bin");
    const bool made = QFile::setPermissions(server->m_folder.path(), QFile::Permissions(0x7777)) &&
                      server->runs(QStringLiteral("%1/initdb -D %2/data -U understudy -A trust -E UTF8 "
                                                  "--locale=C.UTF-8 --no-sync")
                                       .arg(server->m_programs, server->m_folder.path()));
    for (int ports = 0; made && ports < 3; ++ports) { // somebody else may take the port first
        server->m_port = freePort();
        if (server->startAgain())
            return server;
    }
    return nullptr;
}

Postgres* Postgres::shared() {
    static const auto server = start();
    return server.get();
}

Postgres::~Postgres() {
    const auto folder = m_folder.path();
    runs(QStringLiteral("%1/pg_ctl -D %2/data -m immediate stop; rm -rf %2/data").arg(m_programs, folder));
}

std::string Postgres::makeDatabase() {
    const auto name = QStringLiteral("test%1").arg(++m_databases);
    if (!runs(QStringLiteral("%1/createdb -h 127.0.0.1 -p %2 -U understudy %3")
                  .arg(m_programs)
                  .arg(m_port)
                  .arg(name)))
        return {};
    return QStringLiteral("postgresql://understudy@127.0.0.1:%1/%2").arg(m_port).arg(name).toStdString();
}

void Postgres::kill() {
    QFile file(m_folder.path() + QStringLiteral("/data/postmaster.pid"));
    if (file.open(QIODevice::ReadOnly))
        ::kill(file.readLine().trimmed().toInt(), SIGKILL);
}

// After a kill the processes it left behind take a moment to go.
bool Postgres::startAgain() {
    const auto line =
        QStringLiteral(
            "%1/pg_ctl -D %2/data -w -l %2/log -o '-k %2 -c listen_addresses=127.0.0.1 -p %3' start")
            .arg(m_programs, m_folder.path())
            .arg(m_port);
    for (int tries = 0; tries < 20; ++tries) {
        if (runs(line))
            return true;
    }
    return false;
}

bool Postgres::runs(const QString& line) const {
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    geteuid() == 0
        ? process.start(QStringLiteral("su"), {QStringLiteral("-s"), QStringLiteral("/bin/sh"),
                                               QStringLiteral("nobody"), QStringLiteral("-c"), line})
        : process.start(QStringLiteral("sh"), {QStringLiteral("-c"), line});
    return process.waitForFinished(60'000) && process.exitCode() == 0;
}

} // namespace understudy::fakes
