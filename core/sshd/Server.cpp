#include "core/sshd/Server.h"

#include "core/sshd/Connection.h"

#include <QCoreApplication>

#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <list>
#include <mutex>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::sshd {

namespace {

struct FreeBind {
    void operator()(ssh_bind bind) const { ssh_bind_free(bind); }
};
using BindHandle = std::unique_ptr<std::remove_pointer_t<ssh_bind>, FreeBind>;

Error cannotListen(const ServerOptions& options, int reason) {
    const QString sentence =
        reason == EADDRINUSE
            ? QCoreApplication::translate("ssh", "Port %1 is taken by another program. Choose another port.")
                  .arg(options.port)
            : QCoreApplication::translate("ssh",
                                          "The lab's SSH server could not listen on %1. Choose another port.")
                  .arg(options.address);
    return {reason == EADDRINUSE ? Errc::Busy : Errc::Io, sentence,
            QString::fromLocal8Bit(std::strerror(reason))};
}

/// A listening socket, or minus errno.
int listenOn(const ServerOptions& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (::inet_pton(AF_INET, options.address.toLatin1().constData(), &address.sin_addr) != 1)
        return -EINVAL;
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const auto* to = reinterpret_cast<const sockaddr*>(&address);
    if (socket < 0 || ::bind(socket, to, sizeof address) != 0 || ::listen(socket, 16) != 0) {
        const int reason = errno;
        if (socket >= 0)
            ::close(socket);
        return -reason;
    }
    return socket;
}

/// A write to a connection that is gone must end in an error, not the program.
void blockPipeSignal() {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
}

} // namespace

struct Server::Shared : std::enable_shared_from_this<Server::Shared> {
    Shared(const ServerOptions& o, ShellHost& h, Threads& t)
        : options(o)
        , host(h)
        , threads(t) {}

    ServerOptions options;
    ShellHost& host;
    Threads& threads;
    BindHandle bind;
    ssh::PublicKey hostKey;
    int socket = -1;
    quint16 port = 0;
    ssh::Wake wake;
    std::atomic<bool> stopping = false;
    std::mutex mutex;
    std::condition_variable ended;
    int running = 0;            ///< threads
    std::list<ssh::Wake> wakes; ///< one for each connection

    Result<void> takeKey();
    void listen();
    void accept();
    void serve(int client, std::list<ssh::Wake>::iterator wake);
    void leave();
};

Result<void> Server::Shared::takeKey() {
    const Error bad{
        Errc::BadInput,
        QCoreApplication::translate("ssh", "The lab's host key could not be used. Reset the lab."),
        {}};
    if (options.hostKey.isEmpty()) {
        auto made = ssh::KeyPair::makeEd25519();
        if (!made)
            return made.error();
        options.hostKey = made->privateKey;
    }
    ssh_key raw = nullptr;
    if (ssh_pki_import_privkey_base64(options.hostKey.constData(), nullptr, nullptr, nullptr, &raw) != SSH_OK)
        return bad;
    char* text = nullptr;
    if (ssh_pki_export_pubkey_base64(raw, &text) != SSH_OK) {
        ssh_key_free(raw);
        return bad;
    }
    const ssh::TextHandle blob(text);
    hostKey = {QString::fromLatin1(ssh_key_type_to_char(ssh_key_type(raw))),
               QByteArray::fromBase64(blob.get())};
    bind.reset(ssh_bind_new());
    const bool config = false;
    ssh_bind_options_set(bind.get(), SSH_BIND_OPTIONS_PROCESS_CONFIG, &config);
    if (ssh_bind_options_set(bind.get(), SSH_BIND_OPTIONS_IMPORT_KEY, raw) != SSH_OK) // owned by the bind now
        return bad;
    return {};
}

void Server::Shared::listen() {
    while (!stopping) {
        pollfd waits[2] = {{socket, POLLIN, 0}, {wake.descriptor(), POLLIN, 0}};
        ::poll(waits, 2, -1);
        if (waits[1].revents)
            wake.quiet();
        if (waits[0].revents && !stopping)
            accept();
    }
}

void Server::Shared::accept() {
    const int client = ::accept4(socket, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0)
        return;
    const int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    std::list<ssh::Wake>::iterator own;
    {
        const std::lock_guard lock(mutex);
        own = wakes.emplace(wakes.end());
        ++running;
    }
    threads.start("ssh-client", [me = shared_from_this(), client, own] { me->serve(client, own); });
}

void Server::Shared::serve(int client, std::list<ssh::Wake>::iterator own) {
    blockPipeSignal();
    {
        ssh::SessionHandle session(ssh_new());
        int accepted = SSH_ERROR;
        {
            const std::lock_guard lock(mutex);
            accepted = ssh_bind_accept_fd(bind.get(), session.get(), client);
        }
        if (accepted == SSH_OK)
            Connection(std::move(session), options, host, *own).run([this] { return stopping.load(); });
        else
            ::close(client);
    }
    {
        const std::lock_guard lock(mutex);
        wakes.erase(own);
    }
    leave();
}

void Server::Shared::leave() {
    const std::lock_guard lock(mutex);
    --running;
    ended.notify_all();
}

Server::Server(std::shared_ptr<Shared> shared)
    : m_shared(std::move(shared)) {}

Result<std::unique_ptr<Server>> Server::open(const ServerOptions& options, ShellHost& host,
                                             Threads& threads) {
    auto shared = std::make_shared<Shared>(options, host, threads);
    if (auto taken = shared->takeKey(); !taken)
        return taken.error();
    const int socket = listenOn(options);
    if (socket < 0)
        return cannotListen(options, -socket);
    shared->socket = socket;
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size);
    shared->port = ntohs(bound.sin_port);
    shared->running = 1;
    threads.start("ssh-server", [shared] {
        blockPipeSignal();
        shared->listen();
        shared->leave();
    });
    return std::unique_ptr<Server>(new Server(std::move(shared)));
}

Server::~Server() {
    m_shared->stopping = true;
    m_shared->wake.ring();
    std::unique_lock lock(m_shared->mutex);
    for (ssh::Wake& each : m_shared->wakes)
        each.ring();
    m_shared->ended.wait(lock, [this] { return m_shared->running == 0; });
    ::close(m_shared->socket);
}

quint16 Server::port() const { return m_shared->port; }

const ssh::PublicKey& Server::hostKey() const { return m_shared->hostKey; }

int Server::connections() const {
    const std::lock_guard lock(m_shared->mutex);
    return static_cast<int>(m_shared->wakes.size());
}

} // namespace understudy::sshd
