#pragma once

#include "core/sshd/ShellHost.h"

#include <sys/types.h>

#include <string>
#include <vector>

namespace understudy::host {

/// What to run: the program's path first, and every variable of its environment.
struct Launch {
    std::vector<std::string> arguments;
    std::vector<std::string> environment; ///< NAME=value
    std::string folder;                   ///< to run in
    bool pty = false;
    int columns = 80;
    int rows = 24;
};

/// A program of this computer in a session of its own, on a PTY or on three pipes.
class Program final : public sshd::ShellProcess {
public:
    static Result<std::unique_ptr<Program>> start(const Launch& launch);
    ~Program() override;

    int input() const override { return m_input; }
    int output() const override { return m_output; }
    int errors() const override { return m_errors; }
    int exitDescriptor() const override { return m_pidFd; }
    void closeInput() override;
    void resize(int columns, int rows) override;
    std::optional<sshd::ShellExit> exited() override;

private:
    Program() = default;

    pid_t m_pid = -1;
    int m_pidFd = -1;
    int m_input = -1;
    int m_output = -1;
    int m_errors = -1;
    bool m_pty = false;
    std::optional<sshd::ShellExit> m_exit;
};

} // namespace understudy::host
