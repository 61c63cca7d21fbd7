#include "core/ssh/Link.h"

#include "core/ssh/Authentication.h"
#include "core/ssh/Dial.h"
#include "core/ssh/KnownHosts.h"
#include "core/ssh/Sentences.h"

#include <libssh/server.h> // ssh_send_keepalive()

#include <algorithm>
#include <csignal>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace understudy::ssh {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto KeepAlive = 15s;   // of silence, then we ask
constexpr auto LastWord = 10s;    // for the answer, then the connection is lost
constexpr int PacketsAtOnce = 32; // reads of the socket between two turns of the channels

const char* const Ciphers = "aes256-gcm@openssh.com,aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,"
                            "aes256-ctr,aes192-ctr,aes128-ctr";

uint64_t socketIdentity(int fd) {
    struct stat about {};
    return fd >= 0 && ::fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode) ? about.st_ino : 0;
}

PublicKey shownKey(ssh_session session) {
    ssh_key raw = nullptr;
    if (ssh_get_server_publickey(session, &raw) != SSH_OK)
        return {};
    const KeyHandle key(raw);
    char* text = nullptr;
    if (ssh_pki_export_pubkey_base64(key.get(), &text) != SSH_OK)
        return {};
    const TextHandle blob(text);
    const char* type = ssh_key_type(key.get()) == SSH_KEYTYPE_ECDSA_P256 ||
                               ssh_key_type(key.get()) == SSH_KEYTYPE_ECDSA_P384 ||
                               ssh_key_type(key.get()) == SSH_KEYTYPE_ECDSA_P521
                           ? ssh_pki_key_ecdsa_name(key.get())
                           : ssh_key_type_to_char(ssh_key_type(key.get()));
    return {QString::fromLatin1(type), QByteArray::fromBase64(blob.get())};
}

/// Host key algorithms that show a key of one of @p types; RSA keys sign with SHA-2 only.
QByteArray algorithmsFor(const QStringList& types) {
    QStringList algorithms;
    for (const QString& type : types)
        algorithms += type == QLatin1String("ssh-rsa") ? QStringLiteral("rsa-sha2-512,rsa-sha2-256") : type;
    return algorithms.join(QLatin1Char(',')).toLatin1();
}

} // namespace

Link::Link(Target target, std::shared_ptr<Mailbox> mailbox, Outlet outlet)
    : m_target(std::move(target))
    , m_mailbox(std::move(mailbox))
    , m_outlet(std::move(outlet)) {}

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
    hangUp(reason);
    m_mailbox->finish(reason);
    m_outlet.over(reason);
}

Result<void> Link::start() {
    const Result<int> socket = dial(m_target, *m_mailbox);
    if (!socket)
        return socket.error();
    m_session.reset(ssh_new());
    int fd = m_socket = *socket;
    m_identity = socketIdentity(fd);
    const int off = 0;
    const int weakest = 2048;
    const unsigned int port = m_target.port;
    ssh_session raw = m_session.get();
    ssh_options_set(raw, SSH_OPTIONS_PROCESS_CONFIG, &off); // the user's ssh_config could switch checks off
    ssh_options_set(raw, SSH_OPTIONS_HOST, m_target.host.toUtf8().constData());
    ssh_options_set(raw, SSH_OPTIONS_PORT, &port);
    ssh_options_set(raw, SSH_OPTIONS_USER, m_target.user.toUtf8().constData());
    ssh_options_set(raw, SSH_OPTIONS_FD, &fd);
    ssh_options_set(raw, SSH_OPTIONS_RSA_MIN_SIZE, &weakest);
    ssh_options_set(raw, SSH_OPTIONS_CIPHERS_C_S, Ciphers);
    ssh_options_set(raw, SSH_OPTIONS_CIPHERS_S_C, Ciphers);
    ssh_set_blocking(raw, 0);
    if (auto exchanged = exchangeKeys(); !exchanged)
        return exchanged;
    if (auto checked = checkHost(); !checked)
        return checked;
    return Authentication(*this).run();
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
        const bool cut =
            why.contains(QLatin1String("closed")) || why.contains(QLatin1String("Connection reset"));
        return cut ? Sentences::closedEarly(m_target, why) : Sentences::notSsh(m_target, why);
    }
    ssh_set_counters(session(), &m_heard, nullptr);
    m_event.reset(ssh_event_new());
    ssh_event_add_session(m_event.get(), session());
    return {};
}

