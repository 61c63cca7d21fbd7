#include "core/sync/HttpNetwork.h"

#include <QDateTime>
#include <QHostAddress>
#include <QLocale>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QSslError>
#include <QTimer>

#include <algorithm>
#include <memory>

namespace understudy::sync {

namespace {

constexpr int silence = 30000;
constexpr qint64 maxAnswer = 64LL * 1024 * 1024;

/// Answers for each request which way it goes.
class Ways final : public QNetworkProxyFactory {
public:
    explicit Ways(Proxy proxy)
        : m_proxy(std::move(proxy)) {}
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override {
        const QString host = query.peerHostName();
        const bool here = host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
        if (here || m_proxy.kind == Proxy::Kind::None)
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        if (m_proxy.kind == Proxy::Kind::System)
            return systemProxyForQuery(query);
        return {QNetworkProxy(QNetworkProxy::HttpProxy, m_proxy.host, m_proxy.port, m_proxy.user,
                              m_proxy.password)};
    }

private:
    Proxy m_proxy;
};

/// Of a handshake that failed, by what was wrong with the certificate.
Answer::Trouble troubleOf(const QList<QSslError>& errors) {
    if (errors.isEmpty())
        return Answer::Trouble::NoCertificate;
    const bool onlyDates = std::all_of(errors.begin(), errors.end(), [](const QSslError& error) {
        return error.error() == QSslError::CertificateExpired ||
               error.error() == QSslError::CertificateNotYetValid;
    });
    return onlyDates ? Answer::Trouble::CertificateDate : Answer::Trouble::Certificate;
}

/// What is known of a way besides what the reply says.
struct Way {
    bool byProxy = false; ///< then what is not known more closely is the proxy's, too
    QList<QSslError> errors;
};

Answer::Trouble troubleOf(QNetworkReply::NetworkError error, const Way& way) {
    switch (error) {
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return Answer::Trouble::ProxyLogin;
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::UnknownProxyError:
        return Answer::Trouble::Proxy;
    case QNetworkReply::SslHandshakeFailedError:
        return troubleOf(way.errors);
    case QNetworkReply::UnknownNetworkError:
        return way.byProxy ? Answer::Trouble::Proxy : Answer::Trouble::None;
    default:
        return Answer::Trouble::None;
    }
}

Answer read(QNetworkReply& reply, const Way& way) {
    Answer answer;
    answer.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.body = reply.readAll();
    for (const auto& [name, value] : reply.rawHeaderPairs())
        answer.headers.append(qMakePair(name, value));
    // A status that came with half a body is as good as no answer.
    const auto error = reply.error();
    if (error != QNetworkReply::NoError && error < QNetworkReply::ContentAccessDenied) {
        answer.status = 0;
        answer.detail = reply.errorString();
        answer.trouble = troubleOf(error, way);
    }
    return answer;
}

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
    : m_authority(QSslCertificate::fromData(authorityPem)) {
    m_manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_manager.setTransferTimeout(silence);
    setProxy({});
}

void HttpNetwork::setProxy(const Proxy& proxy) {
    m_manager.setProxyFactory(new Ways(proxy)); // which belongs to it
    m_manager.clearAccessCache();
}

void HttpNetwork::setAuthority(const QByteArray& pem) {
    m_authority = QSslCertificate::fromData(pem);
    m_manager.clearConnectionCache(); // a connection that is open was proved by the others
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
    if (!m_authority.isEmpty()) {
        auto tls = QSslConfiguration::defaultConfiguration();
        tls.addCaCertificates(m_authority);
        request.setSslConfiguration(tls);
    }
    auto* reply = m_manager.sendCustomRequest(request, call.method, call.body);
    QObject::connect(reply, &QNetworkReply::downloadProgress, reply, [reply](qint64 received, qint64) {
        if (received > maxAnswer)
            reply->abort();
    });
    // A server that says a little now and then is never silent.
    QTimer::singleShot(m_longest, reply, [reply] { reply->abort(); });
    const auto ways = m_manager.proxyFactory()->queryProxy(QNetworkProxyQuery(call.url));
    const auto way = std::make_shared<Way>();
    way->byProxy = !ways.isEmpty() && ways.first().type() != QNetworkProxy::NoProxy;
    QObject::connect(reply, &QNetworkReply::sslErrors, reply,
                     [way](const QList<QSslError>& errors) { way->errors = errors; });
    QObject::connect(reply, &QNetworkReply::finished, reply, [reply, way, done = std::move(done)] {
        const Answer answer = read(*reply, *way);
        reply->deleteLater();
        done(answer);
    });
}

} // namespace understudy::sync
