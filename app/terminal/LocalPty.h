#pragma once

#include "core/base/Result.h"
#include "core/terminal/ByteStream.h"

#include <QObject>
#include <QSocketNotifier>
#include <QStringList>
#include <QTimer>

#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace understudy::alone {

/// What to run on a local terminal, and where.
struct LocalCommand {
    QStringList words; ///< the program and its arguments; empty: the person's own shell
    QString folder;    ///< to start in; empty: where this program was started
    int columns = 80;
    int rows = 24;
};

/// A program of this computer behind a pseudo terminal. It lives on the thread that made it, which needs an
/// event loop. The end comes when the program has ended and everything it wrote was read, even when a program
/// it left behind still holds the terminal.
class LocalPty final : public QObject, public terminal::ByteStream {
    Q_OBJECT
public:
    /// Starts the program. The error's sentence says why it could not be: not found (NotFound), may not be
    /// run (Refused), no terminal left (Io).
    static Result<std::unique_ptr<LocalPty>> start(const LocalCommand& command);
    ~LocalPty() override;

    void write(std::string_view bytes) override;
    void resize(int columns, int rows) override;
    void grant(std::size_t bytes) override;
    void close() override; ///< hangs up, as when a window is closed

    /// The program that has the keyboard, such as "vim"; empty when it is the one that was started.
    QString foreground() const;
    QString name() const { return m_name; } ///< of the program that was started, without its folder
    qint64 processId() const { return m_child; }

    /// The number of the signal that ended the program, 0 when it ended by itself.
    int endedBySignal() const { return m_signal; }

private:
    LocalPty(int terminal, pid_t child, int childWatch, QString name);
    void readable();
    std::size_t readBlock();
    bool moreWithinMoments() const;
    void writable();
    void childEnded();
    void finish();
    void stopListening();

    int m_terminal;
    pid_t m_child;
    int m_childWatch; ///< becomes readable when the child ends; -1 where the system has no such thing
    QString m_name;
    std::unique_ptr<QSocketNotifier> m_reads;
    std::unique_ptr<QSocketNotifier> m_writes;
    std::unique_ptr<QSocketNotifier> m_ends;
    QTimer
        m_lastWords; ///< polls for the end where m_childWatch is -1, then waits for what is still in the line
    std::vector<char> m_buffer;
    std::string m_waiting; ///< written, not yet taken by the terminal
    std::size_t m_credit = InitialCredit;
    int m_signal = 0;
    int m_status = 0;
    bool m_childIsOver = false;
    bool m_hungUp = false; ///< nobody holds the other end any more
    bool m_finished = false;
};

} // namespace understudy::alone
