#include "core/ssh/Link.h"

#include "core/ssh/AgentDoor.h"
#include "core/ssh/Authentication.h"
#include "core/ssh/Dial.h"
#include "core/ssh/Gateway.h"
#include "core/ssh/HostCheck.h"
#include "core/ssh/KnownHosts.h"
#include "core/ssh/Passage.h"
#include "core/ssh/Sentences.h"
#include "core/ssh/SideWay.h"

#include <libssh/server.h> // ssh_send_keepalive()

#include <algorithm>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace understudy::ssh {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr uint64_t Flood = 8 * 1024; // bytes at one look
constexpr int GatherMs = 1;
constexpr int PacketsAtOnce = 32; // reads of the socket between two turns of the channels

const char* const Ciphers = "aes256-gcm@openssh.com,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,"
                            "aes256-ctr,aes192-ctr,aes128-ctr";

uint64_t socketIdentity(int fd) {
    struct stat about {};
    return fd >= 0 && ::fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode) ? about.st_ino : 0;
}

std::chrono::milliseconds read(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return std::chrono::milliseconds(now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

#ifdef CLOCK_BOOTTIME
constexpr clockid_t CountsSleep = CLOCK_BOOTTIME;
#else
constexpr clockid_t CountsSleep = CLOCK_REALTIME;
#endif

/// How long the computer has slept since it was started; the steady clock stands still meanwhile.
std::chrono::milliseconds timeAsleep() { return read(CountsSleep) - read(CLOCK_MONOTONIC); }

/// Host key algorithms that show a key of one of @p types; RSA keys sign with SHA-2 only.
QByteArray algorithmsFor(const QStringList& types) {
    QStringList algorithms;
    for (const QString& type : types)
        algorithms += type == QLatin1String("ssh-rsa") ? QStringLiteral("rsa-sha2-512,rsa-sha2-256") : type;
    return algorithms.join(QLatin1Char(',')).toLatin1();
}

} // namespace

Link::Link(Target target, std::shared_ptr<Mailbox> mailbox, Outlet outlet, Threads& threads)
    : m_target(std::move(target))
    , m_mailbox(std::move(mailbox))
    , m_outlet(std::move(outlet))
    , m_threads(threads) {}

Link::~Link() = default;

void Link::run() {
    sigset_t pipe; // a write to a connection that is gone must end in an error, not the program
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    Error reason;
    if (const Result<void> started = start(); !started) {
        reason = started.error();
    } else {
        m_outlet.ready();
        reason = serve();
    }
    const auto silence = m_heardAt.count() > 0 ? read(CountsSleep) - m_heardAt : 0ms;
    hangUp(reason);
    m_mailbox->finish(reason);
    m_outlet.over(reason, silence);
}

Result<int> Link::reach() {
    if (m_target.jumps.empty())
        return dial(m_target, *m_mailbox);
    Target jump = m_target.jumps.back();
    jump.jumps = m_target.jumps;
    jump.jumps.pop_back();
    m_gateway = std::make_unique<Gateway>(jump, m_outlet, m_threads, m_mailbox);
    if (auto ready = m_gateway->waitUntilReady(); !ready)
        return ready.error();
    m_passage = std::make_unique<Passage>(*m_gateway, m_target.host, m_target.port, m_mailbox);
    const int end = m_passage->takeSocket();
    if (end < 0) // without one the library would look for a way of its own, past the jump host
        return Sentences::noWay(m_target, QStringLiteral("socketpair"));
    return end;
}

Result<std::unique_ptr<SideWay>> Link::sideWay() {
    if (m_gateway) {
        auto passage = std::make_unique<Passage>(*m_gateway, m_target.host, m_target.port, m_mailbox);
        const int end = passage->takeSocket();
        if (end < 0)
            return Sentences::noWay(m_target, QStringLiteral("socketpair"));
        return std::make_unique<SideWay>(m_target, end, std::move(passage), *m_mailbox);
    }
    const Result<int> socket = dial(m_target, *m_mailbox);
    if (!socket)
        return socket.error();
    return std::make_unique<SideWay>(m_target, *socket, nullptr, *m_mailbox);
}

Result<void> Link::start() {
    Result<void> done = openSession();
    if (done)
        done = exchangeKeys();
    if (done)
        done = HostCheck(*this).run();
    if (done)
        done = Authentication(*this).run();
    if (!done && m_passage && m_passage->trouble())
        return *m_passage->trouble(); // it knows better why nothing came through
    return done;
}

Result<void> Link::openSession() {
    const Result<int> socket = reach();
    if (!socket)
        return socket.error();
    m_session.reset(ssh_new());
    int fd = m_socket = *socket;
    m_identity = socketIdentity(fd);
    const int off = 0;
    const int on = 1;
    const int weakest = 2048;
    const unsigned int port = m_target.port;
    ssh_session raw = m_session.get();
    ssh_options_set(raw, SSH_OPTIONS_PROCESS_CONFIG, &off); // the user's ssh_config could switch checks off
    ssh_options_set(raw, SSH_OPTIONS_STRICTHOSTKEYCHECK, &on);
    ssh_options_set(raw, SSH_OPTIONS_HOST, m_target.host.toUtf8().constData());
    ssh_options_set(raw, SSH_OPTIONS_PORT, &port);
    ssh_options_set(raw, SSH_OPTIONS_USER, m_target.user.toUtf8().constData());
    ssh_options_set(raw, SSH_OPTIONS_FD, &fd);
    ssh_options_set(raw, SSH_OPTIONS_RSA_MIN_SIZE, &weakest);
    ssh_options_set(raw, SSH_OPTIONS_CIPHERS_C_S, Ciphers);
    ssh_options_set(raw, SSH_OPTIONS_CIPHERS_S_C, Ciphers);
    ssh_set_blocking(raw, 0);
    return {};
}

Result<void> Link::exchangeKeys() {
    QStringList types = KnownHosts(m_target.knownHosts).typesFor(m_target.host, m_target.port);
    if (!m_target.hostKey.isEmpty())
        types = QStringList{m_target.hostKey.section(QLatin1Char(' '), 0, 0)};
    if (!types.isEmpty())
        ssh_options_set(session(), SSH_OPTIONS_HOSTKEYS, algorithmsFor(types).constData());
    const auto connected =
        complete([this] { return ssh_connect(session()); }, SSH_AGAIN, Clock::now() + m_target.patience);
    if (!connected)
        return connected.error();
    if (*connected != SSH_OK) {
        const QString why = libraryError();
        const auto says = [&](const char* words) { return why.contains(QLatin1String(words)); };
        const bool cut = says("closed") || says("Connection reset") || says("disconnected");
        if (says("no match for method"))
            return Sentences::nothingInCommon(m_target, why);
        return cut ? Sentences::closedEarly(m_target, why) : Sentences::notSsh(m_target, why);
    }
    if (m_passage) // the library made it block, and only this thread empties it
        ::fcntl(ssh_get_fd(session()), F_SETFL, ::fcntl(ssh_get_fd(session()), F_GETFL) | O_NONBLOCK);
    ssh_set_counters(session(), &m_heard, nullptr);
    m_event.reset(ssh_event_new());
    ssh_event_add_session(m_event.get(), session());
    return {};
}

Link::Woke Link::wait(Time deadline) {
    if (m_mailbox->canceled())
        return Woke::Canceled;
    using std::chrono::milliseconds;
    const auto now = Clock::now();
    if (now >= deadline)
        return Woke::Late;
    const auto left = deadline == Time::max() ? 60'000ms : std::chrono::ceil<milliseconds>(deadline - now);
    poll(static_cast<int>(std::min<milliseconds>(left, 60'000ms).count()));
    if (m_mailbox->canceled())
        return Woke::Canceled;
    return m_event && isGone(session()) ? Woke::Gone : Woke::Ready;
}

void Link::poll(int milliseconds) {
    if (m_passage)
        m_passage->turn();
    short events = POLLIN;
    if (ssh_get_poll_flags(session()) & SSH_WRITE_PENDING)
        events |= POLLOUT;
    // A flood gathers for a moment: waking for each packet would cost more than reading it. Nothing waits for
    // it but what comes in, since a ring ends it.
    const bool gathers = m_flood && !m_passage && events == POLLIN;
    if (gathers)
        milliseconds = GatherMs;
    std::vector<pollfd> waits{{gathers ? -1 : ssh_get_fd(session()), events, 0},
                              {m_mailbox->wake().descriptor(), POLLIN, 0}};
    if (m_passage)
        m_passage->addWaits(waits);
    if (m_agentDoor)
        m_agentDoor->addWaits(waits);
    ::poll(waits.data(), waits.size(), milliseconds);
    if (waits[1].revents)
        m_mailbox->wake().quiet();
    if (m_passage)
        m_passage->turn();
    if (m_event && (gathers || waits[0].revents))
        pump();
}

Error Link::gone(Woke why) const {
    if (why == Woke::Canceled)
        return Sentences::canceled();
    return why == Woke::Late ? Sentences::noAnswer(m_target)
                             : Sentences::closedEarly(m_target, libraryError());
}

QString Link::libraryError() const { return QString::fromUtf8(ssh_get_error(m_session.get())); }

void Link::add(Line::Order order, std::shared_ptr<Pipe> pipe) {
    order.forwardAgent = m_agentDoor && order.kind == Line::Order::Kind::Shell;
    m_lines.push_back(std::make_unique<Line>(session(), std::move(order), std::move(pipe), Clock::now()));
}

Error Link::serve() {
    m_askAt = silentAt();
    m_slept = timeAsleep();
    if (m_target.forwardAgent && qEnvironmentVariableIsSet("SSH_AUTH_SOCK"))
        m_agentDoor = std::make_unique<AgentDoor>(session(), qgetenv("SSH_AUTH_SOCK").toStdString());
    while (!m_mailbox->canceled()) {
        for (const Mailbox::Work& work : m_mailbox->take())
            work(this, {});
        const uint64_t heard = m_heard.in_bytes;
        turnLines();
        if (!alive())
            return Sentences::connectionLost(libraryError());
        // The library reads the socket in any of its calls: what was for another channel, or room to write,
        // would wait for the next packet.
        poll(m_heard.in_bytes == heard ? pollTime() : 0);
    }
    return Sentences::closed();
}

void Link::turnLines() {
    const Time now = Clock::now();
    for (const auto& line : m_lines)
        line->turn(now);
    if (m_agentDoor)
        m_agentDoor->turn();
    std::erase_if(m_lines, [](const auto& line) { return line->over(); });
}

void Link::pump() {
    const uint64_t before = m_heard.in_bytes;
    int packets = 0;
    while (packets < PacketsAtOnce && ssh_event_dopoll(m_event.get(), 0) == SSH_OK)
        ++packets;
    m_flood = packets < PacketsAtOnce && m_heard.in_bytes - before >= Flood;
}

bool Link::alive() {
    if (isGone(session()))
        return false;
    const Time now = Clock::now();
    if (m_heard.in_bytes != m_heardBytes) {
        m_heardBytes = m_heard.in_bytes;
        m_heardAt = read(CountsSleep);
        m_askAt = silentAt();
        m_giveUpAt.reset();
    }
    if (const auto slept = timeAsleep(); slept - std::exchange(m_slept, slept) > 2s)
        askWhetherThere(); // the other side may have given up long ago
    if (!m_giveUpAt && now >= m_askAt) {
        // Twice: libssh keeps one request's state, and the first call may only clear what an earlier answer
        // left.
        ssh_send_keepalive(session());
        ssh_send_keepalive(session());
        m_giveUpAt = now + m_target.lastWord;
    }
    return !m_giveUpAt || now < *m_giveUpAt;
}

void Link::askWhetherThere() { m_askAt = std::min(m_askAt, Clock::now()); }

Link::Time Link::silentAt() const {
    return m_target.keepAlive.count() > 0 ? Clock::now() + m_target.keepAlive : Time::max();
}

int Link::pollTime() const {
    const Time now = Clock::now();
    Time next = m_giveUpAt.value_or(m_askAt);
    for (const auto& line : m_lines)
        next = std::min(next, line->deadline().value_or(next));
    if (next == Time::max())
        return 15'000;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - now).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 15'000));
}

void Link::hangUp(const Error& reason) {
    for (const auto& line : m_lines)
        line->lose(reason);
    m_lines.clear(); // callbacks off, channels closed, before the session goes
    if (m_agentDoor)
        m_agentDoor->shut();
    if (!m_session)
        return;
    if (m_event)
        ssh_event_remove_session(m_event.get(), session());
    m_event.reset();
    ssh_disconnect(session());
    if (m_passage)
        m_passage->turn(); // the last word
    m_session.reset();
    m_agentDoor.reset();
    // libssh leaves a descriptor it was given open on some ways out and closes it on others. By now its
    // number may belong to another thread's file, so it is closed only if it still is our socket.
    if (socketIdentity(m_socket) == m_identity)
        ::close(m_socket);
}

void send(Mailbox& mailbox, Line::Order order, const std::shared_ptr<Pipe>& pipe) {
    mailbox.send([order = std::move(order), pipe](Link* link, const Error& reason) {
        if (link)
            link->add(order, pipe);
        else
            pipe->finish({{true, 0, reason.sentence.toStdString()}, reason});
    });
}

} // namespace understudy::ssh
