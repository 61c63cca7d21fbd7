#pragma once

#include "core/base/Result.h"
#include "core/metrics/Series.h"

#include <QByteArray>
#include <QJsonValue>

#include <optional>

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

/// What Prometheus and Alertmanager write of an alert in the same way; @p time names the member with its
/// beginning. Nothing when it has no name or no time.
std::optional<Alert> alertFrom(const QJsonValue& item, QLatin1String time);
/// Reads the JSON of /api/v1/alerts; refused whole when an alert is not as it should be.
/// https://prometheus.io/docs/prometheus/latest/querying/api/#alerts
Result<std::vector<Alert>> alertsFrom(const QByteArray& json);

} // namespace understudy::metrics
