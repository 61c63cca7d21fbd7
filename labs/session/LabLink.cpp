#include "labs/session/LabLink.h"

#include <algorithm>

namespace understudy::session {

namespace {

constexpr int longestPauseMs = 15'000;
constexpr std::chrono::seconds execPatience{20};

} // namespace

LabLink::LabLink(LabProcess& process, Threads& threads, Post post, QObject* parent)
    : LabSite(parent)
    , m_process(process)
    , m_threads(threads)
    , m_post(std::move(post)) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        if (m_process.connection())
            logIn(*m_process.connection());
    });
    connect(&m_process, &LabProcess::ready, this, [this](const LabConnection& connection) {
        m_attempts = 0;
        logIn(connection);
    });
    const auto gone = [this](std::optional<Error> why) {
        m_retry.stop();
        m_ssh.reset();
        m_prometheus.reset();
        m_control.reset();
        m_trouble = std::move(why);
        set(State::Off);
    };
    connect(&m_process, &LabProcess::failed, this, [gone](const Error& error) { gone(error); });
    connect(&m_process, &LabProcess::stopped, this, [gone] { gone(std::nullopt); });
}

LabLink::~LabLink() = default;

void LabLink::start() {
    if (m_state == State::Lost) {
        m_retry.start(0);
        return;
    }
    if (m_state != State::Off)
        return;
    m_trouble.reset();
    set(State::Starting);
    m_process.start();
}

void LabLink::stop() { m_process.stop(); }

Reach LabLink::reach() const {
    if (m_state != State::Connected)
        return {};
    Exec exec = [this](const QString& command, std::function<void(const Result<ExecResult>&)> done) {
        if (!m_ssh)
            return done(Error{Errc::Unreachable, tr("The lab is not connected."), {}});
        m_ssh->exec(command, {}, execPatience,
                    [done = std::move(done)](const Result<ssh::ExecResult>& result) {
                        if (!result)
                            return done(result.error());
                        done(ExecResult{result->status, result->output, result->errors});
                    });
    };
    return {std::move(exec), m_prometheus.get(), m_control.get()};
}

void LabLink::shell(QObject* context, int columns, int rows, TakeShell take) {
    m_waiting.push_back({context, columns, rows, std::move(take)});
    serveWaiting();
}

void LabLink::serveWaiting() {
    if (m_state != State::Connected)
        return;
    for (Waiting& waiting : std::exchange(m_waiting, {}))
        if (waiting.context)
            waiting.take(m_ssh->openShell(waiting.columns, waiting.rows));
}

void LabLink::logIn(const LabConnection& connection) {
    set(State::Connecting);
    if (!m_prometheus || m_prometheus->base() != connection.prometheus)
        m_prometheus = std::make_unique<metrics::PrometheusClient>(connection.prometheus);
    m_control = std::make_unique<ControlClient>(connection.control, connection.controlToken);

    ssh::Target target;
    target.host = connection.ssh.host;
    target.port = connection.ssh.port;
    target.user = connection.ssh.user;
    target.hostKey = connection.ssh.hostKey;
    target.identities = {connection.ssh.identity};
    m_ssh = std::make_unique<ssh::Session>(m_threads, m_post);
    m_ssh->lost = [this](const Error& error) { lose(error); };
    m_ssh->connect(target, {}, [this](const Result<void>& result) { loggedIn(result); });
}

void LabLink::loggedIn(const Result<void>& result) {
    if (!result)
        return lose(result.error());
    m_attempts = 0;
    m_trouble.reset();
    set(State::Connected);
    serveWaiting();
}

void LabLink::lose(const Error& error) {
    m_trouble = error;
    set(State::Lost);
    // A refused login will be refused again: only the trainee can change something.
    if (error.code != Errc::Refused)
        m_retry.start(std::min(longestPauseMs, 500 << std::min(m_attempts++, 5)));
}

void LabLink::set(State state) {
    m_state = state;
    Q_EMIT changed();
}

} // namespace understudy::session
