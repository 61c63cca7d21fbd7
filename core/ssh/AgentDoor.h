#pragma once

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include <poll.h>

#include <list>
#include <string>
#include <vector>

namespace understudy::ssh {

/// Lets programs at one host ask the SSH agent of this computer, for as long as the connection is there (the
/// auth-agent@openssh.com channels). On the session's thread; made only where the trainee asked for it.
class AgentDoor final {
public:
    /// @p socket is the agent's, as in SSH_AUTH_SOCK. Outlives @p session, which knows its callbacks.
    AgentDoor(ssh_session session, std::string socket);
    ~AgentDoor();
    AgentDoor(const AgentDoor&) = delete;
    AgentDoor& operator=(const AgentDoor&) = delete;

    void turn(); ///< carries what can be carried
    void addWaits(std::vector<pollfd>& waits) const;
    void shut(); ///< before the session goes

private:
    struct Visit { ///< one program's talk with the agent
        ssh_channel channel = nullptr;
        int agent = -1;
        std::string toAgent;
        std::string toHost;
        bool ended = false; ///< the agent's half
        bool over = false;
    };
    static ssh_channel admit(ssh_session session, void* self);
    static void carry(Visit& visit);
    static void close(Visit& visit);

    const std::string m_socket;
    ssh_callbacks_struct m_callbacks{};
    std::list<Visit> m_visits; ///< one more may come while another is read
};

} // namespace understudy::ssh
