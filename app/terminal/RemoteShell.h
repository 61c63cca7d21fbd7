#pragma once

#include "core/connection/HostLink.h"
#include "views/connection/HostQuestions.h"

namespace understudy::connection {
class LinkStrip;
}
namespace understudy::terminal {
class TerminalView;
}

namespace understudy::alone {

/// The far end of a terminal window on another host: gives the view a shell there, and says in a strip when
/// the connection was lost and how it comes back.
class RemoteShell final : public QObject {
    Q_OBJECT
public:
    RemoteShell(const connection::Connection& host, const connection::HostLink::Means& means,
                const theme::Theme& theme, terminal::TerminalView& view, connection::LinkStrip& strip);

    void logIn();
    const QString& name() const { return m_link.connection().name; } ///< ada@host

Q_SIGNALS:
    /// There never was a shell, and the person was told why and did not want another try.
    void gaveUp(const understudy::Error& why);

private:
    void follow();
    void showLink();
    void failed(const Error& why);
    void askReplace(const ssh::HostKeyChange& change, const Error& why);
    void tellTrouble(const Error& why);

    const connection::HostLink::Means m_means;
    const theme::Theme& m_theme;
    terminal::TerminalView& m_view;
    connection::LinkStrip& m_strip;
    connection::HostQuestions m_questions;
    connection::HostLink m_link;
    bool m_hadShell = false;
};

/// The host that the command line names, to be logged in to as OpenSSH would do it: what @p userConfig says
/// of it, the agent's keys, the usual key files, then what the host asks for. Its name is where that leads.
/// What the configuration says and is not used goes to @p unused.
Result<connection::Connection> hostOf(const QString& address, quint16 port, const QString& identity,
                                      const QString& userConfig, QStringList* unused = nullptr);

/// Who a login is for where the address does not say it.
QString loginName();

} // namespace understudy::alone
