#include "app/server/LogWriter.h"

#include <algorithm>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace understudy::server {

namespace {

constexpr std::size_t most = 1024 * 1024; // bytes that wait
constexpr std::size_t portion = 4096;     // what a pipe takes at once or not at all

} // namespace

LogWriter::LogWriter(Threads& threads) {
    threads.start("log", [state = m_state] { state->run(); });
}

LogWriter::~LogWriter() {
    const std::lock_guard lock(m_state->mutex);
    m_state->stopping = true;
    m_state->changed.notify_all();
}

void LogWriter::add(const std::string& line) {
    const std::lock_guard lock(m_state->mutex);
    if (m_state->waiting.size() + line.size() > most) {
        ++m_state->dropped;
        return;
    }
    m_state->waiting += line;
    m_state->waiting += '\n';
    m_state->changed.notify_all();
}

void LogWriter::State::run() {
    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [this] { return stopping || !waiting.empty(); });
        if (waiting.empty())
            return;
        const auto text = std::exchange(waiting, {});
        lock.unlock();
        write(text);
        lock.lock();
    }
}

// Never more than a pipe has room for, so that a reader who stands still holds nothing up, not even the end.
void LogWriter::State::write(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        pollfd end{STDERR_FILENO, POLLOUT, 0};
        const bool room = ::poll(&end, 1, 1000) == 1 && (end.revents & POLLOUT) != 0;
        const auto size = std::min(portion, text.size() - at);
        const auto written = room ? ::write(STDERR_FILENO, text.data() + at, size) : -1;
        if (written <= 0) {
            dropped += std::count(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), '\n');
            return;
        }
        at += static_cast<std::size_t>(written);
    }
}

} // namespace understudy::server
