#include "labs/host/Passage.h"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::host {

namespace {

bool later() { return errno == EAGAIN || errno == EINTR; }

} // namespace

Passage::Passage(int near, int far)
    : m_sockets{near, far} {
    const int on = 1;
    for (const int socket : m_sockets)
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Passage::~Passage() {
    // What was cut off must not look as if it had come to its end.
    const linger abort{1, 0};
    for (const int socket : m_sockets) {
        if (m_broken || !over())
            ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
        ::close(socket);
    }
}

std::array<pollfd, 2> Passage::waits() const {
    std::array<pollfd, 2> waits{};
    for (std::size_t i = 0; i < 2; ++i) {
        short events = 0;
        if (m_ways[i].empty() && !m_ways[i].ended)
            events |= POLLIN;
        if (!m_ways[1 - i].empty())
            events |= POLLOUT;
        // Without anything to wait for a socket that hung up would wake the thread again and again.
        waits[i] = {events ? m_sockets[i] : -1, events, 0};
    }
    return waits;
}

void Passage::turn() {
    constexpr int StepsAtOnce = 16; // then the others
    for (std::size_t from = 0; from < 2; ++from)
        for (int step = 0; step < StepsAtOnce && !m_broken && read(from) && write(from); ++step) {}
}

/// True when there is something to write.
bool Passage::read(std::size_t from) {
    Way& way = m_ways[from];
    if (!way.empty() || way.ended)
        return !way.told;
    const ssize_t count = ::recv(m_sockets[from], way.bytes.data(), way.bytes.size(), 0);
    if (count > 0) {
        way.begin = 0;
        way.end = static_cast<std::size_t>(count);
    } else if (count == 0) {
        way.ended = true;
    } else {
        m_broken = !later();
    }
    return count >= 0;
}

/// True when all is written and more may come.
bool Passage::write(std::size_t from) {
    Way& way = m_ways[from];
    const int to = m_sockets[1 - from];
    if (!way.empty()) {
        const ssize_t count =
            ::send(to, way.bytes.data() + way.begin, way.end - way.begin, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0)
            m_broken = !later();
        if (count <= 0)
            return false;
        way.begin += static_cast<std::size_t>(count);
    }
    if (way.empty() && way.ended && !way.told) {
        ::shutdown(to, SHUT_WR);
        way.told = true;
    }
    return way.empty() && !way.ended;
}

} // namespace understudy::host
