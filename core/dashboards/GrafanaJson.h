#pragma once

#include "core/base/Result.h"
#include "core/dashboards/Dashboard.h"

#include <QByteArray>

namespace understudy::dashboards {

/// Reads a dashboard as Grafana saves and exports it (classic schema), also with the envelope of its API.
/// What cannot be read is refused with a sentence and the place; panels of a kind that is not known stay, as
/// Unknown.
/// https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/
Result<Dashboard> dashboardFrom(const QByteArray& json);
/// The same of a file, at most 8 MiB.
Result<Dashboard> dashboardFromFile(const QString& path);
/// "now-6h", "15m", "30s", "1d" as milliseconds; nothing for other text.
std::optional<qint64> spanFrom(const QString& text);

} // namespace understudy::dashboards
