#include "labs/host/HostService.h"

#include "core/base/Log.h"
#include "core/sshd/Server.h"
#include "labs/host/BashHost.h"
#include "labs/host/CommandWatch.h"
#include "labs/host/Database.h"
#include "labs/host/LabHome.h"

#include <QFile>

namespace understudy::host {

/// In the order of their making: the server goes first, so that no shell is started any more.
struct HostService::Parts {
    Parts(LabHome made, const HostOptions& options)
        : home(std::move(made))
        , bash(home, options)
        , database(home, bash, options.environment.value(QStringLiteral("PGPORT"))) {}

    /// What the lab wants beside a home: a database, a repository.
    void begin(const QString& lab) {
        database.start(lab);
        const QString prepare = home.ofLab(lab) + QStringLiteral("/prepare");
        if (QFile::exists(prepare))
            if (const QString trouble = bash.prepare(prepare); !trouble.isEmpty())
                qCWarning(logLab).noquote() << "preparing the home of" << lab << "failed:" << trouble;
    }

    LabHome home;
    BashHost bash;
    Database database;
    std::unique_ptr<CommandWatch> watch;
    SshInfo info;
    std::unique_ptr<sshd::Server> server;
};

HostService::HostService(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts)) {}

Result<std::unique_ptr<HostService>> HostService::open(const HostOptions& options, Threads& threads) {
    auto home = LabHome::make(options);
    if (!home)
        return home.error();
    HostOptions settled = options;
    const quint16 databasePort = Database::freePort();
    settled.environment.insert(QStringLiteral("PGPORT"), QString::number(databasePort));
    auto parts = std::make_unique<Parts>(std::move(*home), settled);
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
    sshd::ServerOptions door;
    door.port = options.port;
    door.user = parts->info.user;
    door.authorized = {login->publicKey};
    door.forwardTo = options.forwardTo;
    door.forwardTo.push_back(databasePort);
    auto server = sshd::Server::open(door, parts->bash, threads);
    if (!server)
        return server.error();
    parts->server = std::move(*server);
    parts->info.port = parts->server->port();
    parts->info.hostKey = parts->server->hostKey().line();
    parts->info.fingerprint = parts->server->hostKey().fingerprint();
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
