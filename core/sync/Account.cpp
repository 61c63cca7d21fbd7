#include "core/sync/Account.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QJsonDocument>

namespace understudy::sync {

namespace {

constexpr int longestName = 200;

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

/// Why nobody answered the question for an account.
Error unreached(const Answer& answer) {
    switch (answer.trouble) {
    case Answer::Trouble::Certificate:
        return {Errc::Unreachable,
                tr("The server's certificate is not one that this laptop trusts, so the code was not sent. "
                   "Check the address. If your company has an authority of its own, choose its file below, "
                   "under Network, Certificate authority. The code stays good."),
                answer.detail};
    case Answer::Trouble::CertificateDate:
        return {Errc::Unreachable,
                tr("The server's certificate is not good on the day that this computer's clock shows, so "
                   "the code was not sent. Look at this computer's date and time, and set them right. If "
                   "they are, tell your coordinator. The code stays good."),
                answer.detail};
    case Answer::Trouble::NoCertificate:
        return {Errc::Unreachable,
                tr("What answers shows no certificate at all, so the code was not sent. Check the address; "
                   "perhaps this network wants you to log in first: open any page in a browser to do that. "
                   "The code stays good."),
                answer.detail};
    case Answer::Trouble::ProxyLogin:
        return {Errc::Unreachable,
                tr("The proxy of this network wants a user name and a password. Type them below, under "
                   "Network, then try again. The code stays good."),
                answer.detail};
    case Answer::Trouble::Proxy:
        return {Errc::Unreachable,
                tr("The proxy of this network does not answer, or lets nothing through. Check its address "
                   "below, under Network, then try again. The code stays good."),
                answer.detail};
    case Answer::Trouble::None:
        break;
    }
    return {Errc::Unreachable,
            tr("The server does not answer. Check the address and the network, then try again. The code "
               "stays good."),
            answer.detail};
}

Error refusedCode(const Answer& answer) {
    const auto detail =
        QJsonDocument::fromJson(answer.body).object().value(QStringLiteral("error")).toString();
    const QString told = QStringLiteral("HTTP %1 %2").arg(QString::number(answer.status), detail);
    // A firewall says 403 as well, but not in the words of a server of ours.
    if (answer.status == 403 && !detail.isEmpty())
        return {Errc::Refused,
                tr("The server does not take this code: it is mistyped, was used already or is too old. "
                   "Compare it with the one you got, or ask your coordinator for a new one."),
                detail};
    switch (answer.status) {
    case 0:
        return unreached(answer);
    case 429:
        return {Errc::Refused, tr("Too many wrong codes were tried. Wait a minute and try again."), detail};
    case 500:
    case 502:
    case 503:
    case 504:
        return {Errc::Unreachable,
                tr("The server is busy or in trouble. Try again in a while. The code stays good."), told};
    default:
        return {
            Errc::BadInput,
            tr("What answers there is no Understudy server. Check the address; perhaps this network wants "
               "you to log in first. The code stays good."),
            told};
    }
}

/// Servers of before tell none, and one that makes no sense is none.
Plan planIn(const QJsonObject& reply) {
    const Plan plan{reply.value(QStringLiteral("track")).toString(),
                    QDate::fromString(reply.value(QStringLiteral("start")).toString(), Qt::ISODate)};
    return plan.track.isEmpty() || plan.track.size() > longestName || !plan.start.isValid() ? Plan() : plan;
}

QString trimmedPath(QString path) {
    while (path.endsWith(u'/'))
        path.chop(1);
    if (path.endsWith(QLatin1String("/statements")))
        path.chop(11);
    return path;
}

} // namespace

QUrl addressOf(const QString& typed) {
    const QString place = typed.trimmed();
    if (place.isEmpty() || place.contains(QLatin1String("://")))
        return QUrl(place, QUrl::StrictMode);
    const QUrl here(QStringLiteral("http://") + place, QUrl::StrictMode);
    return isThisComputer(here) ? here : QUrl(QStringLiteral("https://") + place, QUrl::StrictMode);
}

QJsonObject toJson(const Account& account) {
    return {{QStringLiteral("endpoint"), account.endpoint.toString()},
            {QStringLiteral("user"), account.user},
            {QStringLiteral("password"), account.password},
            {QStringLiteral("homePage"), account.homePage},
            {QStringLiteral("name"), account.name},
            {QStringLiteral("version"), account.version},
            {QStringLiteral("byKey"), account.byKey},
            {QStringLiteral("oldIds"), account.oldIds},
            {QStringLiteral("person"), account.person}};
}

Result<Account> accountFromJson(const QJsonObject& object) {
    const auto text = [&](const char* name) { return object.value(QLatin1String(name)).toString(); };
    Account account{QUrl(text("endpoint")), text("user"), text("password"), text("homePage"), text("name")};
    account.version = object.value(QLatin1String("version")).toString(account.version);
    account.byKey = object.value(QLatin1String("byKey")).toBool();
    account.oldIds = object.value(QLatin1String("oldIds")).toBool();
    account.person = text("person").simplified().left(longestName);
    if (!account.usable() || account.password.isEmpty() || account.homePage.isEmpty())
        return Error{Errc::BadInput, tr("The saved account is not complete. Enroll this device again."), {}};
    return account;
}

Result<Account> accountAt(const StoreTerms& typed) {
    QUrl url =
        addressOf(typed.endpoint).adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    if (const auto wrong = objection(url); !wrong.isEmpty())
        return Error{Errc::BadInput, wrong, typed.endpoint};
    if (typed.key.trimmed().isEmpty() || typed.secret.isEmpty())
        return Error{Errc::BadInput, tr("Type the key and the secret that the record store gave out."), {}};
    if (typed.name.trimmed().isEmpty())
        return Error{Errc::BadInput,
                     tr("Type the name under which your company knows you there, your staff number perhaps: "
                        "the same on each of your computers."),
                     {}};
    url.setPath(trimmedPath(url.path()));
    Account account{url, typed.key.trimmed(), typed.secret, {}, typed.name.trimmed()};
    account.homePage = url.adjusted(QUrl::RemovePath).toString();
    account.version = typed.version;
    account.byKey = true;
    account.oldIds = typed.oldIds;
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
        account.person = reply.value(QStringLiteral("name")).toString();
        auto checked = accountFromJson(toJson(account));
        if (checked)
            checked->plan = planIn(reply);
        done(checked ? std::move(checked) : Result<Account>(refusedCode(answer)));
    });
}

} // namespace understudy::sync
