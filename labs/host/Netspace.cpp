#include "labs/host/Netspace.h"

#include <QFile>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace understudy::host {

namespace {

/// @p line becomes the standard input of the program. The number of an error, 0 for none.
int startHolder(const QByteArray& program, int line, pid_t& pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&actions, line, 0);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    // A session of its own: Ctrl+C in the terminal of the lab is for the lab.
    ::posix_spawnattr_setflags(&attributes,
                               POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    char* const arguments[] = {const_cast<char*>(program.constData()), nullptr};
    char* const environment[] = {nullptr};
    const int trouble =
        ::posix_spawn(&pid, program.constData(), &actions, &attributes, arguments, environment);
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    if (trouble != 0)
        pid = -1;
    return trouble;
}

Error noNetwork(int reason) {
    return {Errc::Io, QStringLiteral("The lab host has no network of its own."),
            QString::fromLocal8Bit(std::strerror(reason))};
}

} // namespace

Result<std::unique_ptr<Netspace>> Netspace::open(const QString& program) {
    std::unique_ptr<Netspace> made(new Netspace);
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return noNetwork(errno);
    made->m_line = ends[0];
    const timeval patience{5, 0};
    ::setsockopt(made->m_line, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int trouble = startHolder(QFile::encodeName(program), ends[1], made->m_pid);
    ::close(ends[1]);
    if (trouble != 0)
        return noNetwork(trouble);
    if (!made->answered(nullptr))
        return noNetwork(errno);
    return made;
}

Netspace::~Netspace() {
    ::close(m_line);
    if (m_pid < 0)
        return;
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

int Netspace::socket() {
    const std::lock_guard lock(m_mutex);
    int made = -1;
    const char ask = 's';
    return ::send(m_line, &ask, 1, MSG_NOSIGNAL) == 1 && answered(&made) ? made : -1;
}

bool Netspace::answered(int* socket) {
    int trouble = 0;
    iovec text{&trouble, sizeof trouble};
    alignas(cmsghdr) char room[CMSG_SPACE(sizeof trouble)] = {};
    msghdr message{};
    message.msg_iov = &text;
    message.msg_iovlen = 1;
    message.msg_control = room;
    message.msg_controllen = sizeof room;
    const ssize_t count = ::recvmsg(m_line, &message, MSG_CMSG_CLOEXEC);
    if (count == 0)
        errno = ECHILD; // it has ended
    else if (count > 0)
        errno = trouble;
    const cmsghdr* rights = count > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
    if (rights && socket)
        std::memcpy(socket, CMSG_DATA(rights), sizeof *socket);
    return count == sizeof trouble && trouble == 0 && (!socket || rights);
}

std::vector<std::string> Netspace::inside() const {
    return {"/usr/bin/nsenter",    "--user", "--net", "--preserve-credentials", "--target",
            std::to_string(m_pid), "--"};
}

} // namespace understudy::host
