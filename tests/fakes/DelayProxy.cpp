#include "tests/fakes/DelayProxy.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace understudy::fakes {

namespace {

constexpr std::size_t MostHeld = 4 * 1024 * 1024; // one direction of one connection; then the sender waits

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

} // namespace

DelayProxy::DelayProxy(std::uint16_t target, std::chrono::milliseconds delay, std::uint16_t listenPort)
    : m_target(target)
    , m_delay(delay)
    , m_listen(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    const int on = 1;
    ::setsockopt(m_listen, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = loopback(listenPort);
    socklen_t size = sizeof address;
    if (::bind(m_listen, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(m_listen, 64) != 0)
        return;
    ::getsockname(m_listen, reinterpret_cast<sockaddr*>(&address), &size);
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { run(); });
}

DelayProxy::~DelayProxy() {
    m_stop = true;
    if (m_thread.joinable())
        m_thread.join();
    for (Pair& pair : m_pairs)
        reset(pair);
    ::close(m_listen);
}

void DelayProxy::run() {
    while (!m_stop) {
        std::vector<pollfd> waits{{m_listen, POLLIN, 0}};
        const Time now = std::chrono::steady_clock::now();
        const bool stalled = m_stalled;
        long long left = 20; // cut(), stall() and the end are looked for this often
        for (Pair& pair : m_pairs) {
            for (Way* way : {&pair.there, &pair.back}) {
                if (!way->ended && way->held < MostHeld && !stalled)
                    waits.push_back({way->from, POLLIN, 0});
                if (!way->parcels.empty() && !stalled && way->parcels.front().due <= now)
                    waits.push_back({way->to, POLLOUT, 0});
                else if (!way->parcels.empty() && !stalled)
                    left = std::min<long long>(
                        left,
                        std::chrono::ceil<std::chrono::milliseconds>(way->parcels.front().due - now).count());
            }
        }
        ::poll(waits.data(), waits.size(), static_cast<int>(std::max(0LL, left)));
        if (waits.front().revents)
            accept();
        const bool cut = m_cut.exchange(false);
        for (Pair& pair : m_pairs) {
            for (Way* way : {&pair.there, &pair.back})
                if (!m_stalled && !pair.broken) {
                    read(*way, pair);
                    write(*way, pair);
                }
            pair.broken = pair.broken || cut || m_passed > m_allowance;
            if (pair.broken || (pair.there.shut && pair.back.shut)) {
                pair.broken = true;
                reset(pair);
            }
        }
        m_pairs.remove_if([](const Pair& pair) { return pair.broken; });
    }
}

void DelayProxy::accept() {
    const int client = ::accept4(m_listen, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client < 0)
        return;
    const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(m_target);
    if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(server);
        ::close(client);
        return;
    }
    ::fcntl(server, F_SETFL, ::fcntl(server, F_GETFL) | O_NONBLOCK);
    const int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Pair pair;
    pair.there.from = pair.back.to = client;
    pair.there.to = pair.back.from = server;
    m_pairs.push_back(std::move(pair));
}

void DelayProxy::read(Way& way, Pair& pair) {
    char bytes[65536];
    while (!way.ended && way.held < MostHeld) {
        const ssize_t count = ::recv(way.from, bytes, sizeof bytes, 0);
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (count < 0) {
            pair.broken = true;
            return;
        }
        way.ended = count == 0;
        way.held += static_cast<std::size_t>(count);
        way.parcels.push_back({std::chrono::steady_clock::now() + m_delay,
                               std::string(bytes, static_cast<std::size_t>(count))});
    }
}

void DelayProxy::write(Way& way, Pair& pair) {
    while (!way.parcels.empty() && way.parcels.front().due <= std::chrono::steady_clock::now()) {
        Parcel& parcel = way.parcels.front();
        if (parcel.bytes.empty()) {
            ::shutdown(way.to, SHUT_WR);
            way.shut = true;
            way.parcels.pop_front();
            continue;
        }
        std::size_t count = parcel.bytes.size();
        if (m_allowance != UINT64_MAX)
            count = std::min<std::size_t>(count,
                                          1 + (m_allowance - std::min<std::uint64_t>(m_allowance, m_passed)));
        const ssize_t written = ::send(way.to, parcel.bytes.data(), count, MSG_NOSIGNAL);
        if (written < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (written < 0) {
            pair.broken = true;
            return;
        }
        m_passed += static_cast<std::uint64_t>(written);
        way.held -= static_cast<std::size_t>(written);
        parcel.bytes.erase(0, static_cast<std::size_t>(written));
        if (parcel.bytes.empty())
            way.parcels.pop_front();
        if (m_passed > m_allowance)
            return;
    }
}

void DelayProxy::reset(Pair& pair) {
    for (const int fd : {pair.there.from, pair.there.to}) {
        if (!(pair.there.shut && pair.back.shut)) {
            const linger now{1, 0};
            ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        }
        ::close(fd);
    }
}

} // namespace understudy::fakes
