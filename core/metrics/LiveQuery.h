#pragma once

#include "core/base/Clock.h"
#include "core/metrics/PrometheusClient.h"

#include <QTimer>

namespace understudy::metrics {

/// One query kept up to date: asks for the whole window once, then every few seconds for what is new, and
/// joins the answers on one grid of times. Where the server has no value there is a NaN, so that a gap stays
/// a gap; what was missed while the server was away is asked for when it is back.
class LiveQuery final : public QObject {
    Q_OBJECT
public:
    LiveQuery(PrometheusClient& client, const Clock& clock, QString promql, QObject* parent = nullptr);

    /// How far back the series reaches and the distance of its samples. Starts over when it changes while
    /// running.
    void setWindow(std::chrono::milliseconds window, std::chrono::milliseconds step);
    /// The step that gives about one sample every two pixels of @p width: a multiple of a whole second.
    static std::chrono::milliseconds stepFor(std::chrono::milliseconds window, int width);
    void start(std::chrono::milliseconds every);
    void stop();
    bool running() const { return m_timer.isActive(); }
    /// Asks now, unless a question is on its way.
    void poll();

    const QString& promql() const { return m_promql; }
    std::chrono::milliseconds step() const { return std::chrono::milliseconds(m_step); }
    const Series& series() const { return m_series; }
    const Labels& labels() const { return m_labels; }
    /// How many series the query gave; the first is kept.
    int seriesCount() const { return m_seriesCount; }
    /// Why the last question failed; nothing once one succeeded.
    const std::optional<Error>& trouble() const { return m_trouble; }

Q_SIGNALS:
    void updated();
    void failed(const understudy::Error& error);

private:
    void take(qint64 from, qint64 to, const Answer& answer);

    PrometheusClient& m_client;
    const Clock& m_clock;
    QString m_promql;
    QTimer m_timer;
    Call m_call;
    Series m_series;
    Labels m_labels;
    int m_seriesCount = 0;
    qint64 m_window = 15 * 60 * 1000;
    qint64 m_step = 5000;
    qint64 m_known = 0; ///< answered up to here
    bool m_startOver = false;
    std::optional<Error> m_trouble;
};

} // namespace understudy::metrics
