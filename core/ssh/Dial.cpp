#include "core/ssh/Dial.h"

#include "core/ssh/Mailbox.h"
#include "core/ssh/Sentences.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::ssh {

namespace {

using Clock = std::chrono::steady_clock;

/// 0, or why there is no connection: an errno, or ECANCELED.
int connectTo(int socket, const addrinfo& address, Clock::time_point deadline, Mailbox& mailbox) {
    if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0)
        return 0;
    if (errno != EINPROGRESS)
        return errno;
    while (true) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (mailbox.canceled())
            return ECANCELED;
        if (left <= 0)
            return ETIMEDOUT;
        pollfd waits[2] = {{socket, POLLOUT, 0}, {mailbox.wake().descriptor(), POLLIN, 0}};
        ::poll(waits, 2, static_cast<int>(left));
        if (waits[1].revents)
            mailbox.wake().quiet();
        if (waits[0].revents) {
            int error = 0;
            socklen_t size = sizeof error;
            ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
            return error;
        }
    }
}

void prepare(int socket) {
    const int on = 1;
    const unsigned int patience = 20'000; // milliseconds without an acknowledgment
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#ifdef TCP_USER_TIMEOUT
    ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof patience);
#endif
}

Error refusal(const Target& target, int reason) {
    switch (reason) {
    case ECONNREFUSED:
        return Sentences::nothingListens(target);
    case ETIMEDOUT:
        return Sentences::noAnswer(target);
    case ECANCELED:
        return Sentences::canceled();
    default:
        return Sentences::noWay(target, QString::fromLocal8Bit(std::strerror(reason)));
    }
}

} // namespace

Result<int> dial(const Target& target, Mailbox& mailbox) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int answer = ::getaddrinfo(target.host.toUtf8().constData(),
                                     QByteArray::number(target.port).constData(), &hints, &found);
    if (answer != 0)
        return Sentences::nameNotFound(target, QString::fromLocal8Bit(::gai_strerror(answer)));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, &::freeaddrinfo);
    const auto deadline = Clock::now() + target.patience;
    int reason = EHOSTUNREACH;
    for (const addrinfo* each = found; each && reason != ECANCELED; each = each->ai_next) {
        const int socket = ::socket(each->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (socket < 0)
            continue;
        const int failed = connectTo(socket, *each, deadline, mailbox);
        if (failed == 0) {
            prepare(socket);
            return socket;
        }
        ::close(socket);
        if (reason != ECONNREFUSED || failed == ECANCELED)
            reason = failed;
    }
    return refusal(target, reason);
}

} // namespace understudy::ssh
