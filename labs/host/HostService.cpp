#include "labs/host/HostService.h"

#include "core/base/Log.h"
#include "core/sshd/Server.h"
#include "labs/host/BashHost.h"
#include "labs/host/CommandWatch.h"
#include "labs/host/Database.h"
#include "labs/host/LabHome.h"
#include "labs/host/Network.h"

#include <QCoreApplication>
#include <QFile>
#include <QSaveFile>

namespace understudy::host {

/// In the order of their making: the server goes first, so that no shell is started any more.
struct HostService::Parts {
    Parts(LabHome made, const HostOptions& options, Threads& threads)
        : home(std::move(made))
        , network(options.network, threads)
        , bash(home, options, network)
        , database(home, bash, network, options.environment.value(QStringLiteral("PGPORT"))) {
        for (const quint16 port : options.forwardTo)
            network.letIn(port);
    }

    /// What the lab wants beside a home: a database, a repository.
    void begin(const QString& lab) {
        database.start(lab);
        const QString prepare = home.ofLab(lab) + QStringLiteral("/prepare");
        if (QFile::exists(prepare))
            if (const QString trouble = bash.prepare(prepare); !trouble.isEmpty())
                qCWarning(logLab).noquote() << "preparing the home of" << lab << "failed:" << trouble;
    }

    LabHome home;
    Network network;
    BashHost bash;
    Database database;
    std::unique_ptr<CommandWatch> watch;
    SshInfo info;
    std::unique_ptr<sshd::Server> server;
};

namespace {

/// What `ssh worker-007` of a shell on the lab host needs: another login of the same server for each node.
Result<void> writeSshConfig(const LabHome& home, const BashHost& bash, const SshInfo& info) {
    const auto seen = [&](const char* name) {
        return QString::fromStdString(bash.seen(home.host() + QLatin1String(name)));
    };
    QString config =
        QStringLiteral("Include ~/.ssh/config\n"
                       "Host bastion controller-? worker-???\n"
                       "    HostName 127.0.0.1\n    Port %1\n    IdentityFile %2\n"
                       "    IdentitiesOnly yes\n    UserKnownHostsFile %3\n"
                       "    HostKeyAlias lab\n    StrictHostKeyChecking yes\n")
            .arg(QString::number(info.port), seen("/etc/node_key"), seen("/etc/node_known_hosts"));
    QStringList names{QStringLiteral("bastion")};
    for (int n = 1; n <= 9; ++n)
        names << QStringLiteral("controller-%1").arg(n);
    for (int n = 1; n <= 999; ++n)
        names << QStringLiteral("worker-%1").arg(n, 3, 10, QLatin1Char('0'));
    for (const QString& each : names)
        config += QStringLiteral("Host %1\n    User %1\n").arg(each);
    const std::pair<const char*, QString> files[] = {
        {"/etc/ssh_config", config}, {"/etc/node_known_hosts", QStringLiteral("lab %1\n").arg(info.hostKey)}};
    for (const auto& [name, text] : files) {
        QSaveFile out(home.host() + QLatin1String(name));
        if (!out.open(QIODevice::WriteOnly) ||
            !out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
            out.write(text.toUtf8()) < 0 || !out.commit())
            return Error{Errc::Io,
                         QCoreApplication::translate("host",
                                                     "The lab host could not be set up. Free some space, "
                                                     "then start the lab again."),
                         out.errorString()};
    }
    return {};
}

} // namespace

HostService::HostService(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts)) {}

Result<std::unique_ptr<HostService>> HostService::open(const HostOptions& options, Threads& threads) {
    auto home = LabHome::make(options);
    if (!home)
        return home.error();
    HostOptions settled = options;
    const quint16 databasePort = Database::freePort();
    settled.environment.insert(QStringLiteral("PGPORT"), QString::number(databasePort));
    auto parts = std::make_unique<Parts>(std::move(*home), settled, threads);
    parts->begin(options.lab);
    // Also when nobody wants to know: without a reader the shells would wait for one.
    const auto seen = options.commandSeen ? options.commandSeen : [](const ShellCommand&) {};
    auto watch = CommandWatch::open(parts->home.commands(), seen, threads);
    if (!watch)
        return watch.error();
    parts->watch = std::move(*watch);
    const auto login = ssh::KeyPair::makeEd25519();
    if (!login)
        return login.error();
    parts->info.identity = parts->home.keys() + QStringLiteral("/id_ed25519");
    if (auto saved = login->save(parts->info.identity); !saved)
        return saved.error();
    const auto inner = ssh::KeyPair::makeEd25519(); // for the way from the lab host to the nodes
    if (!inner)
        return inner.error();
    if (auto saved = inner->save(parts->home.host() + QStringLiteral("/etc/node_key")); !saved)
        return saved.error();
    sshd::ServerOptions door;
    door.alsoUser = &BashHost::isNode;
    door.port = options.port;
    door.user = parts->info.user;
    door.authorized = {login->publicKey, inner->publicKey};
    door.forwardTo = options.forwardTo;
    door.forwardTo.push_back(databasePort);
    auto server = sshd::Server::open(door, parts->bash, threads);
    if (!server)
        return server.error();
    parts->server = std::move(*server);
    parts->info.port = parts->server->port();
    parts->network.letIn(parts->info.port); // shells go on to the nodes
    parts->info.hostKey = parts->server->hostKey().line();
    parts->info.fingerprint = parts->server->hostKey().fingerprint();
    if (auto written = writeSshConfig(parts->home, parts->bash, parts->info); !written)
        return written.error();
    return std::unique_ptr<HostService>(new HostService(std::move(parts)));
}

HostService::~HostService() {
    m_parts->server.reset();
    QFile::remove(m_parts->info.identity); // the key of this run opens nothing any more
    QFile::remove(m_parts->info.identity + QStringLiteral(".pub"));
}

SshInfo HostService::sshInfo() const { return m_parts->info; }

Sandbox HostService::sandbox() const { return m_parts->bash.sandbox(); }

QString HostService::home() const { return m_parts->home.home(); }

int HostService::connections() const { return m_parts->server->connections(); }

Result<void> HostService::startLab(const QString& lab) {
    m_parts->bash.setLab(lab);
    m_parts->database.drop();
    if (auto fresh = m_parts->home.renew(lab); !fresh)
        return fresh;
    m_parts->begin(lab);
    return {};
}

} // namespace understudy::host
