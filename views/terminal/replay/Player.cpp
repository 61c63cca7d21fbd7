#include "views/terminal/replay/Player.h"

#include <algorithm>

namespace understudy::terminal {
namespace {

constexpr int StepMs = 33;

} // namespace

Player::Player(Cast cast, QObject* parent)
    : QObject(parent)
    , m_cast(std::move(cast)) {
    m_timer.setInterval(StepMs);
    connect(&m_timer, &QTimer::timeout, this, [this] { advance(StepMs); });
}

void Player::play() {
    if (m_position >= m_cast.lengthMs()) {
        seek(0);
    }
    m_timer.start();
    Q_EMIT playingChanged(true);
}

void Player::pause() {
    m_timer.stop();
    Q_EMIT playingChanged(false);
}

void Player::seek(std::int64_t ms) {
    ms = std::clamp<std::int64_t>(ms, 0, m_cast.lengthMs());
    if (ms < m_position || m_next == 0) {
        m_next = 0;
        if (wipe) {
            wipe();
        }
    }
    m_left = 0;
    showUntil(ms);
}

void Player::advance(std::int64_t realMs) {
    m_left += static_cast<double>(realMs) * m_speed;
    const auto step = static_cast<std::int64_t>(m_left);
    m_left -= static_cast<double>(step);
    std::int64_t to = m_position + step;
    if (m_skips && m_next < m_cast.events.size()) {
        const std::int64_t next = m_cast.events[m_next].ms;
        const std::int64_t before = m_next == 0 ? 0 : m_cast.events[m_next - 1].ms;
        if (next > to && to - before >= LongestSilenceMs) {
            to = next;
        }
    }
    showUntil(std::min(to, m_cast.lengthMs()));
    if (m_position >= m_cast.lengthMs() && isPlaying()) {
        pause();
    }
}

void Player::showUntil(std::int64_t ms) {
    while (m_next < m_cast.events.size() && m_cast.events[m_next].ms <= ms) {
        const CastEvent& event = m_cast.events[m_next];
        ++m_next;
        if (show) {
            show(event);
        }
    }
    m_position = ms;
    Q_EMIT moved();
}

} // namespace understudy::terminal
