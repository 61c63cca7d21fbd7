// Holds a network of its own for the programs of a lab host, with nothing but loopback in it, and makes
// sockets there: each byte that comes in on descriptor 0 is answered by an error number and, when that is 0,
// a TCP socket. One such number comes first, unasked: whether the network stands. It ends when its maker
// does. No library and no thread, because only a process with a single thread may enter a user namespace.

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

bool writeFile(const char* name, const char* text) {
    const int file = ::open(name, O_WRONLY | O_CLOEXEC);
    const bool written =
        file >= 0 && ::write(file, text, std::strlen(text)) == static_cast<ssize_t>(std::strlen(text));
    if (file >= 0)
        ::close(file);
    return written;
}

/// Everybody keeps the number they have: the shells' own sandbox gives them another.
bool mapSelf(const char* name, unsigned int id) {
    char line[32];
    std::snprintf(line, sizeof line, "%u %u 1", id, id);
    return writeFile(name, line);
}

bool raiseLoopback() {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    const bool read = socket >= 0 && ::ioctl(socket, SIOCGIFFLAGS, &request) == 0;
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    const bool up = read && ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
    if (socket >= 0)
        ::close(socket);
    return up;
}

bool stepApart() {
    const unsigned int user = ::geteuid();
    const unsigned int group = ::getegid();
    return ::unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 && writeFile("/proc/self/setgroups", "deny") &&
           mapSelf("/proc/self/uid_map", user) && mapSelf("/proc/self/gid_map", group) && raiseLoopback();
}

bool answer(int trouble, int socket) {
    iovec text{&trouble, sizeof trouble};
    alignas(cmsghdr) char room[CMSG_SPACE(sizeof socket)] = {};
    msghdr message{};
    message.msg_iov = &text;
    message.msg_iovlen = 1;
    if (socket >= 0) {
        message.msg_control = room;
        message.msg_controllen = sizeof room;
        cmsghdr* rights = CMSG_FIRSTHDR(&message);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(sizeof socket);
        std::memcpy(CMSG_DATA(rights), &socket, sizeof socket);
    }
    return ::sendmsg(0, &message, MSG_NOSIGNAL) >= 0;
}

} // namespace

int main() {
    ::close_range(1, ~0U, 0);
    if (!stepApart()) {
        answer(errno ? errno : EPERM, -1);
        return 1;
    }
    if (!answer(0, -1))
        return 1;
    char asked = 0;
    while (::recv(0, &asked, 1, 0) > 0) {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (!answer(socket < 0 ? errno : 0, socket))
            break;
        if (socket >= 0)
            ::close(socket);
    }
    return 0;
}
