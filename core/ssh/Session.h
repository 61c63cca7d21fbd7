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

class Conduit;

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
    /// When the connection is over: how long nothing had been heard by then, the computer's sleep included.
    std::chrono::milliseconds silence() const;

    /// A login shell on a PTY, or @p command in its place. Bytes written before the session is ready wait.
    std::unique_ptr<terminal::ByteStream> openShell(int columns, int rows,
                                                    const QString& term = QStringLiteral("xterm-256color"),
                                                    const QString& command = {});
    /// A command without a PTY, as a stream: what it writes on both outputs arrives, as logs do.
    std::unique_ptr<terminal::ByteStream> openCommand(const QString& command);
    /// A subsystem of the server ("sftp").
    std::unique_ptr<terminal::ByteStream> openSubsystem(const QString& name);
    /// Runs a command without a PTY; @p done is called once, with an error when time is up or the session is
    /// over.
    void exec(const QString& command, const QByteArray& input, std::chrono::milliseconds timeout,
              ExecDone done);
    /// A TCP connection made from the far side (direct-tcpip), as a stream of bytes.
    std::unique_ptr<terminal::ByteStream> forward(const QString& host, quint16 port);

    /// The same with both directions held back, each with an end of its own.
    std::unique_ptr<Conduit> conduit(const QString& host, quint16 port);

    /// Asks a host at once whether it is still there, after the computer slept or changed its network: a
    /// connection that died meanwhile is lost after Target::lastWord.
    void checkNow();
    void close();

    /// The connection broke after it was ready. Streams have ended before this is called.
    std::function<void(const Error&)> lost;

    struct Front;

private:
    Threads& m_threads;
    std::shared_ptr<Front> m_front;
};

} // namespace understudy::ssh
