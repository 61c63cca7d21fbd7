#include "core/ssh/Pipe.h"

namespace understudy::ssh {

Pipe::Parcel Pipe::collect() {
    const std::lock_guard lock(m_mutex);
    m_told = false;
    return std::exchange(m_parcel, {});
}

void Pipe::write(std::string_view bytes) {
    const std::lock_guard lock(m_mutex);
    if (!m_finished)
        m_wishes.input += bytes;
}

void Pipe::closeInput() {
    const std::lock_guard lock(m_mutex);
    m_wishes.inputClosed = true;
}

bool Pipe::grant(std::size_t bytes) {
    const std::lock_guard lock(m_mutex);
    m_credit += bytes;
    return std::exchange(m_starved, m_credit == 0);
}

void Pipe::resize(int columns, int rows) {
    const std::lock_guard lock(m_mutex);
    m_wishes.size = {columns, rows};
}

void Pipe::close() {
    const std::lock_guard lock(m_mutex);
    m_wishes.closed = true;
    m_wishes.input.clear();
}

std::size_t Pipe::queued() const {
    const std::lock_guard lock(m_mutex);
    return m_wishes.input.size();
}

Pipe::Wishes Pipe::wishes(bool takeInput) {
    std::unique_lock lock(m_mutex);
    Wishes wishes;
    if (takeInput)
        wishes.input = std::exchange(m_wishes.input, {});
    wishes.inputClosed = m_wishes.inputClosed && m_wishes.input.empty();
    wishes.closed = m_wishes.closed;
    wishes.size = std::exchange(m_wishes.size, std::nullopt);
    if (!wishes.input.empty() && m_when == Tell::AlsoDrained)
        tell(lock);
    return wishes;
}

std::size_t Pipe::credit() {
    const std::lock_guard lock(m_mutex);
    m_starved = m_credit == 0;
    return m_credit;
}

void Pipe::deliver(std::string_view bytes, bool errors) {
    std::unique_lock lock(m_mutex);
    m_credit -= std::min(m_credit, bytes.size());
    (errors ? m_parcel.errors : m_parcel.output) += bytes;
    tell(lock);
}

void Pipe::endOutput() {
    std::unique_lock lock(m_mutex);
    if (std::exchange(m_outputEnded, true))
        return;
    m_parcel.outputEnded = true;
    tell(lock);
}

void Pipe::finish(End end) {
    std::unique_lock lock(m_mutex);
    if (m_finished)
        return;
    m_finished = true;
    m_parcel.end = std::move(end);
    tell(lock);
}

void Pipe::tell(std::unique_lock<std::mutex>& lock) {
    const bool first = !std::exchange(m_told, true);
    lock.unlock();
    if (first)
        m_tell();
}

} // namespace understudy::ssh
