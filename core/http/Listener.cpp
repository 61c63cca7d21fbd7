#include "core/http/Listener.h"

#include <QCoreApplication>

#include <boost/asio/executor_work_guard.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <tuple>
#include <unistd.h>

namespace understudy::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

QString tr(const char* text) { return QCoreApplication::translate("http", text); }

Error listenError(const error_code& error, const Server::Options& options) {
    const QString place =
        QStringLiteral("%1:%2").arg(QString::fromStdString(options.address)).arg(options.port);
    const QString detail = QString::fromStdString(error.message());
    if (error == asio::error::address_in_use)
        return {Errc::Busy,
                tr("Another program already listens on %1. Stop it, or choose another port.").arg(place),
                detail};
    if (error == asio::error::access_denied)
        return {Errc::Refused, tr("This user may not listen on %1. Choose a port above 1023.").arg(place),
                detail};
    return {Errc::Io, tr("The server cannot listen on %1. Check the address.").arg(place), detail};
}

Error certificateError(const error_code& error) {
    return {Errc::BadInput,
            tr("The TLS certificate and key cannot be used. Give a certificate and the key that belongs to "
               "it, both "
               "as PEM."),
            QString::fromStdString(error.message())};
}

} // namespace

Result<std::unique_ptr<Server>> Server::open(Options options, Handler handler) {
    auto listener = std::make_unique<Listener>(std::move(options), std::move(handler));
    if (const auto listening = listener->listen(); !listening)
        return listening.error();
    return std::unique_ptr<Server>(std::move(listener));
}

Listener::Listener(Options options, Handler handler)
    : m_options(std::move(options))
    , m_handler(std::move(handler))
    , m_crowd(m_options.maxConnections, m_options.maxHeld)
    , m_house{m_options, m_handler, m_mailbox, m_crowd} {}

Listener::~Listener() {
    m_mailbox->close();
    for (const auto& connection : m_crowd.all())
        connection->close();
    if (m_wakePipe >= 0)
        ::close(m_wakePipe);
}

Result<void> Listener::listen() {
    if (auto loaded = loadCertificate(); !loaded)
        return loaded;
    if (auto piped = openWakePipe(); !piped)
        return piped;
    error_code error = bind();
    if (error)
        return listenError(error, m_options);
    m_port = m_acceptor.local_endpoint(error).port();
    if (error)
        return listenError(error, m_options);
    accept();
    tick();
    awaitStop();
    return {};
}

error_code Listener::bind() {
    error_code error;
    if (m_options.listenSocket >= 0) {
        sockaddr_storage name{};
        socklen_t size = sizeof name;
        ::getsockname(m_options.listenSocket, reinterpret_cast<sockaddr*>(&name), &size);
        m_acceptor.assign(name.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), m_options.listenSocket, error);
        return error;
    }
    const auto address = asio::ip::make_address(m_options.address, error);
    if (error)
        return error;
    const tcp::endpoint endpoint(address, m_options.port);
    m_acceptor.open(endpoint.protocol(), error);
    if (!error)
        m_acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    const int on = 1;
    if (!error && m_options.sharePort &&
        ::setsockopt(m_acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0)
        error = error_code(errno, boost::system::system_category());
    if (!error)
        m_acceptor.bind(endpoint, error);
    if (!error)
        m_acceptor.listen(asio::socket_base::max_listen_connections, error);
    return error;
}

Result<void> Listener::loadCertificate() {
    if (m_options.certificatePem.empty() && m_options.privateKeyPem.empty())
        return {};
    error_code error;
    asio::ssl::context tls(asio::ssl::context::tls_server);
    tls.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                        asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 |
                        asio::ssl::context::no_tlsv1_1,
                    error);
    if (!error)
        tls.use_certificate_chain(asio::buffer(m_options.certificatePem), error);
    if (!error)
        tls.use_private_key(asio::buffer(m_options.privateKeyPem), asio::ssl::context::pem, error);
    if (error)
        return certificateError(error);
    m_tls.emplace(std::move(tls)); // the old one lives on in the connections that were made with it
    return {};
}

