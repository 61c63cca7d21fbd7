#include "app/terminal/RemoteShell.h"

#include "core/connection/UserConfig.h"
#include "views/connection/LinkStrip.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/StateDialog.h"

#include <QFile>

namespace understudy::alone {

using connection::HostLink;

QString loginName() {
    return qEnvironmentVariable("USER", qEnvironmentVariable("LOGNAME", QStringLiteral("root")));
}

Result<connection::Connection> hostOf(const QString& text, quint16 port, const QString& identity,
                                      const QString& userConfig, QStringList* unused) {
    using Login = connection::Connection::Login;
    const auto address = connection::Address::from(text);
    if (!address)
        return Error{Errc::BadInput,
                     RemoteShell::tr("%1 names no host. Write host, user@host or user@host:port.").arg(text),
                     {}};
    if (!identity.isEmpty() && !QFile::exists(identity))
        return Error{Errc::NotFound,
                     RemoteShell::tr("There is no key file %1. Check the name after -i.").arg(identity),
                     {}};
    connection::Connection host;
    host.address = *address;
    host.address.port = port ? port : address->port;
    host.login = identity.isEmpty() ? Login::Usual : Login::KeyFile;
    host.keyFile = identity;
    const connection::UserConfig config(userConfig, loginName());
    if (config.trouble())
        return *config.trouble();
    const auto target = config.targetOf(host, {});
    if (!target)
        return target.error();
    host.name = connection::Address{target->user, target->host, target->port}.text();
    if (unused)
        *unused = config.unused(host);
    return host;
}

RemoteShell::RemoteShell(const connection::Connection& host, const HostLink::Means& means,
                         const theme::Theme& theme, terminal::TerminalView& view,
                         connection::LinkStrip& strip)
    : m_means(means)
    , m_theme(theme)
    , m_view(view)
    , m_strip(strip)
    , m_questions(theme, view)
    , m_link(host, means, m_questions.questions()) {
    m_view.setHost(host.address.text());
    connect(&m_view, &terminal::TerminalView::reconnectRequested, this, &RemoteShell::logIn);
    connect(&m_view, &terminal::TerminalView::ended, this, &RemoteShell::showLink);
    connect(&m_strip, &connection::LinkStrip::tryRequested, this, &RemoteShell::logIn);
    connect(&m_strip, &connection::LinkStrip::stopRequested, &m_link, &HostLink::close);
    connect(&m_link, &HostLink::changed, this, &RemoteShell::follow);
}

void RemoteShell::logIn() {
    if (m_link.state() == HostLink::State::Lost)
        return m_link.tryNow(); // the shell comes back with the link
    const terminal::Screen& grid = m_view.session().screen();
    m_link.shell(&m_view, grid.columns(), grid.rows(), [this](std::unique_ptr<terminal::ByteStream> stream) {
        m_hadShell = true;
        m_view.setStream(std::move(stream));
        showLink();
    });
}

void RemoteShell::follow() {
    if (m_link.state() != HostLink::State::Connecting)
        m_questions.dismiss();
    showLink();
    if (m_link.state() == HostLink::State::Failed && !m_link.triedByItself())
        failed(m_link.trouble().value_or(Error{}));
}

void RemoteShell::showLink() { m_strip.show(m_hadShell ? &m_link : nullptr, m_view.isConnected()); }

/// With text on the screen the strip says it, and waits.
void RemoteShell::failed(const Error& why) {
    if (const auto change = m_link.hostKeyChange())
        askReplace(*change, why);
    else if (!m_hadShell && why.code == Errc::Cancelled) // a question was answered with no
        Q_EMIT gaveUp(why);
    else if (!m_hadShell)
        tellTrouble(why);
}

void RemoteShell::askReplace(const ssh::HostKeyChange& change, const Error& why) {
    const bool ours = change.where.startsWith(m_means.knownHosts.value(0) + QLatin1Char(':'));
    m_questions.showChange(
        change, ours,
        [this] {
            if (const auto replaced = m_link.replaceHostKey(); !replaced)
                tellTrouble(replaced.error());
            else
                logIn();
        },
        [this, why] {
            if (!m_hadShell)
                Q_EMIT gaveUp(why);
        });
}

void RemoteShell::tellTrouble(const Error& why) {
    auto* dialog = new theme::StateDialog(m_theme, QStringLiteral("terminal"), theme::Color::Text2,
                                          tr("Not connected to %1").arg(name()), why.sentence, &m_view);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->addChoice(tr("Close"), theme::ButtonKind::Normal, QDialog::Rejected);
    dialog->addChoice(tr("Try again"), theme::ButtonKind::Primary, QDialog::Accepted);
    connect(dialog, &QDialog::finished, this, [this, why](int given) {
        if (given == QDialog::Accepted)
            logIn();
        else if (!m_hadShell)
            Q_EMIT gaveUp(why);
    });
    dialog->open();
}

} // namespace understudy::alone
