#pragma once

#include "core/base/Result.h"
#include "core/base/Threads.h"
#include "core/ssh/Login.h"
#include "core/terminal/ByteStream.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace understudy::ssh {

/// What a command run by exec() left behind. Each output is cut at 1 MiB.
struct ExecResult {
    int status = 0; ///< exit status; 128 + signal number when a signal ended it
    QByteArray output;
    QByteArray errors;
    bool cut = false; ///< there was more output than was kept
};
using ExecDone = std::function<void(const Result<ExecResult>&)>;

/// An SSH connection, logged in once and used by many channels. Lives on the thread that `post` posts to; its
/// own thread does the work. It may be destroyed at any moment, also from its own callbacks: then nothing is
/// called any more and its streams end.
class Session final {
public:
    enum class State { Idle, Connecting, Ready, Over };

    Session(Threads& threads, Post post);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Connects and logs in; @p done is called once. A session connects once: make a new one to try again.
    void connect(const Target& target, Questions questions, std::function<void(const Result<void>&)> done);
    State state() const;
    /// After a refusal because of another key: both keys, for the dialog that may replace the known one.
    std::optional<HostKeyChange> hostKeyChange() const;

    /// A login shell on a PTY. Bytes written before the session is ready wait.
    std::unique_ptr<terminal::ByteStream> openShell(int columns, int rows,
                                                    const QString& term = QStringLiteral("xterm-256color"));
    /// Runs a command without a PTY; @p done is called once, with an error when time is up or the session is
    /// over.
    void exec(const QString& command, const QByteArray& input, std::chrono::milliseconds timeout,
              ExecDone done);
    /// A TCP connection made from the far side (direct-tcpip), as a stream of bytes.
    std::unique_ptr<terminal::ByteStream> forward(const QString& host, quint16 port);

    void close();

    /// The connection broke after it was ready. Streams have ended before this is called.
    std::function<void(const Error&)> lost;

    struct Front;

private:
    Threads& m_threads;
    std::shared_ptr<Front> m_front;
};

} // namespace understudy::ssh
