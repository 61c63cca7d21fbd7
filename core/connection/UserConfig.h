#pragma once

#include "core/connection/Connection.h"
#include "core/ssh/Config.h"

namespace understudy::connection {

/// What the trainee's own ~/.ssh/config adds to connections: hosts to choose from, and the way to those that
/// are typed or saved. What a connection says itself outweighs the file. Read once, never written.
class UserConfig final {
public:
    /// An empty @p file, or one that is not there, adds nothing. "~" is the folder above the one it is in.
    UserConfig(const QString& file, const QString& localUser);

    /// Why the file is not used.
    const std::optional<Error>& trouble() const { return m_trouble; }
    /// One for each name that a Host line spells out.
    std::vector<Connection> hosts() const;
    /// For core/ssh. @p knownHosts as in ssh::Target.
    Result<ssh::Target> targetOf(const Connection& connection, const QStringList& knownHosts) const;
    /// The ports its LocalForward lines name, to be offered.
    std::vector<ssh::LocalForward> forwards(const Connection& connection) const;
    /// One sentence for each line about the host that is not used.
    QStringList unused(const Connection& connection) const;

private:
    Result<ssh::Target> resolve(const Address& address, const ssh::Target& own) const;
    void offerUsual(ssh::Target& target) const;

    QString m_home;
    QString m_localUser;
    std::optional<ssh::Config> m_config;
    std::optional<Error> m_trouble;
};

} // namespace understudy::connection
