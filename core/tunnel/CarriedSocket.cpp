#include "core/tunnel/CarriedSocket.h"

// Sockets of the system and not Qt's: QTcpSocket closes both halves when the program ends its own.
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::tunnel {

namespace {

constexpr std::size_t Chunk = 64 * 1024;

bool waits(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

} // namespace

CarriedSocket::CarriedSocket(int socket, std::unique_ptr<ssh::Conduit> conduit, QObject* parent)
    : QObject(parent)
    , m_socket(socket)
    , m_conduit(std::move(conduit))
    , m_readable(socket, QSocketNotifier::Read)
    , m_writable(socket, QSocketNotifier::Write) {
    ::fcntl(m_socket, F_SETFL, ::fcntl(m_socket, F_GETFL) | O_NONBLOCK);
    const int on = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // as ssh does: whole pieces came in
    m_writable.setEnabled(false);
    connect(&m_readable, &QSocketNotifier::activated, this, &CarriedSocket::readSocket);
    connect(&m_writable, &QSocketNotifier::activated, this, &CarriedSocket::writeSocket);
    m_conduit->received = [this](std::string_view bytes) {
        m_heard = true;
        m_held += bytes;
        Q_EMIT carried(0, static_cast<qint64>(bytes.size()));
        writeSocket();
    };
    m_conduit->drained = [this] {
        if (!m_programEnded && m_conduit->queued() < ssh::Conduit::Most)
            m_readable.setEnabled(true);
    };
    m_conduit->outputEnded = [this] {
        m_hostEnded = true;
        writeSocket();
    };
    m_conduit->ended = [this](const std::optional<Error>& why) {
        m_conduitEnded = true;
        m_why = why;
        m_readable.setEnabled(false);
        writeSocket();
    };
}

CarriedSocket::~CarriedSocket() {
    m_readable.setEnabled(false);
    m_writable.setEnabled(false);
    ::close(m_socket);
}

void CarriedSocket::readSocket() {
    std::array<char, Chunk> bytes;
    const ssize_t count = ::recv(m_socket, bytes.data(), bytes.size(), 0);
    if (count > 0) {
        m_conduit->write({bytes.data(), static_cast<std::size_t>(count)});
        Q_EMIT carried(count, 0);
        if (m_conduit->queued() >= ssh::Conduit::Most)
            m_readable.setEnabled(false); // the program waits until the host has taken some
    } else if (count == 0) {
        m_programEnded = true;
        m_readable.setEnabled(false);
        m_conduit->finishInput();
    } else if (!waits(errno)) {
        end({}); // the program is gone
    }
}

void CarriedSocket::writeSocket() {
    std::size_t sent = 0;
    while (sent < m_held.size()) {
        const ssize_t count =
            ::send(m_socket, m_held.data() + sent, m_held.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && !waits(errno))
            return end({});
        if (count <= 0)
            break;
        sent += static_cast<std::size_t>(count);
    }
    m_held.erase(0, sent);
    if (sent > 0 && !m_conduitEnded)
        m_conduit->grant(sent);
    m_writable.setEnabled(!m_held.empty());
    if (!m_held.empty())
        return;
    if (m_conduitEnded)
        end(m_why);
    else if (m_hostEnded)
        ::shutdown(m_socket, SHUT_WR);
}

void CarriedSocket::end(const std::optional<Error>& why) {
    if (std::exchange(m_over, true))
        return;
    m_readable.setEnabled(false);
    m_writable.setEnabled(false);
    Q_EMIT over(why);
}

} // namespace understudy::tunnel
