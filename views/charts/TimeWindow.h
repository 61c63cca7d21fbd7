#pragma once

#include "core/base/Clock.h"

#include <QObject>

namespace understudy::charts {

/// The span of time all charts show: the last minutes up to now, or a fixed span after zoom, pan or pause.
class TimeWindow final : public QObject {
    Q_OBJECT
public:
    explicit TimeWindow(const Clock& clock, QObject* parent = nullptr);

    qint64 from() const { return m_to - m_span; }
    qint64 to() const { return m_to; }
    qint64 span() const { return m_span; }
    bool live() const { return m_live; }
    qint64 liveSpan() const { return m_liveSpan; }
    void setLiveSpan(std::chrono::milliseconds span);

    /// Moves the end to now when live; to be called once a second.
    void tick();
    /// @p factor below 1 shows less time, around @p about. Between 10 s and @p longest().
    void zoom(double factor, qint64 about);
    void pan(qint64 by);
    void pause();
    void backToLive();
    qint64 longest() const { return 24 * 3600 * 1000LL; }

Q_SIGNALS:
    void moved();
    void liveChanged(bool live);

private:
    void leaveLive();

    const Clock& m_clock;
    qint64 m_liveSpan = 15 * 60 * 1000;
    qint64 m_span = m_liveSpan;
    qint64 m_to = 0;
    bool m_live = true;
};

} // namespace understudy::charts
