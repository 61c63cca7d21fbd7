#pragma once

#include "core/ssh/Handles.h"
#include "core/ssh/Wake.h"
#include "core/sshd/Channel.h"
#include "core/sshd/Server.h"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace understudy::sshd {

/// One client of the lab's server, from key exchange to the end, on a thread of its own.
class Connection final {
public:
    /// @p session is accepted already; @p wake is rung when the server stops.
    Connection(ssh::SessionHandle session, const ServerOptions& options, ShellHost& host, ssh::Wake& wake);
    ~Connection();

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
    static void setCallbacks(Connection* me);

    ssh::SessionHandle m_session;
    ssh::EventHandle m_event;
    const ServerOptions& m_options;
    ShellHost& m_host;
    ssh::Wake& m_wake;
    ssh_server_callbacks_struct m_callbacks{};
    std::vector<std::unique_ptr<Channel>> m_channels;
    std::string m_user = m_options.user.toStdString(); ///< who has logged in
    int m_wrong = 0;
    bool m_in = false;
};

} // namespace understudy::sshd
