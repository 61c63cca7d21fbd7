#include "core/sync/HttpNetwork.h"

#include <QDateTime>
#include <QLocale>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>

namespace understudy::sync {

namespace {

constexpr int silence = 30000;
constexpr qint64 maxAnswer = 64LL * 1024 * 1024;

} // namespace

QByteArray Answer::header(const QByteArray& name) const {
    for (const auto& [key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

std::optional<Instant> momentOf(const QByteArray& httpDate) {
    auto date = QLocale::c().toDateTime(QString::fromLatin1(httpDate),
                                        QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    date.setTimeSpec(Qt::UTC);
    if (!date.isValid())
        return std::nullopt;
    return Instant{std::chrono::milliseconds{date.toMSecsSinceEpoch()}};
}

HttpNetwork::HttpNetwork(const QByteArray& authorityPem)
    : m_authorityPem(authorityPem) {
    m_manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_manager.setTransferTimeout(silence);
}

void HttpNetwork::send(const Call& call, std::function<void(const Answer&)> done) {
    QNetworkRequest request(call.url);
    for (const auto& [name, value] : call.headers)
        request.setRawHeader(name, value);
    // Our own Authorization header is the only secret here: no cookies, no cached or asked-for credentials.
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    if (!m_authorityPem.isEmpty()) {
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.addCaCertificates(QSslCertificate::fromData(m_authorityPem));
        request.setSslConfiguration(tls);
    }
    auto* reply = m_manager.sendCustomRequest(request, call.method, call.body);
    QObject::connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received, qint64) {
        if (received > maxAnswer)
            reply->abort();
    });
    QObject::connect(reply, &QNetworkReply::finished, reply, [reply, done = std::move(done)] {
        Answer answer;
        answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        answer.body = reply->readAll();
        for (const auto& [name, value] : reply->rawHeaderPairs())
            answer.headers.append(qMakePair(name, value));
        // A status that came with half a body is as good as no answer.
        const auto error = reply->error();
        if (error != QNetworkReply::NoError && error < QNetworkReply::ContentAccessDenied) {
            answer.status = 0;
            answer.detail = reply->errorString();
        }
        reply->deleteLater();
        done(answer);
    });
}

} // namespace understudy::sync