Result<void> Link::checkHost() {
    const PublicKey shown = shownKey(session());
    if (shown.isEmpty())
        return Sentences::notSsh(m_target, libraryError());
    if (!m_target.hostKey.isEmpty()) {
        const auto pinned = PublicKey::fromLine(m_target.hostKey);
        if (pinned && *pinned == shown)
            return {};
        return Sentences::unpinnedKey(m_target, pinned.value_or(PublicKey{}), shown);
    }
    KnownHosts hosts(m_target.knownHosts);
    const KnownHosts::Verdict verdict = hosts.judge(m_target.host, m_target.port, shown);
    if (verdict.word == KnownHosts::Word::Known)
        return {};
    if (verdict.word == KnownHosts::Word::Revoked)
        return Sentences::revokedKey(m_target, shown, verdict.where);
    if (verdict.word == KnownHosts::Word::Changed) {
        const HostKeyChange change{m_target.host, m_target.port, verdict.known, shown, verdict.where};
        m_outlet.changed(change);
        return Sentences::changedKey(change);
    }
    const auto answer = ask<HostAnswer>([&](std::function<void(HostAnswer)> reply) {
        m_outlet.host({m_target.host, m_target.port, shown}, std::move(reply));
    });
    if (!answer)
        return answer.error();
    if (*answer == HostAnswer::Refuse)
        return Sentences::hostRefused(m_target, shown);
    if (*answer == HostAnswer::Remember)
        (void)hosts.remember(m_target.host, m_target.port, shown).ok(); // asked again next time if it failed
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
    short events = POLLIN;
    if (ssh_get_poll_flags(session()) & SSH_WRITE_PENDING)
        events |= POLLOUT;
    pollfd waits[2] = {{ssh_get_fd(session()), events, 0}, {m_mailbox->wake().descriptor(), POLLIN, 0}};
    ::poll(waits, 2, static_cast<int>(std::min<milliseconds>(left, 60'000ms).count()));
    if (waits[1].revents)
        m_mailbox->wake().quiet();
    if (m_mailbox->canceled())
        return Woke::Canceled;
    if (m_event && waits[0].revents)
        pump();
    return m_event && isGone(session()) ? Woke::Gone : Woke::Ready;
}

Error Link::gone(Woke why) const {
    if (why == Woke::Canceled)
        return Sentences::canceled();
    return why == Woke::Late ? Sentences::noAnswer(m_target)
                             : Sentences::closedEarly(m_target, libraryError());
}

QString Link::libraryError() const { return QString::fromUtf8(ssh_get_error(m_session.get())); }

void Link::add(Line::Order order, std::shared_ptr<Pipe> pipe) {
    m_lines.push_back(std::make_unique<Line>(session(), std::move(order), std::move(pipe), Clock::now()));
}

Error Link::serve() {
    m_heardAt = Clock::now();
    while (!m_mailbox->canceled()) {
        for (const Mailbox::Work& work : m_mailbox->take())
            work(this, {});
        turnLines();
        if (!alive())
            return Sentences::connectionLost(libraryError());
        short events = POLLIN;
        if (ssh_get_poll_flags(session()) & SSH_WRITE_PENDING)
            events |= POLLOUT;
        pollfd waits[2] = {{ssh_get_fd(session()), events, 0}, {m_mailbox->wake().descriptor(), POLLIN, 0}};
        ::poll(waits, 2, pollTime());
        if (waits[1].revents)
            m_mailbox->wake().quiet();
        if (waits[0].revents)
            pump();
    }
    return Sentences::closed();
}

void Link::turnLines() {
    const Time now = Clock::now();
    for (const auto& line : m_lines)
        line->turn(now);
    std::erase_if(m_lines, [](const auto& line) { return line->over(); });
}

void Link::pump() {
    for (int i = 0; i < PacketsAtOnce && ssh_event_dopoll(m_event.get(), 0) == SSH_OK; ++i) {}
}

bool Link::alive() {
    if (isGone(session()))
        return false;
    const Time now = Clock::now();
    if (m_heard.in_bytes != m_heardBytes) {
        m_heardBytes = m_heard.in_bytes;
        m_heardAt = now;
        m_asked = false;
    }
    if (!m_asked && now - m_heardAt >= KeepAlive) {
        // Twice: libssh keeps one request's state, and the first call may only clear what an earlier answer
        // left.
        ssh_send_keepalive(session());
        ssh_send_keepalive(session());
        m_asked = true;
    }
    return now - m_heardAt < KeepAlive + LastWord;
}

int Link::pollTime() const {
    const Time now = Clock::now();
    Time next = m_heardAt + (m_asked ? KeepAlive + LastWord : KeepAlive);
    for (const auto& line : m_lines)
        next = std::min(next, line->deadline().value_or(next));
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - now).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 15'000));
}

void Link::hangUp(const Error& reason) {
    for (const auto& line : m_lines)
        line->lose(reason);
    m_lines.clear(); // callbacks off, channels closed, before the session goes
    if (!m_session)
        return;
    if (m_event)
        ssh_event_remove_session(m_event.get(), session());
    m_event.reset();
    ssh_disconnect(session());
    m_session.reset();
    // libssh leaves a descriptor it was given open on some ways out and closes it on others. By now its
    // number may belong to another thread's file, so it is closed only if it still is our socket.
    if (socketIdentity(m_socket) == m_identity)
        ::close(m_socket);
}

} // namespace understudy::ssh
