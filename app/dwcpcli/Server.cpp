#include "app/dwcpcli/Server.h"

#include <QEventLoop>
#include <QNetworkProxy>
#include <QNetworkReply>

namespace understudy::dwcpcli {

Server::Answer Server::ask(const QString& path, const QByteArray& body) {
    m_network.setProxy(QNetworkProxy::NoProxy);
    QNetworkRequest request{QUrl(m_url + path)};
    request.setRawHeader("Authorization", "Bearer " + m_token);
    request.setTransferTimeout(30'000);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    if (!body.isEmpty())
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    QNetworkReply* reply = body.isEmpty() ? m_network.get(request) : m_network.post(request, body);
    QEventLoop loop;
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    Answer answer;
    answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (answer.status == 0)
        answer.why = reply->errorString();
    boost::system::error_code wrong;
    answer.body = boost::json::parse(reply->readAll().toStdString(), wrong);
    if (wrong && answer.status != 0) {
        answer.why = QStringLiteral("the answer is no JSON");
        answer.status = 0;
    }
    reply->deleteLater();
    return answer;
}

} // namespace understudy::dwcpcli
