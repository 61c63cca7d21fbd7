#include "core/ssh/AgentDoor.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace understudy::ssh {

namespace {

constexpr std::size_t Chunk = 16 * 1024;
constexpr std::size_t MostHeld = 256 * 1024; // an answer of an agent with many keys
constexpr std::size_t MostVisits = 8;

/// A connection to the agent, -1 for none. Local sockets connect at once or not at all.
int reach(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return -1;
    path.copy(address.sun_path, path.size());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(fd);
        return -1;
    }
    return fd;
}

} // namespace

AgentDoor::AgentDoor(ssh_session session, std::string socket)
    : m_socket(std::move(socket)) {
    m_callbacks.userdata = this;
    m_callbacks.channel_open_request_auth_agent_function = &AgentDoor::admit;
    ssh_callbacks_init(&m_callbacks);
    ssh_set_callbacks(session, &m_callbacks);
}

AgentDoor::~AgentDoor() { Q_ASSERT(m_visits.empty()); }

void AgentDoor::shut() {
    m_callbacks.channel_open_request_auth_agent_function = nullptr;
    for (Visit& visit : m_visits)
        close(visit);
    m_visits.clear();
}

/// nullptr refuses the host's request.
ssh_channel AgentDoor::admit(ssh_session session, void* self) {
    auto& door = *static_cast<AgentDoor*>(self);
    const int agent = door.m_visits.size() < MostVisits ? reach(door.m_socket) : -1;
    if (agent < 0)
        return nullptr;
    ssh_channel channel = ssh_channel_new(session);
    door.m_visits.push_back({channel, agent, {}, {}, false, false});
    return channel;
}

void AgentDoor::turn() {
    for (Visit& visit : m_visits)
        carry(visit);
    for (Visit& visit : m_visits)
        if (visit.over)
            close(visit);
    std::erase_if(m_visits, [](const Visit& visit) { return visit.over; });
}

void AgentDoor::carry(Visit& visit) {
    std::array<char, Chunk> bytes;
    while (visit.toAgent.size() < MostHeld) {
        const int count = ssh_channel_read_nonblocking(visit.channel, bytes.data(), bytes.size(), 0);
        if (count <= 0)
            break;
        visit.toAgent.append(bytes.data(), static_cast<std::size_t>(count));
    }
    if (!visit.toAgent.empty()) {
        const ssize_t count = ::send(visit.agent, visit.toAgent.data(), visit.toAgent.size(), MSG_NOSIGNAL);
        visit.toAgent.erase(0, static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    while (visit.toHost.size() < MostHeld) {
        const ssize_t count = ::recv(visit.agent, bytes.data(), bytes.size(), 0);
        if (count <= 0) {
            visit.ended = visit.ended || count == 0 || (errno != EAGAIN && errno != EINTR);
            break;
        }
        visit.toHost.append(bytes.data(), static_cast<std::size_t>(count));
    }
    const std::size_t room =
        std::min<std::size_t>(ssh_channel_window_size(visit.channel), visit.toHost.size());
    if (room > 0) {
        const int count =
            ssh_channel_write(visit.channel, visit.toHost.data(), static_cast<std::uint32_t>(room));
        visit.toHost.erase(0, static_cast<std::size_t>(std::max(count, 0)));
    }
    visit.over = (visit.ended && visit.toHost.empty()) || ssh_channel_is_closed(visit.channel) ||
                 (ssh_channel_is_eof(visit.channel) && visit.toAgent.empty());
}

void AgentDoor::close(Visit& visit) {
    ssh_channel_close(visit.channel);
    ssh_channel_free(visit.channel);
    ::close(visit.agent);
}

void AgentDoor::addWaits(std::vector<pollfd>& waits) const {
    for (const Visit& visit : m_visits) {
        const int events = (visit.toHost.size() < MostHeld && !visit.ended ? POLLIN : 0) |
                           (visit.toAgent.empty() ? 0 : POLLOUT);
        if (events != 0) // else its end would wake us for ever
            waits.push_back({visit.agent, static_cast<short>(events), 0});
    }
}

} // namespace understudy::ssh
