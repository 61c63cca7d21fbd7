#include "core/sync/Remote.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QUrlQuery>

#include <algorithm>

namespace understudy::sync {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("sync", text); }

int retryAfter(const Answer& answer) {
    const auto text = answer.header("Retry-After").trimmed();
    bool number = false;
    const int seconds = text.toInt(&number);
    if (number)
        return std::clamp(seconds, 0, 3600);
    // Both by the server's clock: ours may be wrong.
    const auto when = momentOf(text);
    const auto from = momentOf(answer.header("Date"));
    if (!when || !from)
        return 0;
    return static_cast<int>(std::clamp<qint64>((*when - *from) / std::chrono::seconds(1), 0, 3600));
}

} // namespace

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
               {"X-Experience-API-Version", "1.0.3"},
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

Setback setbackOf(const Answer& answer) {
    Setback setback;
    setback.retryAfterSeconds = retryAfter(answer);
    if (answer.status == 401 || answer.status == 403) {
        setback.kind = Setback::Kind::Refused;
        setback.sentence =
            answer.status == 401
                ? tr("The server does not know this device any more. Everything is kept here. Enroll "
                     "again with a new code.")
                : tr("The server does not let this device write. Everything is kept here. Ask the one "
                     "who runs the server.");
    } else if (answer.status == 0) {
        setback.sentence =
            tr("Your work is saved on this laptop and is sent when the training server answers.");
    } else if (answer.status >= 500 || answer.status == 429 || answer.status == 408) {
        setback.sentence =
            tr("The server is busy or in trouble. Everything is kept here and sent again later.");
    } else {
        setback.sentence =
            tr("What answers is not the progress server; perhaps this network wants you to log in "
               "first. Everything is kept here and sent later.");
    }
    return setback;
}

QString wordsOf(const Answer& answer) {
    const auto words =
        QJsonDocument::fromJson(answer.body).object().value(QStringLiteral("error")).toString();
    return (words.isEmpty() ? QString::fromUtf8(answer.body) : words).left(500).simplified();
}

} // namespace understudy::sync
