#include "core/web/BoundedRequest.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

namespace understudy::web {

namespace {

constexpr auto TooLong = "understudy-too-long";
constexpr auto TooLarge = "understudy-too-large";

/// Aborting would call whoever waits for the end.
void drop(QNetworkReply* reply) {
    QObject::disconnect(reply, &QNetworkReply::finished, nullptr, nullptr);
    reply->abort();
    reply->deleteLater();
}

void bind(QNetworkReply* reply, Bounds bounds) {
    // A deadline for the whole answer: Qt's own transfer timeout starts anew with every byte of a slow
    // server.
    auto* deadline = new QTimer(reply);
    deadline->setSingleShot(true);
    QObject::connect(deadline, &QTimer::timeout, reply, [reply] {
        reply->setProperty(TooLong, true);
        reply->abort();
    });
    deadline->start(bounds.time);
    QObject::connect(reply, &QNetworkReply::downloadProgress, reply,
                     [reply, most = bounds.bytes](qint64 received, qint64) {
                         if (received > most && reply->isRunning()) {
                             reply->setProperty(TooLarge, true);
                             reply->abort();
                         }
                     });
}

Ending endingOf(QNetworkReply& reply, Bounds bounds) {
    Ending ending;
    ending.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString address =
        reply.url().adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveUserInfo).toString();
    if (reply.property(TooLong).toBool()) {
        ending.kind = Ending::Kind::TimedOut;
        ending.detail =
            QStringLiteral("%1: no whole answer within %2 ms").arg(address).arg(bounds.time.count());
    } else if (reply.property(TooLarge).toBool() || reply.bytesAvailable() > bounds.bytes) {
        ending.kind = Ending::Kind::TooLarge;
        ending.detail = QStringLiteral("%1: more than %2 bytes").arg(address).arg(bounds.bytes);
    } else if (ending.status == 0 || (ending.status < 400 && reply.error() != QNetworkReply::NoError)) {
        ending.detail = address + QStringLiteral(": ") + reply.errorString();
    } else {
        ending.kind = Ending::Kind::Answered;
        ending.body = reply.readAll();
        ending.detail = QStringLiteral("HTTP status %1").arg(ending.status);
    }
    return ending;
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
    drop(reply);
}

Call send(QNetworkAccessManager& network, const QNetworkRequest& request,
          const std::optional<QByteArray>& body, Bounds bounds, QObject* context,
          std::function<void(const Ending&)> done) {
    QNetworkReply* reply = body ? network.post(request, *body) : network.get(request);
    bind(reply, bounds);
    QObject::connect(reply, &QNetworkReply::finished, context, [reply, bounds, done = std::move(done)] {
        const Ending ending = endingOf(*reply, bounds);
        reply->deleteLater();
        done(ending);
    });
    QObject::connect(context, &QObject::destroyed, reply, [reply] { drop(reply); });
    return Call(reply);
}

} // namespace understudy::web
