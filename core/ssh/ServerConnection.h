#pragma once

#include "core/ssh/Handles.h"
#include "core/ssh/Server.h"
#include "core/ssh/ServerChannel.h"
#include "core/ssh/Wake.h"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace understudy::ssh {

/// One client of the lab's server, from key exchange to the end, on a thread of its own.
class ServerConnection final {
public:
    /// @p session is accepted already; @p wake is rung when the server stops.
    ServerConnection(SessionHandle session, const ServerOptions& options, ShellHost& host, Wake& wake);
    ~ServerConnection();

    void run(const std::function<bool()>& stopping);

private:
    using Time = std::chrono::steady_clock::time_point;

    bool exchangeKeys(const std::function<bool()>& stopping, Time deadline);
    void serve(const std::function<bool()>& stopping, Time deadline);
    void wait(int milliseconds);
    int waitTime(Time deadline) const;
    int judge(bool right);
    int login(const char* user, ssh_key_struct* key, char signature);
    int forward(ssh_message message);
    static void setCallbacks(ServerConnection* me);

    SessionHandle m_session;
    EventHandle m_event;
    const ServerOptions& m_options;
    ShellHost& m_host;
    Wake& m_wake;
    ssh_server_callbacks_struct m_callbacks{};
    std::vector<std::unique_ptr<ServerChannel>> m_channels;
    int m_wrong = 0;
    bool m_in = false;
};

} // namespace understudy::ssh
