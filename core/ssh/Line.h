#pragma once

#include "core/base/Error.h"
#include "core/ssh/Pipe.h"

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace understudy::ssh {

/// One channel of a session, on the session's thread: opened step by step without waiting, then moving bytes
/// between libssh and a Pipe as far as both sides have room.
class Line final {
public:
    using Time = std::chrono::steady_clock::time_point;
    struct Order {
        enum class Kind { Shell, Exec, Subsystem, Forward };
        Kind kind = Kind::Shell;
        std::string command; ///< of Exec, or in the place of the login shell; the name of a Subsystem
        std::string term;
        int columns = 80;
        int rows = 24;
        bool forwardAgent = false; ///< of Shell: programs may ask the agent
        bool halves = false;       ///< of Forward: each direction ends on its own
        std::string host;
        int port = 0;
        std::optional<std::chrono::milliseconds> timeout;
    };

    Line(ssh_session session, Order order, std::shared_ptr<Pipe> pipe, Time now);
    ~Line();
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void turn(Time now); ///< moves whatever can move
    bool over() const { return m_phase == Phase::Over; }
    std::optional<Time> deadline() const { return m_deadline; }
    void lose(const Error& reason); ///< the connection is gone

private:
    enum class Phase { Opening, Pty, Starting, Running, Over };

    void open();
    int step();
    void toHost(Pipe::Wishes& wishes);
    bool fromHost(bool errors);
    void end();
    void fail(const Error& error);

    ssh_session m_session;
    ssh_channel m_channel;
    Order m_order;
    std::shared_ptr<Pipe> m_pipe;
    std::optional<Time> m_deadline;
    Phase m_phase = Phase::Opening;
    std::string m_input;
    std::optional<std::pair<int, int>> m_size;
    bool m_sentEof = false;
    std::optional<int> m_status;
    std::string m_signal;
    ssh_channel_callbacks_struct m_callbacks{};
};

} // namespace understudy::ssh
