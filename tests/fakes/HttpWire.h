#pragma once

#include <arpa/inet.h>
#include <charconv>
#include <cstdint>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::fakes {

/// One connection of a client that sends bytes made beforehand and waits for each answer: as little work as
/// can be beside a server that is measured on the same computer.
class HttpWire final {
public:
    struct Answer {
        int status = 0; ///< 0: nobody answered
        std::string head;
        std::string body;
    };

    explicit HttpWire(std::uint16_t port, int patienceSeconds = 30)
        : m_port(port)
        , m_patience(patienceSeconds) {}
    ~HttpWire() { close(); }
    HttpWire(const HttpWire&) = delete;
    HttpWire& operator=(const HttpWire&) = delete;

    /// The request's head without its Content-Length; @p pair: user:password in base64.
    static std::string headOf(const std::string& method, const std::string& target, const std::string& pair) {
        return method + ' ' + target +
               " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Experience-API-Version: 2.0.0\r\nContent-Type: "
               "application/json\r\nAuthorization: Basic " +
               pair + "\r\n";
    }
    static std::string whole(const std::string& head, std::string_view body) {
        std::string text = head;
        text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n").append(body);
        return text;
    }

    bool connect() {
        close();
        m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        const timeval patience{m_patience, 0};
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            return true;
        close();
        return false;
    }
    void close() {
        if (m_socket >= 0)
            ::close(m_socket);
        m_socket = -1;
        m_in.clear();
    }
    int socket() const { return m_socket; }

    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    /// The next answer. Whatever goes wrong: status 0, and the connection is closed.
    Answer receive() {
        Answer answer;
        std::size_t end = 0;
        while ((end = m_in.find("\r\n\r\n")) == std::string::npos)
            if (!more())
                return {};
        answer.head = m_in.substr(0, end + 4);
        const auto length = lengthOf(answer.head);
        while (m_in.size() < end + 4 + length)
            if (!more())
                return {};
        answer.body = m_in.substr(end + 4, length);
        m_in.erase(0, end + 4 + length);
        std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
        if (answer.head.find("\r\nConnection: close\r\n") != std::string::npos)
            close();
        return answer;
    }
    /// Sends and waits, on a fresh connection when there is none.
    Answer ask(std::string_view request) {
        if (m_socket < 0 && !connect())
            return {};
        if (!send(request)) {
            close();
            return {};
        }
        return receive();
    }

private:
    bool more() {
        char piece[65536];
        const auto n = ::recv(m_socket, piece, sizeof piece, 0);
        if (n <= 0) {
            close();
            return false;
        }
        m_in.append(piece, static_cast<std::size_t>(n));
        return true;
    }
    static std::size_t lengthOf(const std::string& head) {
        const auto at = head.find("\r\nContent-Length: ");
        std::size_t length = 0;
        if (at != std::string::npos)
            std::from_chars(head.data() + at + 18, head.data() + head.size(), length);
        return length;
    }

    std::uint16_t m_port;
    int m_patience;
    int m_socket = -1;
    std::string m_in;
};

} // namespace understudy::fakes
