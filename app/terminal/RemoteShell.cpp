#include "app/terminal/RemoteShell.h"

#include "core/connection/Connection.h"
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

Result<ssh::Target> targetOf(const QString& text, quint16 port, const QString& identity,
                             const QString& known) {
    const auto address = connection::Address::from(text);
    if (!address)
        return Error{Errc::BadInput,
                     RemoteShell::tr("%1 names no host. Write host, user@host or user@host:port.").arg(text),
                     {}};
    const QDir keys(QDir::homePath() + QStringLiteral("/.ssh"));
    ssh::Target target;
    target.host = address->host;
    target.port = port ? port : address->port;
    target.user = address->user.isEmpty() ? loginName() : address->user;
    target.knownHosts = {known, keys.filePath(QStringLiteral("known_hosts")),
                         QStringLiteral("/etc/ssh/ssh_known_hosts")};
    target.agent = identity.isEmpty() && !qEnvironmentVariableIsEmpty("SSH_AUTH_SOCK");
    if (identity.isEmpty()) {
        for (const char* name : {"id_ed25519", "id_ecdsa", "id_rsa"})
            if (const QString file = keys.filePath(QLatin1String(name)); QFile::exists(file))
                target.identities << file;
    } else if (QFile::exists(identity)) {
        target.identities << identity;
    } else {
        return Error{Errc::NotFound,
                     RemoteShell::tr("There is no key file %1. Check the name after -i.").arg(identity),
                     {}};
    }
    return target;
}

RemoteShell::RemoteShell(ssh::Target target, QString command, Means means, terminal::TerminalView& view)
    : m_target(std::move(target))
    , m_command(std::move(command))
    , m_means(std::move(means))
    , m_view(view) {
    connect(&m_view, &terminal::TerminalView::reconnectRequested, this, &RemoteShell::logIn);
}

QString RemoteShell::name() const {
    return m_target.user + QLatin1Char('@') + whole(m_target.host, m_target.port);
}

void RemoteShell::logIn() {
    if (m_session && m_session->state() == ssh::Session::State::Connecting)
        return;
    m_declined = false;
    m_session = std::make_unique<ssh::Session>(m_means.threads, m_means.post);
    m_session->connect(m_target, questions(), [this](const Result<void>& result) { loggedIn(result); });
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

void RemoteShell::loggedIn(const Result<void>& result) {
    if (!result && m_declined)
        return Q_EMIT gaveUp(result.error());
    if (!result) {
        const auto change = m_session->hostKeyChange();
        return change ? askReplace(*change, result.error()) : tellTrouble(result.error());
    }
    const terminal::Screen& grid = m_view.session().screen();
    m_view.setStream(
        m_session->openShell(grid.columns(), grid.rows(), QStringLiteral("xterm-256color"), m_command));
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
