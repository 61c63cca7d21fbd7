#include "core/sync/Trial.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace understudy::sync {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("sync", text); }

using Done = std::function<void(const Finding&)>;

QStringList versionsOf(const Answer& about) {
    QStringList versions;
    const auto object = QJsonDocument::fromJson(about.body).object();
    for (const auto& version : object.value(QStringLiteral("version")).toArray())
        versions << version.toString().left(12);
    versions.removeAll(QString());
    return versions;
}

QUrl below(const QUrl& endpoint, const char* path, const QString& query = {}) {
    QUrl url = endpoint;
    url.setPath(url.path() + QLatin1String(path));
    url.setQuery(query);
    return url;
}

/// Whether one of @p versions is of the family of @p wanted: 1.0.3 is served by 1.0.0.
bool speaks(const QStringList& versions, const QString& wanted) {
    for (const QString& version : versions)
        if (version.left(3) == wanted.left(3))
            return true;
    return false;
}

QString foundStatements(const QJsonArray& statements) {
    if (statements.isEmpty())
        return tr("There is no statement yet that this key may see.");
    const auto stored = statements.first().toObject().value(QStringLiteral("stored")).toString();
    return tr("The newest statement there is from %1.").arg(stored.left(10));
}

Finding judge(const Answer& answer, const Account& account, const QStringList& versions) {
    const QString all = versions.join(QStringLiteral(", "));
    if (answer.status == 401)
        return {false, tr("A learning record store answers (xAPI %1), but it does not take this key and "
                          "secret. Copy them again from its settings.")
                           .arg(all)};
    if (answer.status == 403)
        return {false, tr("The record store takes the key, but the key may not read statements. Let it read "
                          "and write in the store's settings: without reading, your computers cannot learn "
                          "from each other.")};
    const auto page = QJsonDocument::fromJson(answer.body).object();
    const Terms terms{account.version.toLatin1(), true};
    if (answer.status != 200 || speakerOf(answer, terms) != Speaker::Store ||
        !page.value(QStringLiteral("statements")).isArray())
        return {false, setbackOf(answer, terms).sentence};
    return {true, tr("It works: a learning record store that speaks xAPI %1 and takes the key. %2")
                      .arg(all, foundStatements(page.value(QStringLiteral("statements")).toArray()))};
}

void askForOne(Network& network, const Account& account, const QStringList& versions, Done done) {
    const auto pair = (account.user + u':' + account.password).toUtf8().toBase64();
    network.send(
        {"GET",
         below(account.endpoint, "/statements", QStringLiteral("limit=1")),
         {{"Authorization", "Basic " + pair}, {"X-Experience-API-Version", account.version.toLatin1()}},
         {}},
        [account, versions, done = std::move(done)](const Answer& answer) {
            done(judge(answer, account, versions));
        });
}

} // namespace

void tryOut(Network& network, const Account& account, Done done) {
    const auto asked = account.version.toLatin1();
    network.send(
        {"GET", below(account.endpoint, "/about"), {{"X-Experience-API-Version", asked}}, {}},
        [&network, account, done = std::move(done)](const Answer& answer) {
            const auto versions = versionsOf(answer);
            if (answer.trouble >= Answer::Trouble::Certificate)
                return done({false, setbackOf(answer).sentence});
            if (answer.status == 0)
                return done({false, tr("Nobody answers at this address. Check it, and the network.") + u' ' +
                                        answer.detail});
            if (answer.status != 200 || versions.isEmpty())
                return done({false, tr("What answers there is no learning record store. The address "
                                       "is the one before \"/statements\"; the store's settings page "
                                       "names it, often as \"endpoint\".")});
            if (!speaks(versions, account.version))
                return done({false, tr("This record store speaks xAPI %1. Choose that version.")
                                        .arg(versions.join(QStringLiteral(", ")))});
            askForOne(network, account, versions, done);
        });
}

} // namespace understudy::sync
