#include "core/connection/HostLink.h"

#include "core/connection/WatchedStream.h"
#include "core/ssh/KnownHosts.h"

#include <algorithm>

namespace understudy::connection {

namespace {

constexpr int tries = 3; // as core/ssh counts them

void wipe(QString& secret) {
    secret.fill(QChar(0)); // detaches only when shared, so callers hand over their copies
    secret.clear();
}

} // namespace

HostLink::HostLink(const Connection& connection, Means means, LinkQuestions questions, QObject* parent)
    : QObject(parent)
    , m_connection(connection)
    , m_watching(std::make_shared<bool>(connection.watchOnly))
    , m_means(std::move(means))
    , m_questions(std::move(questions)) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        m_byItself = true;
        logIn();
    });
}

HostLink::~HostLink() { wipe(m_newSecret); }

void HostLink::setConnection(const Connection& connection) {
    m_connection = connection;
    *m_watching = connection.watchOnly;
}

std::optional<ssh::HostKeyChange> HostLink::hostKeyChange() const {
    return m_session && m_state == State::Failed ? m_session->hostKeyChange() : std::nullopt;
}

void HostLink::shell(QObject* context, int columns, int rows,
                     std::function<void(std::unique_ptr<terminal::ByteStream>)> take) {
    std::erase_if(m_waiting, [context](const Waiting& each) { return each.context == context; });
    m_waiting.push_back({context, columns, rows, std::move(take)});
    m_retry.stop();
    m_byItself = false;
    if (m_state == State::Connected)
        serveWaiting();
    else if (m_state != State::Connecting)
        logIn();
}

void HostLink::logIn() {
    m_keptName.clear();
    m_newName.clear();
    wipe(m_newSecret);
    m_session = std::make_unique<ssh::Session>(m_means.threads, m_means.post);
    m_unanswered = false;
    m_session->lost = [this](const Error& error) { lose(error); };
    const QPointer<HostLink> alive(this);
    ssh::Questions questions;
    questions.host = m_questions.host;
    questions.prompt = [alive](const ssh::Prompt& prompt, const Reply& reply) {
        if (alive)
            alive->answer(prompt, reply);
        else
            reply(std::nullopt);
    };
    set(State::Connecting);
    m_session->connect(targetOf(m_connection, m_means.knownHosts, m_means.localUser), std::move(questions),
                       [this](const Result<void>& result) { loggedIn(result); });
}

void HostLink::loggedIn(const Result<void>& result) {
    if (!result) {
        const Errc code = result.error().code;
        if (m_byItself && (code == Errc::Unreachable || code == Errc::TimedOut))
            return waitAndRetry(result.error());
        m_waiting.clear();
        set(State::Failed,
            m_unanswered
                ? Error{Errc::Cancelled, tr("%1 answers again. Log in to go on.").arg(m_connection.name), {}}
                : result.error());
        return;
    }
    m_byItself = false;
    keep();
    set(State::Connected);
    serveWaiting();
}

void HostLink::lose(const Error& error) {
    m_pause = m_firstPause;
    waitAndRetry(error);
}

void HostLink::waitAndRetry(const Error& error) {
    m_retry.start(m_pause);
    m_pause = std::min(2 * m_pause, 30 * m_firstPause);
    set(State::Lost, error);
}

void HostLink::serveWaiting() {
    for (Waiting& each : std::exchange(m_waiting, {}))
        if (each.context)
            each.take(
                std::make_unique<WatchedStream>(m_session->openShell(each.columns, each.rows), m_watching));
}

/// One name for each secret: a passphrase belongs to a file, a password to an account.
QString HostLink::secretName(const ssh::Prompt& prompt) const {
    const Address& last = m_connection.address;
    const bool doubled =
        std::any_of(m_connection.jumps.begin(), m_connection.jumps.end(), [&last](const Address& hop) {
            return hop.host.compare(last.host, Qt::CaseInsensitive) == 0;
        });
    switch (prompt.kind) {
    case ssh::Prompt::Kind::Password:
        // The question does not tell two servers of one host apart, and neither may hear the other's
        // password.
        return doubled ? QString()
                       : QStringLiteral("password %1:%2").arg(prompt.title, QString::number(last.port));
    case ssh::Prompt::Kind::Passphrase:
        return QStringLiteral("passphrase %1").arg(prompt.title);
    case ssh::Prompt::Kind::Keyboard:
        break; // good once
    }
    return {};
}

void HostLink::answer(const ssh::Prompt& prompt, const Reply& reply) {
    const QString name = m_means.secrets ? secretName(prompt) : QString();
    if (name.isEmpty() || prompt.attempt > 1) {
        if (!name.isEmpty() && name == m_keptName)
            m_means.secrets->forget(name); // it opens nothing any more
        ask(prompt, name, reply);
        return;
    }
    const QPointer<HostLink> alive(this);
    m_means.secrets->read(name, [alive, prompt, name, reply](const std::optional<QString>& secret) {
        if (!alive)
            return reply(std::nullopt);
        if (!secret)
            return alive->ask(prompt, name, reply);
        alive->m_keptName = name;
        reply(QStringList{*secret});
    });
}

void HostLink::ask(const ssh::Prompt& prompt, const QString& name, const Reply& reply) {
    m_unanswered = m_byItself;
    if (!m_questions.secret || m_byItself)
        return reply(std::nullopt);
    SecretQuestion question;
    question.prompt = prompt;
    question.host = m_connection.name;
    question.triesLeft = std::max(1, tries + 1 - prompt.attempt);
    question.mayKeep = !name.isEmpty();
    question.keptRefused = prompt.attempt == 2 && !name.isEmpty() && name == m_keptName;
    const QPointer<HostLink> alive(this);
    m_questions.secret(question, [alive, name, reply](const std::optional<SecretAnswer>& given) {
        if (!alive || !given)
            return reply(std::nullopt);
        if (given->keep && !name.isEmpty()) {
            alive->m_newName = name;
            alive->m_newSecret = given->fields.value(0);
        }
        reply(given->fields);
    });
}

void HostLink::keep() {
    if (m_newName.isEmpty() || !m_means.secrets)
        return;
    const QPointer<HostLink> alive(this);
    m_means.secrets->write(m_newName, m_newSecret, [alive](const Result<void>& result) {
        if (alive && !result)
            Q_EMIT alive->notKept(result.error());
    });
    m_newName.clear();
    wipe(m_newSecret);
}

Result<void> HostLink::replaceHostKey() {
    const auto change = hostKeyChange();
    if (!change)
        return {};
    return ssh::KnownHosts(m_means.knownHosts).replace(change->host, change->port, change->shown);
}

void HostLink::close() {
    m_waiting.clear();
    m_retry.stop();
    m_byItself = false;
    if (m_session)
        m_session->close();
    if (m_state == State::Connected || m_state == State::Lost)
        set(State::Idle);
}

void HostLink::set(State state, std::optional<Error> trouble) {
    m_state = state;
    m_trouble = std::move(trouble);
    Q_EMIT changed();
}

} // namespace understudy::connection
