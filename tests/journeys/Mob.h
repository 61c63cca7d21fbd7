#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace understudy {

/// Many connections of clients that mean no good. Nothing here waits: what the other side does not take is
/// not sent.
class Mob final {
public:
    explicit Mob(std::uint16_t port)
        : m_port(port) {}
    ~Mob() {
        for (const int socket : m_sockets)
            ::close(socket);
    }
    Mob(const Mob&) = delete;
    Mob& operator=(const Mob&) = delete;

    /// So many more; how many of them there are in the end. @p receiveBuffer > 0 keeps the kernel from taking
    /// much.
    std::size_t gather(int count, int receiveBuffer = 0) {
        for (int i = 0; i < count; ++i) {
            const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            if (socket < 0)
                break;
            if (receiveBuffer > 0)
                ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
            sockaddr_in address{};
            address.sin_family = AF_INET;
            address.sin_port = htons(m_port);
            address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
                ::close(socket);
                break;
            }
            m_sockets.push_back(socket);
        }
        return m_sockets.size();
    }
    /// Each says that, as far as it is taken now; how many bytes were, in all.
    std::size_t say(std::string_view bytes) {
        std::size_t taken = 0;
        for (const int socket : m_sockets)
            if (const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
                sent > 0)
                taken += static_cast<std::size_t>(sent);
        return taken;
    }
    /// What each has been told so far (up to 64 kB); true in @p left where the server has closed.
    std::vector<std::string> hear(std::vector<bool>* left = nullptr) {
        std::vector<std::string> all;
        for (const int socket : m_sockets) {
            std::string text(65536, '\0');
            const auto got = ::recv(socket, text.data(), text.size(), MSG_DONTWAIT);
            if (left)
                left->push_back(got == 0 || (got < 0 && errno != EAGAIN));
            text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
            all.push_back(std::move(text));
        }
        return all;
    }
    std::size_t closed() {
        std::size_t count = 0;
        for (const int socket : m_sockets) {
            pollfd one{socket, POLLRDHUP, 0};
            count += ::poll(&one, 1, 0) > 0 && (one.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
        }
        return count;
    }

private:
    std::uint16_t m_port;
    std::vector<int> m_sockets;
};

} // namespace understudy