Result<void> Listener::renew(const std::string& certificatePem, const std::string& privateKeyPem) {
    const auto before = std::pair(m_options.certificatePem, m_options.privateKeyPem);
    m_options.certificatePem = certificatePem;
    m_options.privateKeyPem = privateKeyPem;
    auto loaded = loadCertificate();
    if (!loaded)
        std::tie(m_options.certificatePem, m_options.privateKeyPem) = before;
    return loaded;
}

Result<void> Listener::openWakePipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return Error{Errc::Io, tr("The server cannot start: no more files can be opened."), {}};
    m_wakePipe = ends[1];
    error_code error;
    m_wakeEnd.assign(ends[0], error);
    if (error) {
        ::close(ends[0]);
        return Error{Errc::Io, tr("The server cannot start."), QString::fromStdString(error.message())};
    }
    return {};
}

void Listener::awaitStop() {
    m_wakeEnd.async_read_some(asio::buffer(&m_wakeByte, 1), [this](error_code, std::size_t) {
        if (m_options.graceSeconds <= 0 || m_house.closing)
            return m_context.stop();
        windDown();
        awaitStop();
    });
}

void Listener::windDown() {
    m_house.closing = true;
    m_closeBy = std::chrono::steady_clock::now() + std::chrono::seconds(m_options.graceSeconds);
    error_code error;
    // Who was let in by the kernel already would be thrown out by closing; on a socket that is not ours alone
    // the next server takes them.
    m_acceptor.non_blocking(true, error);
    while (!error && m_options.listenSocket < 0) {
        tcp::socket socket(m_context);
        m_acceptor.accept(socket, error);
        if (!error)
            accepted(std::move(socket));
    }
    m_acceptor.close(error);
    for (const auto& connection : m_crowd.all())
        connection->windDown();
    if (m_options.stopping)
        m_options.stopping();
    tick();
}

void Listener::run() {
    const auto guard = asio::make_work_guard(m_context);
    m_context.run();
}

void Listener::stop() {
    // A byte in a pipe is all that a signal handler may safely send. A full pipe means that we are stopping
    // already.
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(m_wakePipe, &byte, 1);
}

void Listener::post(std::function<void()> work) { m_mailbox->post(std::move(work)); }

void Listener::after(int milliseconds, std::function<void()> work) {
    m_mailbox->post([this, milliseconds, work = std::move(work)]() mutable {
        const auto timer =
            std::make_shared<asio::steady_timer>(m_context, std::chrono::milliseconds(milliseconds));
        timer->async_wait([timer, work = std::move(work)](error_code error) {
            if (!error)
                work();
        });
    });
}

void Listener::accept() {
    m_acceptor.async_accept([this](error_code error, tcp::socket socket) {
        if (error == asio::error::operation_aborted)
            return;
        if (!error)
            accepted(std::move(socket));
        if (!m_acceptor.is_open())
            return;
        if (error == asio::error::no_descriptors || error == asio::error::no_buffer_space) {
            m_crowd.dropIdle();
            return after(100, [this] { accept(); });
        }
        accept();
    });
}

void Listener::accepted(tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const bool room = m_crowd.makeRoom(std::chrono::steady_clock::now());
    // A refused client costs little and is let go within seconds, but not without end.
    if (!room && m_crowd.size() >= 2 * m_options.maxConnections)
        return;
    auto stream = m_tls ? tlsStream(std::move(socket), *m_tls) : plainStream(std::move(socket), m_scratch);
    const auto connection = std::make_shared<Connection>(m_house, std::move(stream));
    m_crowd.add(connection);
    if (room)
        connection->start();
    else
        connection->refuse(503);
}

void Listener::tick() {
    m_timer.expires_after(std::chrono::milliseconds(m_house.closing ? 50 : 500));
    m_timer.async_wait([this](error_code error) {
        if (error)
            return;
        const auto now = std::chrono::steady_clock::now();
        for (const auto& connection : m_crowd.all())
            connection->tick(now);
        if (m_house.closing && (m_crowd.size() == 0 || now >= m_closeBy))
            return m_context.stop();
        tick();
    });
}

} // namespace understudy::http
