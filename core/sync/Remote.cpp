#include "core/sync/Remote.h"

#include <QJsonDocument>
#include <QUrlQuery>

namespace understudy::sync {

Remote::Remote(Network& network, Account account)
    : m_network(network)
    , m_account(std::move(account)) {}

QUrl Remote::statements() const {
    QUrl url = m_account.endpoint;
    url.setPath(url.path() + QStringLiteral("/statements"));
    return url;
}

void Remote::send(const QByteArray& method, const QUrl& url, const QByteArray& body, Done done) {
    const auto pair = (m_account.user + u':' + m_account.password).toUtf8().toBase64();
    Call call{method,
              url,
              {{"Authorization", "Basic " + pair},
               {"X-Experience-API-Version", m_account.version.toLatin1()},
               {"Accept-Language", "en-US"}},
              body};
    if (!body.isEmpty())
        call.headers.append(qMakePair(QByteArray("Content-Type"), QByteArray("application/json")));
    m_network.send(call,
                   [this, alive = std::weak_ptr(m_alive), done = std::move(done)](const Answer& answer) {
                       if (alive.expired())
                           return;
                       if (heard)
                           heard(answer);
                       done(answer);
                   });
}

void Remote::post(const QByteArray& body, Done done) { send("POST", statements(), body, std::move(done)); }

void Remote::findOne(const QString& statementId, Done done) {
    QUrl url = statements();
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("statementId"), statementId);
    url.setQuery(query);
    send("GET", url, {}, std::move(done));
}

QUrl Remote::ofThisPerson(const QString& more) const {
    const QJsonObject agent{
        {QStringLiteral("account"), QJsonObject{{QStringLiteral("homePage"), m_account.homePage},
                                                {QStringLiteral("name"), m_account.name}}}};
    const auto encoded = QJsonDocument(agent).toJson(QJsonDocument::Compact).toPercentEncoding();
    QUrl url = statements();
    url.setQuery(QStringLiteral("agent=%1&ascending=true&limit=500").arg(QString::fromLatin1(encoded)) +
                 more);
    return url;
}

void Remote::findSince(const QString& since, Done done) {
    const auto encoded = QString::fromLatin1(since.toLatin1().toPercentEncoding());
    send("GET", ofThisPerson(since.isEmpty() ? QString() : QStringLiteral("&since=") + encoded), {},
         std::move(done));
}

void Remote::findIds(Done done) {
    send("GET", ofThisPerson(QStringLiteral("&format=ids")), {}, std::move(done));
}

void Remote::follow(const QString& more, Done done) {
    const QUrl url = m_account.endpoint.resolved(QUrl(more));
    const auto place = QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment;
    if (!url.isValid() || url.adjusted(place) != m_account.endpoint.adjusted(place)) {
        Answer refused;
        refused.status = -1;
        return done(refused);
    }
    send("GET", url, {}, std::move(done));
}

} // namespace understudy::sync
