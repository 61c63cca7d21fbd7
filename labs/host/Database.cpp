#include "labs/host/Database.h"

#include "core/base/Id.h"
#include "core/base/Log.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace understudy::host {

namespace {

bool writePrivately(const QString& name, const QByteArray& text) {
    QSaveFile out(name);
    return out.open(QIODevice::WriteOnly) &&
           out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) &&
           out.write(text) == text.size() && out.commit();
}

QByteArray freshPassword() {
    unsigned char bytes[18];
    systemRandomness()(bytes, sizeof bytes);
    return QByteArray(reinterpret_cast<const char*>(bytes), sizeof bytes).toHex();
}

} // namespace

Database::Database(const LabHome& home, const BashHost& bash, Network& network, QString port)
    : m_home(home)
    , m_bash(bash)
    , m_network(network)
    , m_port(std::move(port)) {
    const QString pass = m_home.host() + QStringLiteral("/etc/pgpass");
    // Kept as long as the database may be, which knows it.
    if (!QFile::exists(pass) && !writePrivately(pass, "127.0.0.1:*:*:trainee:" + freshPassword() + '\n'))
        qCWarning(logLab) << "the password of the lab's database cannot be written";
}

Database::~Database() { stop(); }

void Database::stop() {
    constexpr int Patience = 3000; // milliseconds; a tenth of a second is usual
    m_network.shut();
    if (m_server) {
        m_server->closeInput();
        pollfd ended{m_server->exitDescriptor(), POLLIN, 0};
        if (!m_server->exited() && ended.fd >= 0)
            ::poll(&ended, 1, Patience);
    }
    m_server.reset();
    QFile::remove(state());
}

void Database::drop() {
    stop();
    QDir(folder()).removeRecursively();
}

void Database::start(const QString& lab) {
    stop();
    const QString fill = m_home.ofLab(lab) + QStringLiteral("/database");
    QFile whose(folder() + QStringLiteral("/lab"));
    if (!QFile::exists(fill) || !whose.open(QIODevice::ReadOnly) || whose.readAll() != lab.toUtf8())
        drop();
    if (!QFile::exists(fill))
        return;
    const bool there = QDir().mkpath(folder()) &&
                       QFile::setPermissions(folder(), QFileDevice::ReadOwner | QFileDevice::WriteOwner |
                                                           QFileDevice::ExeOwner) &&
                       writePrivately(folder() + QStringLiteral("/lab"), lab.toUtf8()) &&
                       writePrivately(state(), "filling\n"); // before any shell can ask
    auto server = there ? Program::start(launch(fill)) : Error{Errc::Io, {}, folder()};
    if (!server) {
        writePrivately(state(), "failed The lab's database could not be started. Is the disk full?\n");
        qCWarning(logLab).noquote() << "the lab's database did not start:" << server.error().detail;
        return;
    }
    m_server = std::move(*server);
    m_network.letOut(m_port.toUShort());
}

Launch Database::launch(const QString& fill) const {
    const QString host = m_home.host();
    const QString run = host + QStringLiteral("/run");
    Launch launch;
    launch.arguments = m_bash.confined({"database", folder(), {{run, m_bash.seen(run)}}});
    launch.arguments.push_back(m_bash.seen(host + QStringLiteral("/database/serve")));
    const auto plain = [](const QString& text) { return QFile::encodeName(text).toStdString(); };
    const std::string own = m_bash.sandbox().on ? "/home/trainee" : plain(folder());
    launch.environment = {"PATH=/usr/local/bin:/usr/bin:/bin",
                          "LANG=C.UTF-8",
                          "HOME=" + own,
                          "DATABASE_FOLDER=" + own,
                          "DATABASE_RUN=" + m_bash.seen(run),
                          "DATABASE_FILL=" + m_bash.seen(fill),
                          "PGPORT=" + plain(m_port),
                          "PGDATABASE=shop",
                          "PGPASSFILE=" + m_bash.seen(host + QStringLiteral("/etc/pgpass"))};
    launch.folder = plain(folder());
    return launch;
}

quint16 Database::freePort() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0)
        return 0;
    const bool found = ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                       ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(probe);
    return found ? ntohs(address.sin_port) : 0;
}

} // namespace understudy::host
