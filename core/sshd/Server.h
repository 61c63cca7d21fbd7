#pragma once

#include "core/base/Threads.h"
#include "core/ssh/Key.h"
#include "core/sshd/ShellHost.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace understudy::sshd {

/// What the lab's SSH server promises to whom.
struct ServerOptions {
    QString address = QStringLiteral("127.0.0.1");
    quint16 port = 0;   ///< 0: any free one
    QByteArray hostKey; ///< PEM text; empty: a new Ed25519 key for this run
    QString user = QStringLiteral("trainee");
    std::function<bool(const QString&)> alsoUser; ///< more names that may log in by key; asked on any thread
    std::vector<ssh::PublicKey> authorized;       ///< keys that may log in
    QString password;                             ///< empty: no password login
    std::vector<quint16> forwardTo; ///< ports of 127.0.0.1 that direct-tcpip may reach; all else is refused
    std::chrono::milliseconds loginTime{20'000};
    int tries = 3;
};

/// An SSH server for the lab hosts: shells, commands and files for one user, nothing else. Starts one thread
/// that listens and one for each connection; the destructor cuts all of them and waits until none uses this
/// object.
class Server final {
public:
    static Result<std::unique_ptr<Server>> open(const ServerOptions& options, ShellHost& host,
                                                Threads& threads);
    ~Server();

    quint16 port() const;
    const ssh::PublicKey& hostKey() const;
    int connections() const;

    struct Shared;

private:
    explicit Server(std::shared_ptr<Shared> shared);
    std::shared_ptr<Shared> m_shared;
};

} // namespace understudy::sshd
