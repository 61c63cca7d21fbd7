#pragma once

#include "core/terminal/Cast.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace understudy::terminal {

/// Plays a recording into a screen: pause, any place, any speed. Long silences are cut short when asked.
class Player final : public QObject {
    Q_OBJECT
public:
    static constexpr std::int64_t LongestSilenceMs = 2000;

    explicit Player(Cast cast, QObject* parent = nullptr);

    std::function<void()> wipe; ///< back to an empty screen of the recording's size
    std::function<void(const CastEvent& event)> show;

    const Cast& cast() const { return m_cast; }
    bool isPlaying() const { return m_timer.isActive(); }
    std::int64_t position() const { return m_position; } ///< milliseconds from the beginning
    double speed() const { return m_speed; }
    void play(); ///< from the beginning again when it stands at the end
    void pause();
    void seek(std::int64_t ms);
    void setSpeed(double speed) { m_speed = speed; } ///< 0.25 to 16
    void setSkipsSilence(bool skips) { m_skips = skips; }
    /// One step of @p realMs of the watcher's time; the timer calls it, and tests.
    void advance(std::int64_t realMs);

Q_SIGNALS:
    void moved();
    void playingChanged(bool playing);

private:
    void showUntil(std::int64_t ms);

    Cast m_cast;
    QTimer m_timer;
    std::int64_t m_position = 0;
    std::size_t m_next = 0; ///< the first event that has not been shown
    double m_speed = 1;
    double m_left = 0; ///< less than a millisecond
    bool m_skips = true;
};

} // namespace understudy::terminal
