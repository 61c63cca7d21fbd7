#pragma once

#include <cstdint>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::fakes {

/// A socket of loopback that listens before anybody serves on it, as systemd hands one over.
class ListeningSocket final {
public:
    ListeningSocket()
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* where = reinterpret_cast<sockaddr*>(&address);
        if (::bind(m_socket, where, size) == 0 && ::listen(m_socket, 256) == 0 &&
            ::getsockname(m_socket, where, &size) == 0)
            m_port = ntohs(address.sin_port);
    }
    ~ListeningSocket() { ::close(m_socket); }
    ListeningSocket(const ListeningSocket&) = delete;
    ListeningSocket& operator=(const ListeningSocket&) = delete;

    int descriptor() const { return m_socket; }
    std::uint16_t port() const { return m_port; } ///< 0: it does not listen

private:
    int m_socket;
    std::uint16_t m_port = 0;
};

} // namespace understudy::fakes
