#include "core/sync/Account.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QJsonDocument>

namespace understudy::sync {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("sync", text); }

bool isThisComputer(const QUrl& url) {
    return url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback();
}

/// Why a server of this address is not talked to, or "".
QString objection(const QUrl& url) {
    if (!url.isValid() || url.host().isEmpty())
        return tr("This is no address of a server. It looks like https://server.example.");
    if (url.scheme() != QLatin1String("https") &&
        !(url.scheme() == QLatin1String("http") && isThisComputer(url)))
        return tr("The address must begin with https://, so that nobody on the way can read along.");
    return {};
}

Error refusedCode(const Answer& answer) {
    const auto detail =
        QJsonDocument::fromJson(answer.body).object().value(QStringLiteral("error")).toString();
    switch (answer.status) {
    case 0:
        return {Errc::Unreachable,
                tr("The server does not answer. Check the address and the network, then try again. The code "
                   "stays good."),
                answer.detail};
    case 403:
        return {Errc::Refused, tr("The server does not take this code. Ask for a new one."), detail};
    case 429:
        return {Errc::Refused, tr("Too many wrong codes were tried. Wait a minute and try again."), detail};
    case 500:
    case 502:
    case 503:
    case 504:
        return {Errc::Unreachable,
                tr("The server is busy or in trouble. Try again in a while. The code stays good."),
                QStringLiteral("HTTP %1 %2").arg(answer.status).arg(detail)};
    default:
        return {
            Errc::BadInput,
            tr("What answers there is no Understudy server. Check the address; perhaps this network wants "
               "you to log in first. The code stays good."),
            QStringLiteral("HTTP %1 %2").arg(answer.status).arg(detail)};
    }
}

} // namespace

QJsonObject toJson(const Account& account) {
    return {{QStringLiteral("endpoint"), account.endpoint.toString()},
            {QStringLiteral("user"), account.user},
            {QStringLiteral("password"), account.password},
            {QStringLiteral("homePage"), account.homePage},
            {QStringLiteral("name"), account.name}};
}

Result<Account> accountFromJson(const QJsonObject& object) {
    const auto text = [&](const char* name) { return object.value(QLatin1String(name)).toString(); };
    Account account{QUrl(text("endpoint")), text("user"), text("password"), text("homePage"), text("name")};
    if (!account.usable() || account.password.isEmpty() || account.homePage.isEmpty())
        return Error{Errc::BadInput, tr("The saved account is not complete. Enroll this device again."), {}};
    return account;
}

void enroll(Network& network, const QUrl& server, const QString& code, const QString& deviceId,
            const QString& deviceName, std::function<void(Result<Account>)> done) {
    if (const auto wrong = objection(server); !wrong.isEmpty())
        return done(Error{Errc::BadInput, wrong, server.toString()});
    QUrl root =
        server.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    Call call{"POST", root, {{"Content-Type", "application/json"}}, {}};
    call.url.setPath(QStringLiteral("/understudy/v1/enroll"));
    call.body = QJsonDocument(QJsonObject{{QStringLiteral("code"), code.trimmed()},
                                          {QStringLiteral("device"), deviceId},
                                          {QStringLiteral("name"), deviceName.left(60)}})
                    .toJson(QJsonDocument::Compact);
    network.send(call, [root, done = std::move(done)](const Answer& answer) {
        if (answer.status != 200)
            return done(refusedCode(answer));
        const auto reply = QJsonDocument::fromJson(answer.body).object();
        const auto who =
            reply.value(QStringLiteral("actor")).toObject().value(QStringLiteral("account")).toObject();
        Account account;
        // Where we asked is where we go on: the reply cannot send the password elsewhere.
        account.endpoint = root;
        account.endpoint.setPath(QStringLiteral("/xapi"));
        account.user = reply.value(QStringLiteral("user")).toString();
        account.password = reply.value(QStringLiteral("password")).toString();
        account.homePage = who.value(QStringLiteral("homePage")).toString();
        account.name = who.value(QStringLiteral("name")).toString();
        auto checked = accountFromJson(toJson(account));
        done(checked ? std::move(checked) : Result<Account>(refusedCode(answer)));
    });
}

} // namespace understudy::sync
