#include "core/metrics/PrometheusClient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QTimer>
#include <QUrlQuery>

namespace understudy::metrics {

namespace {

constexpr auto TooLong = "understudy-too-long";
constexpr auto TooLarge = "understudy-too-large";

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

Call::Call(QNetworkReply* reply)
    : m_reply(reply) {}

bool Call::underway() const { return m_reply && m_reply->isRunning(); }

void Call::cancel() {
    if (!m_reply)
        return;
    QNetworkReply* reply = m_reply;
    m_reply.clear();
    QObject::disconnect(reply, &QNetworkReply::finished, nullptr, nullptr);
    reply->abort();
    reply->deleteLater();
}

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
    QNetworkReply* reply = form.isEmpty() ? m_network.get(request) : m_network.post(request, form);

    // A deadline for the whole answer: Qt's own transfer timeout starts anew with every byte of a slow
    // server.
    auto* deadline = new QTimer(reply);
    deadline->setSingleShot(true);
    connect(deadline, &QTimer::timeout, reply, [reply] {
        reply->setProperty(TooLong, true);
        reply->abort();
    });
    deadline->start(m_timeout);
    connect(reply, &QNetworkReply::downloadProgress, reply,
            [reply, largest = m_largest](qint64 received, qint64) {
                if (received > largest && reply->isRunning()) {
                    reply->setProperty(TooLarge, true);
                    reply->abort();
                }
            });
    connect(reply, &QNetworkReply::finished, context, [this, reply, done = std::move(done)] {
        const Result<QByteArray> result = read(*reply);
        reply->deleteLater();
        done(result);
    });
    connect(context, &QObject::destroyed, reply, [reply] {
        QObject::disconnect(reply, &QNetworkReply::finished, nullptr, nullptr); // abort() would call it
        reply->abort();
        reply->deleteLater();
    });
    return Call(reply);
}

Error PrometheusClient::unreachable(const QNetworkReply& reply) const {
    const QString address =
        reply.url().adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveUserInfo).toString();
    return {Errc::Unreachable,
            m_own ? QStringLiteral(
                        "The metrics server does not answer. The charts keep what they have and go on by "
                        "themselves once it does. Check that the lab runs.")
                  : QStringLiteral(
                        "The metrics server does not answer at the host. The charts keep what they have and "
                        "go on by themselves once it does. Check the address in the connection."),
            address + QStringLiteral(": ") + reply.errorString()};
}

Result<QByteArray> PrometheusClient::read(QNetworkReply& reply) const {
    if (reply.property(TooLong).toBool()) {
        return Error{
            Errc::TimedOut,
            QStringLiteral("The metrics server took too long. The charts keep what they have and ask again. "
                           "If it stays so, ask for a shorter time."),
            QStringLiteral("no whole answer within %1 ms").arg(m_timeout.count())};
    }
    if (reply.property(TooLarge).toBool()) {
        return Error{
            Errc::BadInput,
            QStringLiteral("The metrics server sent far more than the chart can show. Ask for fewer series."),
            QStringLiteral("more than %1 bytes").arg(m_largest)};
    }
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0 || (status < 400 && reply.error() != QNetworkReply::NoError))
        return unreachable(reply);
    const QByteArray body = reply.readAll();
    if (status < 400)
        return body;
    if (const auto said = answerFrom(body); !said.ok() && said.error().code == Errc::Refused)
        return said.error();
    return Error{
        status == 401 || status == 403 ? Errc::Refused : Errc::Unreachable,
        status == 401 || status == 403
            ? QStringLiteral("The metrics server refused access. Start the lab again to get a new token.")
            : QStringLiteral("The metrics server has a problem of its own. The charts keep what they have "
                             "and ask again."),
        QStringLiteral("HTTP status %1").arg(status)};
}

} // namespace understudy::metrics
