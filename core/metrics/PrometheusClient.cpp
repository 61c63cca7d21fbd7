#include "core/metrics/PrometheusClient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkProxy>
#include <QUrlQuery>

namespace understudy::metrics {

namespace {

QByteArray seconds(qint64 ms) { return QByteArray::number(double(ms) / 1000, 'f', 3); }

QByteArray encoded(const QString& text) { return QUrl::toPercentEncoding(text); }

Result<QStringList> labelValuesFrom(const QByteArray& json) {
    const QJsonValue list = QJsonDocument::fromJson(json)[QLatin1String("data")];
    if (!list.isArray())
        return Error{Errc::BadInput,
                     QStringLiteral("The metrics server did not say which values there are. Choose again, or "
                                    "check the address of the metrics server."),
                     QStringLiteral("no list of label values")};
    QStringList values;
    for (const QJsonValue& value : list.toArray())
        values << value.toString();
    values.sort();
    return values;
}

} // namespace

PrometheusClient::PrometheusClient(QUrl base, QObject* parent)
    : QObject(parent)
    , m_own(std::make_unique<QNetworkAccessManager>())
    , m_network(*m_own)
    , m_base(std::move(base)) {
    m_own->setProxy(QNetworkProxy::NoProxy); // labs live on loopback, and a proxy must not see their tokens
}

PrometheusClient::PrometheusClient(QUrl base, QNetworkAccessManager& network, QObject* parent)
    : QObject(parent)
    , m_network(network)
    , m_base(std::move(base)) {}

PrometheusClient::~PrometheusClient() = default;

Call PrometheusClient::query(const QString& promql, QObject* context, Answered answered,
                             std::optional<Instant> at) {
    QByteArray form = "query=" + encoded(promql);
    if (at)
        form += "&time=" + seconds(at->time_since_epoch().count());
    return post(QStringLiteral("/api/v1/query"), form, context, std::move(answered));
}

Call PrometheusClient::queryRange(const QString& promql, qint64 from, qint64 to, qint64 step,
                                  QObject* context, Answered answered) {
    const QByteArray form = "query=" + encoded(promql) + "&start=" + seconds(from) + "&end=" + seconds(to) +
                            "&step=" + seconds(step);
    return post(QStringLiteral("/api/v1/query_range"), form, context, std::move(answered));
}

Call PrometheusClient::alerts(QObject* context, std::function<void(const Result<std::vector<Alert>>&)> done) {
    return send(QStringLiteral("/api/v1/alerts"), {}, {}, context,
                [done = std::move(done)](const Result<QByteArray>& bytes) {
                    bytes.ok() ? done(alertsFrom(*bytes)) : done(bytes.error());
                });
}

Call PrometheusClient::labelValues(const QString& label, const QString& selector, QObject* context,
                                   std::function<void(const Result<QStringList>&)> done) {
    const QString query =
        selector.isEmpty() ? QString() : QStringLiteral("match[]=") + QString::fromLatin1(encoded(selector));
    return send(QStringLiteral("/api/v1/label/%1/values").arg(QString::fromLatin1(encoded(label))), query, {},
                context, [done = std::move(done)](const Result<QByteArray>& bytes) {
                    bytes.ok() ? done(labelValuesFrom(*bytes)) : done(bytes.error());
                });
}

Call PrometheusClient::post(const QString& path, const QByteArray& form, QObject* context,
                            Answered answered) {
    return send(path, {}, form, context, [answered = std::move(answered)](const Result<QByteArray>& bytes) {
        bytes.ok() ? answered(answerFrom(*bytes)) : answered(bytes.error());
    });
}

Call PrometheusClient::send(const QString& path, const QString& query, const QByteArray& form,
                            QObject* context, Bytes done) {
    QUrl url = m_base;
    QString prefix = url.path();
    while (prefix.endsWith(QLatin1Char('/')))
        prefix.chop(1);
    url.setPath(prefix + path);
    if (!query.isEmpty())
        url.setQuery(query, QUrl::StrictMode);
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      QByteArrayLiteral("application/x-www-form-urlencoded"));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::SameOriginRedirectPolicy);
    if (!m_token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_token);
    const auto body = form.isEmpty() ? std::nullopt : std::optional(form);
    return web::send(m_network, request, body, {m_timeout, m_largest}, context,
                     [this, done = std::move(done)](const web::Ending& ending) { done(read(ending)); });
}

Error PrometheusClient::unreachable(const QString& detail) const {
    static const QString sentence = QStringLiteral("The metrics server does not answer%1. The charts keep "
                                                   "what they have and go on by themselves once it "
                                                   "does. %2");
    if (!m_advice.isEmpty())
        return {Errc::Unreachable, sentence.arg(QString(), m_advice), detail};
    return {Errc::Unreachable,
            m_own ? sentence.arg(QString(), QStringLiteral("Check that the lab runs."))
                  : sentence.arg(QStringLiteral(" at the host"),
                                 QStringLiteral("Check the address in the connection.")),
            detail};
}

Result<QByteArray> PrometheusClient::read(const web::Ending& ending) const {
    switch (ending.kind) {
    case web::Ending::Kind::Answered:
        break;
    case web::Ending::Kind::TimedOut:
        return Error{
            Errc::TimedOut,
            QStringLiteral("The metrics server took too long. The charts keep what they have and ask again. "
                           "If it stays so, ask for a shorter time."),
            ending.detail};
    case web::Ending::Kind::TooLarge:
        return Error{
            Errc::BadInput,
            QStringLiteral("The metrics server sent far more than the chart can show. Ask for fewer series."),
            ending.detail};
    case web::Ending::Kind::Unreachable:
        return unreachable(ending.detail);
    }
    const int status = ending.status;
    if (status < 400)
        return ending.body;
    if (const auto said = answerFrom(ending.body); !said.ok() && said.error().code == Errc::Refused)
        return said.error();
    return Error{
        status == 401 || status == 403 ? Errc::Refused : Errc::Unreachable,
        status == 401 || status == 403
            ? QStringLiteral("The metrics server refused access. ") +
                  (m_advice.isEmpty() ? QStringLiteral("Start the lab again to get a new token.") : m_advice)
            : QStringLiteral("The metrics server has a problem of its own. The charts keep what they have "
                             "and ask again."),
        ending.detail};
}

} // namespace understudy::metrics
