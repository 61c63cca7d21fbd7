#include "core/company/AlertmanagerClient.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace understudy::company {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("company", text); }

Error nonsense(const QString& detail) {
    return {Errc::BadInput,
            tr("Something answers in the place of Alertmanager, but not as Alertmanager does. Check its "
               "address in the profile."),
            detail};
}

} // namespace

AlertmanagerClient::AlertmanagerClient(QUrl base, QNetworkAccessManager& network)
    : m_network(network)
    , m_base(std::move(base)) {}

web::Call AlertmanagerClient::alerts(QObject* context, Done done) {
    const QNetworkRequest request(
        QUrl(m_base.toString(QUrl::FullyEncoded | QUrl::StripTrailingSlash) +
                 QStringLiteral("/api/v2/alerts?active=true&silenced=false&inhibited=false"),
             QUrl::StrictMode));
    return web::send(
        m_network, request, {}, m_bounds, context, [done = std::move(done)](const web::Ending& ending) {
            if (ending.kind != web::Ending::Kind::Answered)
                return done(Error{Errc::Unreachable,
                                  tr("Alertmanager does not answer, so alerts are not known. Check its "
                                     "address in the profile, and that it runs."),
                                  ending.detail});
            if (ending.status == 401 || ending.status == 403)
                return done(Error{Errc::Refused,
                                  tr("Alertmanager wants a login, which is not supported. Ask for an address "
                                     "that answers without one, such as one on the host."),
                                  ending.detail});
            if (ending.status != 200)
                return done(nonsense(QStringLiteral("HTTP status %1").arg(ending.status)));
            done(activeAlertsFrom(ending.body));
        });
}

Result<std::vector<metrics::Alert>> activeAlertsFrom(const QByteArray& json) {
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isArray())
        return nonsense(QStringLiteral("no list of alerts"));
    std::vector<metrics::Alert> alerts;
    for (const QJsonValue& item : document.array()) {
        std::optional<metrics::Alert> alert = metrics::alertFrom(item, QLatin1String("startsAt"));
        if (!alert)
            return nonsense(QStringLiteral("an alert without a name or a time"));
        if (item[QLatin1String("status")][QLatin1String("state")].toString() != QLatin1String("active"))
            continue; // silenced, though we did not ask for those
        alerts.push_back(std::move(*alert));
    }
    std::stable_sort(alerts.begin(), alerts.end(),
                     [](const auto& a, const auto& b) { return a.since < b.since; });
    return alerts;
}

} // namespace understudy::company
