#include "core/connection/HostLink.h"

#include "core/connection/UserConfig.h"
#include "core/connection/WatchedStream.h"
#include "core/ssh/KnownHosts.h"

namespace understudy::connection {

namespace {

using Session = ssh::LastingSession;

constexpr auto lookPatience = std::chrono::seconds(20);

} // namespace

HostLink::HostLink(const Connection& connection, Means means, LinkQuestions questions, QObject* parent)
    : QObject(parent)
    , m_connection(connection)
    , m_watching(std::make_shared<bool>(connection.watchOnly))
    , m_means(std::move(means))
    , m_session(m_means.threads, m_means.post, m_means.clock, {})
    , m_forwards([this] { return m_session.session(); })
    , m_answers(std::move(questions), m_means.secrets, [this] { return !m_session.triedByItself(); }) {
    connect(&m_session, &Session::changed, this, &HostLink::follow);
    connect(&m_answers, &LoginAnswers::notKept, this, &HostLink::notKept);
}

void HostLink::setConnection(const Connection& connection) {
    m_connection = connection;
    *m_watching = connection.watchOnly;
    if (connection.watchOnly)
        m_forwards.closeAll();
    if (const auto target = targetOf(connection)) {
        m_target = *target;
        m_session.setTarget(m_target);
    }
}

Result<ssh::Target> HostLink::targetOf(const Connection& connection) const {
    return UserConfig(m_means.userConfig, m_means.localUser).targetOf(connection, m_means.knownHosts);
}

std::optional<ssh::HostKeyChange> HostLink::hostKeyChange() const {
    return m_state == State::Failed ? m_session.hostKeyChange() : std::nullopt;
}

void HostLink::shell(QObject* context, int columns, int rows, TakeShell take) {
    std::erase_if(m_waiting, [context](const Waiting& each) { return each.context == context; });
    m_waiting.push_back({context, columns, rows, std::move(take)});
    if (m_state == State::Connected)
        return serveWaiting();
    logIn();
}

void HostLink::start() {
    if (m_state == State::Idle || m_state == State::Failed)
        logIn();
}

void HostLink::logIn() {
    const auto target = targetOf(m_connection);
    if (!target)
        return stop(target.error());
    m_target = *target;
    m_session.start(m_target, m_answers.questions());
}

void HostLink::follow() {
    switch (m_session.state()) {
    case Session::State::Connecting:
        m_answers.begin(m_connection.name, m_target);
        return set(State::Connecting);
    case Session::State::Ready:
        m_answers.keep();
        lookForTmux();
        openForwards();
        set(State::Connected);
        return serveWaiting();
    case Session::State::Waiting:
        return set(State::Lost, m_session.trouble());
    case Session::State::Stopped:
        return stop(m_session.trouble().value_or(Error{}));
    case Session::State::Idle:
        break;
    }
}

void HostLink::stop(const Error& error) {
    m_waiting.clear();
    if (m_left)
        return set(State::Idle);
    set(State::Failed,
        m_answers.isUnanswered()
            ? Error{Errc::Cancelled, tr("%1 answers again. Log in to go on.").arg(m_connection.name), {}}
            : error);
}

void HostLink::serveWaiting() {
    for (Waiting& each : std::exchange(m_waiting, {}))
        if (each.context)
            each.take(openShell(each.columns, each.rows));
}

std::unique_ptr<terminal::ByteStream> HostLink::openShell(int columns, int rows) {
    if (!m_connection.tmux)
        return std::make_unique<WatchedStream>(m_session.openShell(columns, rows, m_means.command),
                                               m_watching);
    // Each terminal has a tmux session of its own; the first finds again what the first had last time.
    int number = 1;
    while (!m_numbers->insert(number).second)
        ++number;
    const std::shared_ptr<void> held(nullptr,
                                     [numbers = m_numbers, number](void*) { numbers->erase(number); });
    const QString name =
        number == 1 ? QStringLiteral("understudy") : QStringLiteral("understudy-%1").arg(number);
    return std::make_unique<WatchedStream>(m_session.openShell(columns, rows, ssh::attachCommand(name)),
                                           m_watching, held);
}

void HostLink::lookForTmux() {
    m_lacksTmux = false;
    if (!m_connection.tmux)
        return;
    const QPointer<HostLink> alive(this);
    m_session.session()->exec(QStringLiteral("command -v tmux"), {}, lookPatience,
                              [alive](const Result<ssh::ExecResult>& found) {
                                  if (!alive || !found || found->status == 0)
                                      return;
                                  alive->m_lacksTmux = true;
                                  Q_EMIT alive->changed();
                              });
}

/// Once: what the trainee stops stays stopped when the connection is back.
void HostLink::openForwards() {
    if (m_connection.watchOnly || std::exchange(m_forwardsOpened, true))
        return;
    for (const ssh::LocalForward& forward : m_connection.forwards)
        if (!m_forwards.leadTo(forward))
            if (const auto opened = m_forwards.open(forward); !opened)
                Q_EMIT notForwarded(opened.error());
}

std::vector<ssh::LocalForward> HostLink::offeredForwards() const {
    return UserConfig(m_means.userConfig, m_means.localUser).forwards(m_connection);
}

Result<void> HostLink::replaceHostKey() {
    const auto change = hostKeyChange();
    if (!change)
        return {};
    return ssh::KnownHosts(m_means.knownHosts).replace(change->host, change->port, change->shown);
}

void HostLink::close() {
    m_left = m_state == State::Connected || m_state == State::Lost;
    m_waiting.clear();
    m_session.stop();
    m_left = false;
}

void HostLink::set(State state, std::optional<Error> trouble) {
    m_state = state;
    m_trouble = std::move(trouble);
    Q_EMIT changed();
}

} // namespace understudy::connection
