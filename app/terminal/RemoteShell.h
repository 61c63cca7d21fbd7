#pragma once

#include "core/ssh/LastingSession.h"

#include <QObject>

namespace understudy::theme {
class Theme;
}
namespace understudy::terminal {
class TerminalView;
}

namespace understudy::alone {

/// The far end of a terminal window on another host: logs in, asks the person what the login needs, and gives
/// the view its shell, which comes back by itself when the connection was lost.
class RemoteShell final : public QObject {
    Q_OBJECT
public:
    /// What it works with; outlives it.
    struct Means {
        const theme::Theme& theme;
        const Clock& clock;
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
    void follow();
    void stopped(const Error& why);
    void askReplace(const ssh::HostKeyChange& change, const Error& why);
    void tellTrouble(const Error& why);

    ssh::Target m_target;
    QString m_command;
    Means m_means;
    terminal::TerminalView& m_view;
    ssh::LastingSession m_session;
    bool m_declined = false; ///< the person answered a question of this login with no
};

/// The login that the command line names, as OpenSSH would do it: what ~/.ssh/config says of the host, the
/// agent's keys, the usual key files, then what the host asks for. @p known is the program's own list of
/// hosts; the person's is read too. What the configuration says and is not used goes to @p unused.
Result<ssh::Target> targetOf(const QString& address, quint16 port, const QString& identity,
                             const QString& known, QStringList* unused = nullptr);

} // namespace understudy::alone
