#pragma once

#include "core/terminal/ByteStream.h"

#include <QString>

#include <memory>

namespace understudy::ssh {

class LastingSession;
class Session;

/// A shell that outlives its connection: it is interrupted and resumed instead of ending, and a new shell on
/// the same host goes on where the old one broke off. What is typed during the gap is dropped, because the
/// program it was meant for is gone.
class LastingShell final : public terminal::ByteStream {
public:
    ~LastingShell() override;

    void write(std::string_view bytes) override;
    void resize(int columns, int rows) override;
    void grant(std::size_t bytes) override;
    void close() override;

    bool connected() const { return m_stream != nullptr; }

private:
    friend class LastingSession;
    LastingShell(LastingSession& session, int columns, int rows, QString command);
    void open(Session& session);
    void finish(const terminal::StreamEnd& end);

    LastingSession* m_session; ///< nullptr when it is gone
    std::unique_ptr<terminal::ByteStream> m_stream;
    int m_columns;
    int m_rows;
    const QString m_command;
    std::size_t m_owed = 0;  ///< received and not granted yet
    std::size_t m_stale = 0; ///< of that, from shells that are gone: grants for it mean nothing any more
    bool m_over = false;
};

/// A command for LastingSession::openShell() under which the shell itself survives on the host: it attaches
/// to the tmux session @p name, or makes it; a plain login shell where there is no tmux.
QString attachCommand(const QString& name);

} // namespace understudy::ssh
