#include "views/charts/TimeWindow.h"

#include <algorithm>
#include <cmath>

namespace understudy::charts {

TimeWindow::TimeWindow(const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock) {
    m_to = clock.now().time_since_epoch().count();
}

void TimeWindow::setLiveSpan(std::chrono::milliseconds span) {
    m_liveSpan = std::clamp<qint64>(span.count(), 10000, longest());
    if (m_live)
        m_span = m_liveSpan;
    Q_EMIT moved();
}

void TimeWindow::tick() {
    const qint64 now = m_clock.now().time_since_epoch().count() / 1000 * 1000;
    if (!m_live || now == m_to)
        return;
    m_to = now;
    Q_EMIT moved();
}

void TimeWindow::zoom(double factor, qint64 about) {
    const qint64 span = std::clamp<qint64>(std::llround(double(m_span) * factor), 10000, longest());
    const double share = std::clamp(double(m_to - about) / double(m_span), 0.0, 1.0);
    leaveLive();
    m_to = about + std::llround(share * double(span));
    m_span = span;
    m_to = std::min<qint64>(m_to, m_clock.now().time_since_epoch().count());
    Q_EMIT moved();
}

void TimeWindow::pan(qint64 by) {
    leaveLive();
    const qint64 now = m_clock.now().time_since_epoch().count();
    m_to = std::clamp(m_to + by, now - longest(), now);
    Q_EMIT moved();
}

void TimeWindow::pause() { leaveLive(); }

void TimeWindow::backToLive() {
    m_span = m_liveSpan;
    m_to = m_clock.now().time_since_epoch().count() / 1000 * 1000;
    if (!m_live) {
        m_live = true;
        Q_EMIT liveChanged(true);
    }
    Q_EMIT moved();
}

void TimeWindow::leaveLive() {
    if (!m_live)
        return;
    m_live = false;
    Q_EMIT liveChanged(false);
}

} // namespace understudy::charts
