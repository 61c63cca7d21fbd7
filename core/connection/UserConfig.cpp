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
        target = resolve(connection.address, own);
        if (!target)
            return target;
        target->forwardAgent = own.forwardAgent;
        if (!own.identities.isEmpty())
            target->identities = own.identities;
        if (!own.jumps.empty())
            target->jumps.clear();
        for (const Address& hop : connection.jumps) {
            auto jump = resolve(hop, own);
            if (!jump)
                return jump;
            if (target->jumps.empty()) // only the first may have a way of its own, as in ssh -J
                target->jumps = jump->jumps;
            jump->jumps.clear();
            target->jumps.push_back(*jump);
        }
    }
    if (connection.login == Connection::Login::Usual)
        offerUsual(*target);
    return target;
}

/// What the file says of an address; what it does not is taken from @p own.
Result<ssh::Target> UserConfig::resolve(const Address& address, const ssh::Target& own) const {
    ssh::Target given = own;
    given.user.clear(); // the address has it, if anyone does
    given.port = 22;
    given.forwardAgent = false; // jump hosts are made of this
    return m_config->target(address.text(), given);
}

void UserConfig::offerUsual(ssh::Target& target) const {
    target.agent = !qEnvironmentVariableIsEmpty("SSH_AUTH_SOCK");
    if (target.identities.isEmpty())
        target.identities = usualKeys(m_home);
    for (ssh::Target& jump : target.jumps)
        offerUsual(jump);
}

std::vector<ssh::LocalForward> UserConfig::forwards(const Connection& connection) const {
    return m_config ? m_config->forwards(connection.address.text()) : std::vector<ssh::LocalForward>();
}

QStringList UserConfig::unused(const Connection& connection) const {
    const QStringList sentences = m_config ? m_config->unused(connection.address.text()) : QStringList();
    return QStringList(sentences).replaceInStrings(m_home + QLatin1Char('/'), QStringLiteral("~/"));
}

} // namespace understudy::connection
