#pragma once

#include "core/ssh/Session.h"

#include <QObject>

#include <memory>

namespace understudy::theme {
class Theme;
}
namespace understudy::terminal {
class TerminalView;
}

namespace understudy::alone {

/// The far end of a terminal window on another host: logs in, asks the person what the login needs, gives the
/// view its shell, and does it again when the connection was lost and the person presses Enter.
class RemoteShell final : public QObject {
    Q_OBJECT
public:
    /// What it works with; outlives it.
    struct Means {
        const theme::Theme& theme;
        Threads& threads;
        Post post;
    };

    /// @p command is run in the place of the login shell unless it is empty.
    RemoteShell(ssh::Target target, QString command, Means means, terminal::TerminalView& view);

    void logIn();
    QString name() const; ///< ada@host

Q_SIGNALS:
    void gaveUp(const understudy::Error& why); ///< the person was told and did not want another try

private:
    ssh::Questions questions();
    void askHost(const ssh::HostQuestion& question, const std::function<void(ssh::HostAnswer)>& answer);
    void askSecret(const ssh::Prompt& prompt, const std::function<void(std::optional<QStringList>)>& answer);
    void loggedIn(const Result<void>& result);
    void askReplace(const ssh::HostKeyChange& change, const Error& why);
    void tellTrouble(const Error& why);

    ssh::Target m_target;
    QString m_command;
    Means m_means;
    terminal::TerminalView& m_view;
    std::unique_ptr<ssh::Session> m_session;
    bool m_declined = false; ///< the person answered a question of this login with no
};

/// The login that the command line names, with what OpenSSH would offer: the agent's keys, then the usual key
/// files, then what the host asks for. @p known is the program's own list of hosts; the person's is read too.
Result<ssh::Target> targetOf(const QString& address, quint16 port, const QString& identity,
                             const QString& known);

} // namespace understudy::alone
