#include "core/sshd/Connection.h"

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::sshd {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t MostChannels = 32;
constexpr int PacketsAtOnce = 32;

/// A TCP connection to a port of the lab, in the shape of a program.
class Tcp final : public ShellProcess {
public:
    explicit Tcp(int socket)
        : m_socket(socket) {}
    ~Tcp() override { ::close(m_socket); }
    int input() const override { return m_closed ? -1 : m_socket; }
    int output() const override { return m_socket; }
    int errors() const override { return -1; }
    void closeInput() override {
        if (!std::exchange(m_closed, true))
            ::shutdown(m_socket, SHUT_WR);
    }
    void resize(int, int) override {}
    std::optional<ShellExit> exited() override {
        char byte = 0;
        const ssize_t count = ::recv(m_socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        const bool ended = count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
        return ended ? std::optional(ShellExit{}) : std::nullopt;
    }

private:
    int m_socket;
    bool m_closed = false;
};

std::unique_ptr<ShellProcess> connectLoopback(quint16 port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* to = reinterpret_cast<const sockaddr*>(&address);
    if (socket < 0 || (::connect(socket, to, sizeof address) != 0 && errno != EINPROGRESS)) {
        if (socket >= 0)
            ::close(socket);
        return nullptr;
    }
    return std::make_unique<Tcp>(socket);
}

/// Compares without telling by its duration how much was right.
bool sameText(const QByteArray& a, const QByteArray& b) {
    unsigned int differ = static_cast<unsigned int>(a.size() ^ b.size());
    for (qsizetype i = 0; i < std::min(a.size(), b.size()); ++i)
        differ |= static_cast<unsigned int>(static_cast<unsigned char>(a.at(i) ^ b.at(i)));
    return differ == 0;
}

} // namespace

Connection::Connection(ssh::SessionHandle session, const ServerOptions& options, ShellHost& host,
                       ssh::Wake& wake)
    : m_session(std::move(session))
    , m_options(options)
    , m_host(host)
    , m_wake(wake) {
    setCallbacks(this);
}

Connection::~Connection() {
    m_channels.clear();
    if (m_event)
        ssh_event_remove_session(m_event.get(), m_session.get());
    m_event.reset();
    ssh_disconnect(m_session.get());
}

void Connection::setCallbacks(Connection* me) {
    auto& calls = me->m_callbacks;
    calls.userdata = me;
    calls.auth_password_function = [](ssh_session, const char* user, const char* password, void* data) {
        auto* self = static_cast<Connection*>(data);
        const ServerOptions& options = self->m_options;
        return self->judge(!options.password.isEmpty() && options.user == QString::fromUtf8(user) &&
                           sameText(options.password.toUtf8(), password));
    };
    calls.auth_pubkey_function = [](ssh_session, const char* user, ssh_key_struct* key, char signature,
                                    void* data) {
        return static_cast<Connection*>(data)->login(user, key, signature);
    };
    calls.channel_open_request_session_function = [](ssh_session session, void* data) -> ssh_channel {
        auto* self = static_cast<Connection*>(data);
        if (!self->m_in || self->m_channels.size() >= MostChannels)
            return nullptr;
        self->m_channels.push_back(std::make_unique<Channel>(session, self->m_host, self->m_user));
        return self->m_channels.back()->handle();
    };
    ssh_callbacks_init(&calls);
    ssh_set_server_callbacks(me->m_session.get(), &calls);
    ssh_set_message_callback(
        me->m_session.get(),
        [](ssh_session, ssh_message message, void* data) {
            return static_cast<Connection*>(data)->forward(message);
        },
        me);
    int methods = SSH_AUTH_METHOD_PUBLICKEY;
    if (!me->m_options.password.isEmpty())
        methods |= SSH_AUTH_METHOD_PASSWORD;
    ssh_set_auth_methods(me->m_session.get(), methods);
    ssh_set_blocking(me->m_session.get(), 0);
}

int Connection::judge(bool right) {
    if (m_in || m_wrong >= m_options.tries)
        return SSH_AUTH_DENIED;
    if (!right) {
        ++m_wrong;
        return SSH_AUTH_DENIED;
    }
    m_in = true;
    return SSH_AUTH_SUCCESS;
}

int Connection::login(const char* user, ssh_key_struct* key, char signature) {
    char* text = nullptr;
    if (ssh_pki_export_pubkey_base64(key, &text) != SSH_OK)
        return judge(false);
    const ssh::TextHandle blob(text);
    const QByteArray shown = QByteArray::fromBase64(blob.get());
    const QString name = QString::fromUtf8(user);
    const bool known = (m_options.user == name || (m_options.alsoUser && m_options.alsoUser(name))) &&
                       std::any_of(m_options.authorized.begin(), m_options.authorized.end(),
                                   [&](const ssh::PublicKey& each) { return each.blob == shown; });
    if (known && signature == SSH_PUBLICKEY_STATE_NONE && m_wrong < m_options.tries)
        return SSH_AUTH_SUCCESS; // the key would do; now the client has to prove that it holds it
    const int verdict = judge(known && signature == SSH_PUBLICKEY_STATE_VALID);
    if (verdict == SSH_AUTH_SUCCESS)
        m_user = name.toStdString();
    return verdict;
}

int Connection::forward(ssh_message message) {
    constexpr int Refuse = 1;
    if (!m_in || ssh_message_type(message) != SSH_REQUEST_CHANNEL_OPEN ||
        ssh_message_subtype(message) != SSH_CHANNEL_DIRECT_TCPIP || m_channels.size() >= MostChannels)
        return Refuse;
    const QByteArray host = ssh_message_channel_request_open_destination(message);
    const int port = ssh_message_channel_request_open_destination_port(message);
    const auto& ports = m_options.forwardTo;
    if ((host != "127.0.0.1" && host != "localhost") ||
        std::find(ports.begin(), ports.end(), port) == ports.end())
        return Refuse;
    auto far = connectLoopback(static_cast<quint16>(port));
    ssh_channel channel = far ? ssh_message_channel_request_open_reply_accept(message) : nullptr;
    if (!channel)
        return Refuse;
    m_channels.push_back(std::make_unique<Channel>(m_session.get(), channel, std::move(far)));
    return 0;
}

void Connection::run(const std::function<bool()>& stopping) {
    const Time deadline = Clock::now() + m_options.loginTime;
    if (exchangeKeys(stopping, deadline))
        serve(stopping, deadline);
    // Programs are ended by what follows; a client must not take that for an end of their own.
    if (stopping())
        ::shutdown(ssh_get_fd(m_session.get()), SHUT_RDWR);
}

bool Connection::exchangeKeys(const std::function<bool()>& stopping, Time deadline) {
    while (!stopping() && Clock::now() < deadline) {
        const int done = ssh_handle_key_exchange(m_session.get());
        if (done == SSH_OK) {
            m_event.reset(ssh_event_new());
            return ssh_event_add_session(m_event.get(), m_session.get()) == SSH_OK;
        }
        if (done != SSH_AGAIN)
            return false;
        wait(waitTime(deadline));
    }
    return false;
}

void Connection::serve(const std::function<bool()>& stopping, Time deadline) {
    while (!stopping() && !ssh::isGone(m_session.get())) {
        for (const auto& channel : m_channels)
            channel->turn();
        std::erase_if(m_channels, [](const auto& channel) { return channel->over(); });
        if (!m_in && (m_wrong >= m_options.tries || Clock::now() >= deadline)) {
            ssh_blocking_flush(m_session.get(), 1000); // the last "denied" goes out before the line is cut
            return;
        }
        if (ssh::isGone(m_session.get()))
            return; // found while the channels read: there is no descriptor left to wait for
        wait(m_in ? waitTime(Time::max()) : waitTime(deadline));
        for (int i = 0; i < PacketsAtOnce && ssh_event_dopoll(m_event.get(), 0) == SSH_OK; ++i) {}
    }
}

int Connection::waitTime(Time deadline) const {
    if (std::any_of(m_channels.begin(), m_channels.end(),
                    [](const auto& channel) { return channel->asksNow(); }))
        return 50;
    if (deadline == Time::max())
        return 60'000;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 60'000));
}

void Connection::wait(int milliseconds) {
    short events = POLLIN;
    if (ssh_get_poll_flags(m_session.get()) & SSH_WRITE_PENDING)
        events |= POLLOUT;
    std::vector<pollfd> waits{{ssh_get_fd(m_session.get()), events, 0}, {m_wake.descriptor(), POLLIN, 0}};
    for (const auto& channel : m_channels)
        channel->addWaits(waits);
    ::poll(waits.data(), waits.size(), milliseconds);
    if (waits[1].revents)
        m_wake.quiet();
}

} // namespace understudy::sshd
