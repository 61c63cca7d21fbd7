#include "labs/host/Network.h"

#include "core/base/Log.h"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::host {

namespace {

sockaddr_in loopback(quint16 port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// The socket as a listening one, or -1, when it is closed.
int listening(int socket, quint16 port) {
    const sockaddr_in address = loopback(port);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (socket >= 0 && ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
        ::listen(socket, 64) == 0)
        return socket;
    if (socket >= 0)
        ::close(socket);
    return -1;
}

/// The socket on its way there, or -1, when it is closed.
int connecting(int socket, quint16 port) {
    const sockaddr_in address = loopback(port);
    if (socket >= 0 && (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
                        errno == EINPROGRESS))
        return socket;
    if (socket >= 0)
        ::close(socket);
    return -1;
}

int socketHere() { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

} // namespace

Network::Network(const QString& program, Threads& threads) {
    if (program.isEmpty())
        return;
    auto space = Netspace::open(program);
    if (!space) {
        qCInfo(logLab).noquote() << space.error().sentence << space.error().detail;
        return;
    }
    m_space = std::move(*space);
    m_relay = std::make_unique<Relay>(threads);
}

void Network::giveUp() {
    m_relay.reset();
    m_space.reset();
}

std::vector<std::string> Network::inside() const {
    return m_space ? m_space->inside() : std::vector<std::string>();
}

void Network::letIn(quint16 port) {
    if (!m_space)
        return;
    const int listener = listening(m_space->socket(), port);
    if (listener >= 0)
        m_relay->open(listener, [port] { return connecting(socketHere(), port); });
    else
        qCWarning(logLab) << "port" << port << "is not reached from the lab host";
}

void Network::letOut(quint16 port) {
    shut();
    if (!m_space)
        return;
    const int listener = listening(socketHere(), port);
    if (listener >= 0)
        m_out = m_relay->open(listener, [this, port] { return connecting(m_space->socket(), port); });
    else
        qCWarning(logLab) << "port" << port << "of the lab host is not reached from outside";
}

void Network::shut() {
    if (m_relay)
        m_relay->close(m_out);
    m_out = 0;
}

} // namespace understudy::host
