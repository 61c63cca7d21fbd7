#include "app/terminal/RemoteShell.h"

#include "core/connection/UserConfig.h"
#include "core/ssh/KnownHosts.h"
#include "views/connection/SecretDialog.h"
#include "views/terminal/HostKeyDialog.h"
#include "views/terminal/TerminalView.h"

#include <QDir>
#include <QFile>
#include <QPointer>

namespace understudy::alone {

namespace {

constexpr int tries = 3; // as core/ssh counts them

QString loginName() {
    return qEnvironmentVariable("USER", qEnvironmentVariable("LOGNAME", QStringLiteral("root")));
}

QString whole(const QString& host, quint16 port) {
    return port == 22 ? host : QStringLiteral("%1:%2").arg(host).arg(port);
}

} // namespace

Result<ssh::Target> targetOf(const QString& text, quint16 port, const QString& identity, const QString& known,
                             QStringList* unused) {
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
    host.login =
        identity.isEmpty() ? connection::Connection::Login::Usual : connection::Connection::Login::KeyFile;
    host.keyFile = identity;
    const QDir keys(QDir::homePath() + QStringLiteral("/.ssh"));
    const connection::UserConfig config(keys.filePath(QStringLiteral("config")), loginName());
    if (config.trouble())
        return *config.trouble();
    if (unused)
        *unused = config.unused(host);
    return config.targetOf(host, {known, keys.filePath(QStringLiteral("known_hosts")),
                                  QStringLiteral("/etc/ssh/ssh_known_hosts")});
}

RemoteShell::RemoteShell(ssh::Target target, QString command, Means means, terminal::TerminalView& view)
    : m_target(std::move(target))
    , m_command(std::move(command))
    , m_means(std::move(means))
    , m_view(view)
    , m_session(m_means.threads, m_means.post, m_means.clock, {}) {
    connect(&m_view, &terminal::TerminalView::reconnectRequested, this, &RemoteShell::logIn);
    connect(&m_session, &ssh::LastingSession::changed, this, &RemoteShell::follow);
}

QString RemoteShell::name() const {
    return m_target.user + QLatin1Char('@') + whole(m_target.host, m_target.port);
}

void RemoteShell::logIn() {
    using State = ssh::LastingSession::State;
    m_declined = false;
    if (m_session.state() == State::Waiting)
        m_session.tryNow();
    else if (m_session.state() == State::Ready)
        follow(); // another shell on the same connection
    else
        m_session.start(m_target, questions());
}

ssh::Questions RemoteShell::questions() {
    const QPointer<RemoteShell> alive(this);
    ssh::Questions asked;
    asked.host = [alive](const ssh::HostQuestion& question, const auto& answer) {
        alive ? alive->askHost(question, answer) : answer(ssh::HostAnswer::Refuse);
    };
    asked.prompt = [alive](const ssh::Prompt& prompt, const auto& answer) {
        alive ? alive->askSecret(prompt, answer) : answer(std::nullopt);
    };
    return asked;
}

void RemoteShell::askHost(const ssh::HostQuestion& question,
                          const std::function<void(ssh::HostAnswer)>& answer) {
    terminal::HostKeyDialog::Question words;
    words.host = whole(question.host, question.port);
    words.shownFingerprint = question.key.fingerprint();
    auto* dialog = new terminal::HostKeyDialog(m_means.theme, words, &m_view);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this, answer](int given) {
        m_declined = given != terminal::HostKeyDialog::Connect;
        answer(m_declined ? ssh::HostAnswer::Refuse : ssh::HostAnswer::Remember);
    });
    dialog->open();
}

void RemoteShell::askSecret(const ssh::Prompt& prompt,
                            const std::function<void(std::optional<QStringList>)>& answer) {
    connection::SecretQuestion question;
    question.prompt = prompt;
    question.host = name();
    question.triesLeft = std::max(1, tries + 1 - prompt.attempt);
    auto* dialog = new connection::SecretDialog(m_means.theme, question, &m_view);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this, dialog, answer](int given) {
        const connection::SecretAnswer typed = dialog->take();
        m_declined = given != QDialog::Accepted;
        answer(m_declined ? std::nullopt : std::optional(typed.fields));
    });
    dialog->open();
}

void RemoteShell::follow() {
    if (m_session.state() == ssh::LastingSession::State::Stopped)
        return stopped(m_session.trouble().value_or(Error{}));
    if (m_session.state() != ssh::LastingSession::State::Ready || m_view.isConnected())
        return;
    const terminal::Screen& grid = m_view.session().screen();
    m_view.setStream(m_session.openShell(grid.columns(), grid.rows(), m_command));
}

void RemoteShell::stopped(const Error& why) {
    if (m_declined)
        return Q_EMIT gaveUp(why);
    const auto change = m_session.hostKeyChange();
    change ? askReplace(*change, why) : tellTrouble(why);
}

void RemoteShell::askReplace(const ssh::HostKeyChange& change, const Error& why) {
    terminal::HostKeyDialog::Question words;
    words.changed = true;
    words.host = whole(change.host, change.port);
    words.knownFingerprint = change.known.fingerprint();
    words.shownFingerprint = change.shown.fingerprint();
    words.where = change.where;
    words.replaceable = change.where.startsWith(m_target.knownHosts.value(0) + QLatin1Char(':'));
    auto* dialog = new terminal::HostKeyDialog(m_means.theme, words, &m_view);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this, change, why](int given) {
        if (given != terminal::HostKeyDialog::ReplaceKey)
            return Q_EMIT gaveUp(why);
        const auto replaced =
            ssh::KnownHosts(m_target.knownHosts).replace(change.host, change.port, change.shown);
        replaced ? logIn() : tellTrouble(replaced.error());
    });
    dialog->open();
}

void RemoteShell::tellTrouble(const Error& why) {
    auto* dialog = new theme::StateDialog(m_means.theme, QStringLiteral("terminal"), theme::Color::Text2,
                                          tr("Not connected to %1").arg(name()), why.sentence, &m_view);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->addChoice(tr("Close"), theme::ButtonKind::Normal, QDialog::Rejected);
    dialog->addChoice(tr("Try again"), theme::ButtonKind::Primary, QDialog::Accepted);
    connect(dialog, &QDialog::finished, this, [this, why](int given) {
        if (given == QDialog::Accepted)
            logIn();
        else
            Q_EMIT gaveUp(why);
    });
    dialog->open();
}

} // namespace understudy::alone
