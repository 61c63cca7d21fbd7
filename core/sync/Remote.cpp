#include "core/sync/Remote.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>
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
    const auto when =
        QLocale::c().toDateTime(QString::fromLatin1(text), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    const auto from = QLocale::c().toDateTime(QString::fromLatin1(answer.header("Date")),
                                              QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    // Both by the server's clock: ours may be wrong.
    return when.isValid() && from.isValid() ? static_cast<int>(std::clamp<qint64>(from.secsTo(when), 0, 3600))
                                            : 0;
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
    m_network.send(call, [alive = std::weak_ptr(m_alive), done = std::move(done)](const Answer& answer) {
        if (!alive.expired())
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

void Remote::findSince(const QString& since, Done done) {
    const QJsonObject agent{
        {QStringLiteral("account"), QJsonObject{{QStringLiteral("homePage"), m_account.homePage},
                                                {QStringLiteral("name"), m_account.name}}}};
    const auto encoded = [](const QByteArray& text) { return QString::fromLatin1(text.toPercentEncoding()); };
    QString query = QStringLiteral("agent=%1&ascending=true&limit=500")
                        .arg(encoded(QJsonDocument(agent).toJson(QJsonDocument::Compact)));
    if (!since.isEmpty())
        query += QStringLiteral("&since=") + encoded(since.toLatin1());
    QUrl url = statements();
    url.setQuery(query);
    send("GET", url, {}, std::move(done));
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
        setback.sentence = tr("The server does not answer. Everything is kept here and sent when it does.");
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
