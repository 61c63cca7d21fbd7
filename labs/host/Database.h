#pragma once

#include "labs/host/BashHost.h"
#include "labs/host/LabHome.h"
#include "labs/host/Network.h"
#include "labs/host/Program.h"

#include <memory>

namespace understudy::host {

/// The PostgreSQL server of a lab that brings one: in a folder of its own in the lab's home, filled there,
/// reached by a socket that only the shells see and by a port of 127.0.0.1 with a password. It ends with this
/// object. How far it is stands in the file run/database of the lab host, which `psql` there reads.
class Database final {
public:
    Database(const LabHome& home, const BashHost& bash, Network& network, QString port);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Begins to serve what @p lab brings, nothing when it brings none; what was kept of the same lab is
    /// served again. Does not wait. On one thread, always the same: the server lives no longer than that.
    void start(const QString& lab);
    /// Ends the server and takes all its data away.
    void drop();

    /// A port of 127.0.0.1 that nobody uses now; 0 when there is none.
    static quint16 freePort();

private:
    void stop();
    QString folder() const { return m_home.root() + QStringLiteral("/database"); }
    QString state() const { return m_home.host() + QStringLiteral("/run/database"); }
    Launch launch(const QString& fill) const;

    const LabHome& m_home;
    const BashHost& m_bash;
    Network& m_network;
    const QString m_port;
    std::unique_ptr<sshd::ShellProcess> m_server;
};

} // namespace understudy::host
