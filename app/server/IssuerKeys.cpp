#include "app/server/IssuerKeys.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslConfiguration>
#include <QUrl>

namespace understudy::server {

namespace {

constexpr qint64 largest = 1024 * 1024;

QString tr(const char* text) { return QCoreApplication::translate("server", text); }

bool isAddress(const QString& place) { return place.contains(QLatin1String("://")); }

Result<std::string> fromFile(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return Error{Errc::NotFound, tr("The file %1 cannot be read.").arg(name), file.errorString()};
    return file.read(largest).toStdString();
}

/// Where nobody on the way can read along, or is on the way.
bool isSafe(const QUrl& url) {
    const auto host = url.host();
    return url.scheme() == QLatin1String("https") ||
           (url.scheme() == QLatin1String("http") &&
            (host == QLatin1String("127.0.0.1") || host == QLatin1String("localhost") ||
             host == QLatin1String("::1")));
}

Result<std::string> fromAddress(const QString& address, const QList<QSslCertificate>& authority) {
    QNetworkAccessManager manager;
    manager.setTransferTimeout(10000);
    QNetworkRequest request{QUrl(address)};
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::NoLessSafeRedirectPolicy);
    if (!authority.isEmpty()) {
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates(authority);
        request.setSslConfiguration(tls);
    }
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    QObject::connect(reply.get(), &QNetworkReply::downloadProgress, reply.get(), [&](qint64 received) {
        if (received > largest)
            reply->abort();
    });
    if (!reply->isFinished())
        loop.exec();
    if (reply->error() != QNetworkReply::NoError)
        return Error{Errc::Unreachable, tr("The keys of the issuer cannot be fetched from %1.").arg(address),
                     reply->errorString()};
    return reply->readAll().toStdString();
}

} // namespace

IssuerKeys::IssuerKeys(QString place, Threads& threads, Post post)
    : m_place(std::move(place))
    , m_post(std::move(post))
    , m_backstage(threads, 1) {}

Result<std::unique_ptr<IssuerKeys>> IssuerKeys::open(const QString& place, const QString& authority,
                                                     Threads& threads, Post post) {
    if (isAddress(place) && !isSafe(QUrl(place)))
        return Error{Errc::Refused, tr("--oidc-jwks is a file or an https address."), {}};
    std::unique_ptr<IssuerKeys> keys(new IssuerKeys(place, threads, std::move(post)));
    if (authority.isEmpty())
        return keys;
    QFile file(authority);
    if (file.open(QIODevice::ReadOnly))
        keys->m_authority = QSslCertificate::fromData(file.read(largest));
    if (keys->m_authority.isEmpty())
        return Error{Errc::Refused,
                     tr("There is no certificate in the file %1 of --oidc-authority.").arg(authority),
                     file.errorString()};
    return keys;
}

void IssuerKeys::read(std::function<void(const Result<std::string>&)> done) {
    if (!isAddress(m_place))
        return done(fromFile(m_place));
    const bool taken = m_backstage.take([place = m_place, authority = m_authority, post = m_post, done] {
        post([done, text = fromAddress(place, authority)] { done(text); });
    });
    if (!taken)
        m_post([done] { done(Error{Errc::Busy, tr("The keys are being read already."), {}}); });
}

} // namespace understudy::server
