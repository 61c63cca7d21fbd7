#include "core/metrics/Alert.h"

#include "core/base/Clock.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace understudy::metrics {

namespace {

Error nonsense(const QString& detail) {
    return {Errc::BadInput,
            QStringLiteral("The metrics server answers, but its list of alerts is not in a form this program "
                           "understands. Check the address of the metrics server."),
            detail};
}

} // namespace

std::optional<Alert> alertFrom(const QJsonValue& item, QLatin1String time) {
    Alert alert;
    const QJsonObject labels = item[QLatin1String("labels")].toObject();
    for (auto it = labels.begin(); it != labels.end(); ++it)
        alert.labels[it.key()] = it.value().toString();
    alert.name = labels[QLatin1String("alertname")].toString();
    alert.severity = labels[QLatin1String("severity")].toString();
    const QJsonValue words = item[QLatin1String("annotations")];
    alert.summary = words[QLatin1String("summary")].toString(words[QLatin1String("description")].toString());
    const auto since = fromIso(item[time].toString());
    if (alert.name.isEmpty() || !since)
        return std::nullopt;
    alert.since = since->time_since_epoch().count();
    return alert;
}

Result<std::vector<Alert>> alertsFrom(const QByteArray& json) {
    const QJsonValue list = QJsonDocument::fromJson(
        json)[QLatin1String("data")][QLatin1String("alerts")]; // what is no object has no members
    if (!list.isArray())
        return nonsense(QStringLiteral("no list of alerts"));
    std::vector<Alert> alerts;
    for (const QJsonValue& item : list.toArray()) {
        const QString state = item[QLatin1String("state")].toString();
        std::optional<Alert> read = alertFrom(item, QLatin1String("activeAt"));
        if (!read)
            return nonsense(QStringLiteral("an alert without a name or a time"));
        if (state != QLatin1String("pending") && state != QLatin1String("firing"))
            return nonsense(QStringLiteral("the state \"%1\" of %2").arg(state.left(40), read->name));
        read->state = state == QLatin1String("firing") ? Alert::State::Firing : Alert::State::Pending;
        alerts.push_back(std::move(*read));
    }
    std::stable_sort(alerts.begin(), alerts.end(),
                     [](const Alert& a, const Alert& b) { return a.since < b.since; });
    return alerts;
}

} // namespace understudy::metrics
