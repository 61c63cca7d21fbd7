#pragma once

#include "core/base/Clock.h"
#include "core/base/Id.h"
#include "core/base/Result.h"
#include "core/ssh/LocalForward.h"
#include "core/ssh/Login.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace understudy::connection {

/// Who logs in where: "ada@bastion:2222", the user and port only where they are not the usual ones.
struct Address {
    QString user;
    QString host;
    quint16 port = 22;

    bool operator==(const Address&) const = default;

    /// Reads "host", "ada@host", "host:2222", "[2001:db8::1]:2222" and "ssh://ada@host:2222"; nothing when
    /// the text is none of these.
    static std::optional<Address> from(const QString& text);
    QString text() const;
};

/// A host that the trainee works on, as kept in the profile. Never holds a secret.
struct Connection {
    enum class Login {
        Password,
        KeyFile,
        Agent,
        Usual ///< as ssh does: the agent, the usual key files, then what the host asks for
    };

    Id id;
    QString name;
    Address address;
    std::vector<Address> jumps; ///< gone through in this order, empty for straight on
    Login login = Login::Password;
    QString keyFile;           ///< of KeyFile
    bool watchOnly = false;    ///< for shadowing: what is typed or pasted here never leaves this computer
    bool tmux = false;         ///< shells are tmux sessions at the host and outlive the connection
    bool forwardAgent = false; ///< programs at the host may use the keys of the agent here
    QString metrics;           ///< address of a Prometheus as the host reaches it, for charts; empty: none
    std::vector<ssh::LocalForward> forwards; ///< opened by themselves with the first login
    bool ofConfig = false;                   ///< a host of ~/.ssh/config: shown, not saved
    std::optional<Instant> lastUsed;

    bool operator==(const Connection&) const = default;

    /// What has to be mended before one can connect; done when there is nothing.
    Result<void> checkHost() const;
    Result<void> checkKey() const;
    /// "Password", "Key file ~/.ssh/id_ed25519" …
    QString loginWords() const;

    QJsonObject toJson() const;
    static Result<Connection> fromJson(const QJsonObject& json);
};

/// "ada@gate, gate2:2222" to hops; nothing when one of them is no address.
std::optional<std::vector<Address>> jumpsFrom(const QString& text);
QString jumpsText(const std::vector<Address>& jumps);

/// For core/ssh. @p knownHosts as in ssh::Target; the user is @p localUser where the connection names none.
ssh::Target targetOf(const Connection& connection, const QStringList& knownHosts, const QString& localUser);

} // namespace understudy::connection
