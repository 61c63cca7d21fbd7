#include "core/metrics/LiveQuery.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace understudy::metrics {

namespace {

// The newest points are asked for again: a server that had not scraped yet when asked may know better now.
constexpr qint64 AskedAgain = 2;

} // namespace

LiveQuery::LiveQuery(PrometheusClient& client, const Clock& clock, QString promql, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_clock(clock)
    , m_promql(std::move(promql)) {
    connect(&m_timer, &QTimer::timeout, this, &LiveQuery::poll);
}

void LiveQuery::setWindow(std::chrono::milliseconds window, std::chrono::milliseconds step) {
    if (m_window == window.count() && m_step == step.count())
        return;
    const bool otherGrid = m_step != step.count();
    if (otherGrid || window.count() > m_window)
        m_known = 0;
    m_startOver = m_startOver || otherGrid; // the old samples stay in sight until the new ones are there
    m_window = window.count();
    m_step = std::max<qint64>(1, step.count());
    if (running()) {
        m_call.cancel();
        poll();
    }
}

std::chrono::milliseconds LiveQuery::stepFor(std::chrono::milliseconds window, int width) {
    static constexpr qint64 Steps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600};
    const double wanted = double(window.count()) / 1000 / std::max(1, width / 2);
    for (const qint64 seconds : Steps) {
        if (double(seconds) >= wanted)
            return std::chrono::seconds(seconds);
    }
    return std::chrono::hours(qint64(wanted / 3600) + 1);
}

void LiveQuery::start(std::chrono::milliseconds every) {
    m_timer.start(every);
    poll();
}

void LiveQuery::stop() {
    m_timer.stop();
    m_call.cancel();
}

void LiveQuery::poll() {
    if (m_call.underway())
        return;
    const qint64 now = m_clock.now().time_since_epoch().count();
    const qint64 to = now / m_step * m_step;
    const qint64 oldest = (to - m_window) / m_step * m_step;
    const bool ahead = m_known > to; // the clock was set back
    const qint64 from = m_known == 0 || ahead ? oldest : std::max(oldest, m_known - AskedAgain * m_step);
    m_call =
        m_client.queryRange(m_promql, from, to, m_step, this, [this, from, to](const Result<Answer>& answer) {
            if (answer.ok()) {
                m_trouble.reset();
                take(from, to, *answer);
                Q_EMIT updated();
            } else {
                m_trouble = answer.error();
                Q_EMIT failed(answer.error());
            }
        });
}

void LiveQuery::take(qint64 from, qint64 to, const Answer& answer) {
    m_seriesCount = int(answer.series.size());
    m_labels = m_seriesCount > 0 ? answer.series.front().labels : Labels{};
    std::vector<Sample> grid;
    grid.reserve(std::size_t((to - from) / m_step + 1));
    for (qint64 at = from; at <= to; at += m_step)
        grid.push_back({at, std::numeric_limits<double>::quiet_NaN()});
    if (m_seriesCount > 0) {
        for (const Sample& sample : answer.series.front().series.samples()) {
            // A server may shift the grid by its own rounding; the nearest place is the right one.
            const qint64 place = (sample.at - from + m_step / 2) / m_step;
            if (sample.at >= from - m_step / 2 && place < qint64(grid.size()))
                grid[std::size_t(place)].value = sample.value;
        }
    }
    if (std::exchange(m_startOver, false))
        m_series.clear();
    m_series.replace(from, std::max(to, m_known), grid);
    m_series.trimBefore(to - m_window - m_step);
    m_known = to;
}

} // namespace understudy::metrics
