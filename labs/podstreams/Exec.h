#pragma once

#include "labs/podshell/Shell.h"
#include "labs/podstreams/Session.h"
#include "labs/podstreams/Terminal.h"

namespace understudy::podstreams {

/// Which streams the client asked for.
struct Wanted {
    bool input = false, output = false, errors = false, terminal = false;
};

/// kubectl exec: one command in a container, its input and output on streams of their own, and at the end a
/// Status on the error stream.
class Exec final : public Session {
public:
    /// What others want to know of it.
    struct Heard {
        std::function<void(const std::string& line)> lineRead; ///< by an interactive shell
        std::function<void(int code)> ended;                   ///< the command, by itself
    };
    Exec(std::unique_ptr<Wire> wire, podshell::Place place, podshell::Arguments command, Wanted wanted,
         Heard heard);

protected:
    spdy::Connection& connection() override { return m_connection; }
    void work(std::size_t room) override;
    bool done() const override { return m_said; }

private:
    using Id = spdy::Connection::Id;
    void opened(Id stream, const std::string& type);
    void data(Id stream, std::string_view bytes);
    void typed(std::string_view keys);
    bool complete() const;
    void flush(std::size_t room);
    void sayEnd();

    spdy::Connection m_connection;
    podshell::Place m_place;
    podshell::Arguments m_command;
    Wanted m_wanted;
    Heard m_heard;
    std::map<std::string, Id> m_streams;
    std::optional<podshell::Shell> m_shell;
    Terminal m_terminal;
    std::string m_early, m_out, m_err, m_resize;
    bool m_earlyEnd = false, m_said = false;
};

/// The Status that a command's end is told by, as kubectl reads it.
std::string exitStatus(int code);

} // namespace understudy::podstreams
