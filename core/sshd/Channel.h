#pragma once

#include "core/sshd/ShellHost.h"

#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>

#include <poll.h>

#include <memory>
#include <string>
#include <vector>

namespace understudy::sshd {

/// One channel of a client on the lab's server: takes the client's requests, starts one program, and moves
/// bytes between both only as far as the receiving side has room.
class Channel final {
public:
    Channel(ssh_session session, ShellHost& host, std::string user);
    /// A channel that carries a TCP connection to a port of the lab.
    Channel(ssh_session session, ssh_channel channel, std::unique_ptr<ShellProcess> far);
    ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    ssh_channel handle() const { return m_channel; }
    void turn();
    bool over() const { return m_over; }
    void addWaits(std::vector<pollfd>& waits) const; ///< descriptors that may let turn() go on
    bool asksNow() const; ///< true when the program's end must be looked for now and then

private:
    void listen();
    int start(const std::string& command);
    void fromClient();
    bool passInput();
    bool fromProgram(int descriptor, std::string& pending, bool& ended, bool errors);
    void finish();

    ssh_session m_session;
    ShellHost* m_host = nullptr;
    ssh_channel m_channel = nullptr;
    ssh_channel_callbacks_struct m_callbacks{};
    ShellRequest m_request;
    std::unique_ptr<ShellProcess> m_process;
    std::optional<ShellExit> m_exit;
    std::string m_input;
    std::string m_output;
    std::string m_errors;
    bool m_unread = false; ///< there may be more input, and room for it
    bool m_outputEnded = false;
    bool m_errorsEnded = false;
    bool m_over = false;
};

} // namespace understudy::sshd
