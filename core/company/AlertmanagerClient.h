#pragma once

#include "core/metrics/Alert.h"
#include "core/web/BoundedRequest.h"

#include <QNetworkAccessManager>
#include <QUrl>

#include <vector>

namespace understudy::company {

/// Reads the alerts of an Alertmanager: those that fire and are not silenced.
class AlertmanagerClient final {
public:
    using Done = std::function<void(const Result<std::vector<metrics::Alert>>&)>;

    /// @p base without /api/v2; a path prefix is kept. @p network outlives the client.
    AlertmanagerClient(QUrl base, QNetworkAccessManager& network);

    void setBounds(web::Bounds bounds) { m_bounds = bounds; }
    web::Call alerts(QObject* context, Done done);

private:
    QNetworkAccessManager& m_network;
    QUrl m_base;
    web::Bounds m_bounds;
};

/// Reads the JSON of /api/v2/alerts; refused whole when an alert is not as it should be.
/// https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
Result<std::vector<metrics::Alert>> activeAlertsFrom(const QByteArray& json);

} // namespace understudy::company
