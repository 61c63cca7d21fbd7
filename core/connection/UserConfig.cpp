#include "core/connection/UserConfig.h"

#include <QFile>
#include <QFileInfo>

namespace understudy::connection {

namespace {

/// The files that ssh(1) offers when nobody names one.
QStringList usualKeys(const QString& home) {
    QStringList files;
    for (const char* name : {"id_ed25519", "id_ecdsa", "id_rsa"})
        if (const QString file = home + QStringLiteral("/.ssh/") + QLatin1String(name); QFile::exists(file))
            files << file;
    return files;
}

} // namespace

UserConfig::UserConfig(const QString& file, const QString& localUser)
    : m_home(QFileInfo(QFileInfo(file).path()).path())
    , m_localUser(localUser) {
    if (file.isEmpty())
        return;
    auto read = ssh::Config::read(file, {m_home, localUser});
    if (read)
        m_config = std::move(*read);
    else if (read.error().code != Errc::NotFound)
        m_trouble = read.error();
}

std::vector<Connection> UserConfig::hosts() const {
    std::vector<Connection> hosts;
    for (const QString& name : m_config ? m_config->names() : QStringList()) {
        const auto address = Address::from(name);
        if (!address || address->host != name)
            continue;
        Connection host;
        host.id = QStringLiteral("ssh-config ") + name;
        host.name = name;
        host.address = *address;
        host.login = Connection::Login::Usual;
        host.ofConfig = true;
        hosts.push_back(host);
    }
    return hosts;
}

Result<ssh::Target> UserConfig::targetOf(const Connection& connection, const QStringList& knownHosts) const {
    const ssh::Target own = connection::targetOf(connection, knownHosts, m_localUser);
    Result<ssh::Target> target = own;
    if (m_config) {
        target->user.clear(); // the name has it, if anyone does
        target->port = 22;
        target->forwardAgent = false; // jump hosts are made of this
        target = m_config->target(connection.address.text(), *target);
        if (!target)
            return target;
        target->forwardAgent = own.forwardAgent;
        if (!own.jumps.empty())
            target->jumps = own.jumps;
        if (!own.identities.isEmpty())
            target->identities = own.identities;
    }
    if (connection.login != Connection::Login::Usual)
        return target;
    const auto complete = [this](ssh::Target& one) {
        one.agent = !qEnvironmentVariableIsEmpty("SSH_AUTH_SOCK");
        if (one.identities.isEmpty())
            one.identities = usualKeys(m_home);
    };
    complete(*target);
    for (ssh::Target& jump : target->jumps)
        complete(jump);
    return target;
}

QStringList UserConfig::unused(const Connection& connection) const {
    return m_config ? m_config->unused(connection.address.text()) : QStringList();
}

} // namespace understudy::connection
