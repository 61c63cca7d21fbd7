#pragma once

#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslConfiguration>
#include <QTimer>
#include <QUrl>

namespace understudy::tests {

/// What a server said.
struct Reply {
    int status = 0; ///< 0: nobody answered
    QByteArray body;
    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

/// Asks as an xAPI client and waits. @p pair: user:password. @p authority: PEM to trust, for TLS.
inline Reply askServer(const QByteArray& method, const QUrl& url, const QByteArray& pair = {},
                       const QByteArray& body = {}, const QByteArray& authority = {}) {
    QNetworkAccessManager manager; // a fresh connection each time
    QNetworkRequest request(url);
    request.setRawHeader("X-Experience-API-Version", "2.0.0");
    if (!pair.isEmpty())
        request.setRawHeader("Authorization", "Basic " + pair.toBase64());
    if (!body.isEmpty())
        request.setRawHeader("Content-Type", "application/json");
    if (!authority.isEmpty()) {
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates(QSslCertificate::fromData(authority));
        request.setSslConfiguration(tls);
    }
    auto* reply = manager.sendCustomRequest(request, method, body);
    QEventLoop loop;
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(15000, &loop, &QEventLoop::quit);
    loop.exec();
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll()};
}

} // namespace understudy::tests
