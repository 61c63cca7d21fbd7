#pragma once

#include "core/base/Result.h"
#include "core/metrics/Series.h"

#include <QByteArray>

namespace understudy::metrics {

/// An alert as a Prometheus-compatible server has it now.
struct Alert {
    enum class State { Pending, Firing };
    QString name;     ///< the label alertname
    QString severity; ///< the label of that name, empty when there is none
    QString summary;  ///< the annotation summary, else description
    State state = State::Firing;
    qint64 since = 0; ///< milliseconds since 1970, UTC: when its condition became true
    Labels labels;    ///< all of them

    bool operator==(const Alert&) const = default;
};

/// Reads the JSON of /api/v1/alerts; refused whole when an alert is not as it should be.
/// https://prometheus.io/docs/prometheus/latest/querying/api/#alerts
Result<std::vector<Alert>> alertsFrom(const QByteArray& json);

} // namespace understudy::metrics
