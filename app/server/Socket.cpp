#include "app/server/Socket.h"

#include <cstdlib>
#include <fcntl.h>
#include <string>

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::server {

namespace {

constexpr int first = 3; // SD_LISTEN_FDS_START

bool isMeant() {
    const char* process = std::getenv("LISTEN_PID");
    const char* count = std::getenv("LISTEN_FDS");
    return process && count && std::to_string(::getpid()) == process && std::string(count) == "1";
}

} // namespace

int keepListenSocket() {
    const int socket = isMeant() ? first : -1;
    ::close_range(socket < 0 ? first : first + 1, ~0U, 0);
    ::unsetenv("LISTEN_PID");
    ::unsetenv("LISTEN_FDS");
    if (socket >= 0)
        ::fcntl(socket, F_SETFD, FD_CLOEXEC);
    return socket;
}

bool listenOn(int socket, http::Server::Options& options) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    int listens = 0;
    socklen_t listensSize = sizeof listens;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&name), &size) != 0 ||
        ::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &listensSize) != 0 || listens == 0)
        return false;
    char text[INET6_ADDRSTRLEN] = "";
    if (name.ss_family == AF_INET)
        ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(name).sin_addr, text, sizeof text);
    else if (name.ss_family == AF_INET6)
        ::inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(name).sin6_addr, text, sizeof text);
    options.address = text;
    options.listenSocket = socket;
    return *text != '\0';
}

void allowManyClients() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace understudy::server
