#pragma once

#include "core/base/Result.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace understudy::sshd {

/// What a client asked the server to start.
struct ShellRequest {
    bool pty = false;
    std::string command;   ///< empty: a login shell, or the subsystem
    std::string subsystem; ///< "sftp" at most
    int columns = 80;
    int rows = 24;
    std::map<std::string, std::string> environment; ///< TERM and LANG at most
    std::string user;
};

/// How a program ended: its exit status, or the signal that ended it (its number, 0 for none).
struct ShellExit {
    int status = 0;
    int signal = 0;
};

/// A program that runs for a client. Its descriptors are non-blocking; used and destroyed on the thread that
/// started it. The destructor hangs the program up (SIGHUP, then SIGKILL), closes and reaps.
class ShellProcess {
public:
    virtual ~ShellProcess() = default;
    virtual int input() const = 0;  ///< to write to, -1 once closed
    virtual int output() const = 0; ///< to read from
    virtual int errors() const = 0; ///< to read from, -1 with a PTY
    virtual int exitDescriptor() const {
        return -1;
    } ///< readable when the program has ended, -1: ask now and then
    virtual void closeInput() = 0;
    virtual void resize(int columns, int rows) = 0;
    virtual std::optional<ShellExit> exited() = 0; ///< never waits
};

/// Starts programs for the server. Called on the threads of several connections at once.
class ShellHost {
public:
    virtual ~ShellHost() = default;
    virtual Result<std::unique_ptr<ShellProcess>> start(const ShellRequest& request) = 0;
    /// Whether it starts that subsystem; the others are refused.
    virtual bool offers(const std::string& /*subsystem*/) const { return false; }
};

} // namespace understudy::sshd
