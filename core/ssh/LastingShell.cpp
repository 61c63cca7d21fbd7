#include "core/ssh/LastingShell.h"

#include "core/ssh/LastingSession.h"

#include <QRegularExpression>

namespace understudy::ssh {

LastingShell::LastingShell(LastingSession& session, int columns, int rows, QString command)
    : m_session(&session)
    , m_columns(columns)
    , m_rows(rows)
    , m_command(std::move(command)) {
    session.m_shells.push_back(this);
}

LastingShell::~LastingShell() {
    if (m_session)
        std::erase(m_session->m_shells, this);
}

void LastingShell::open(Session& session) {
    m_stale = m_owed;
    m_stream = session.openShell(m_columns, m_rows, QStringLiteral("xterm-256color"), m_command);
    m_stream->received = [this](std::string_view bytes) {
        m_owed += bytes.size();
        if (const auto call = this->received)
            call(bytes);
    };
    m_stream->ended = [this](const terminal::StreamEnd& end) {
        // The stream that calls must not be destroyed by it: it goes when the next one comes.
        if (end.lost && m_session && m_session->state() != LastingSession::State::Stopped)
            return; // what comes now is the session's to say
        finish(end);
    };
}

void LastingShell::finish(const terminal::StreamEnd& end) {
    if (std::exchange(m_over, true))
        return;
    // From here on it knows the session no more than the session knows it.
    if (LastingSession* const session = std::exchange(m_session, nullptr))
        std::erase(session->m_shells, this);
    if (const auto call = ended)
        call(end);
}

void LastingShell::write(std::string_view bytes) {
    if (m_stream)
        m_stream->write(bytes);
}

void LastingShell::resize(int columns, int rows) {
    m_columns = columns;
    m_rows = rows;
    if (m_stream)
        m_stream->resize(columns, rows);
}

void LastingShell::grant(std::size_t bytes) {
    m_owed -= std::min(m_owed, bytes);
    const std::size_t old = std::min(m_stale, bytes);
    m_stale -= old;
    if (m_stream && bytes > old)
        m_stream->grant(bytes - old);
}

void LastingShell::close() {
    if (m_stream && m_session && m_session->state() == LastingSession::State::Ready)
        m_stream->close();
    else
        finish({}); // it must not come back with the session
}

QString attachCommand(const QString& name) {
    QString safe = name;
    safe.remove(QRegularExpression(QStringLiteral("[^A-Za-z0-9_-]")));
    return QStringLiteral("command -v tmux >/dev/null 2>&1 && exec tmux new-session -A -s %1; "
                          "exec \"${SHELL:-/bin/sh}\" -l")
        .arg(safe.isEmpty() ? QStringLiteral("understudy") : safe);
}

} // namespace understudy::ssh
