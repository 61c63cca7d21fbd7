#include "core/sync/Setback.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

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

/// "1.0" of "1.0.3" and of "1.0"; "" of what is no version that there is.
QByteArray familyOf(const QByteArray& version) {
    const QByteArray trimmed = version.trimmed();
    for (const char* family : {"1.0", "2.0"})
        if (trimmed == family || trimmed.startsWith(QByteArray(family) + '.'))
            return family;
    return {};
}

/// Why nobody answered.
QString unreached(Answer::Trouble trouble) {
    switch (trouble) {
    case Answer::Trouble::ProxyLogin:
        return tr("The proxy of this network wants a user name and a password. Type them in the settings, "
                  "under Network. Everything is kept here.");
    case Answer::Trouble::Proxy:
        return tr(
            "The proxy of this network does not answer, or lets nothing through. Check its address in the "
            "settings, under Network. Everything is kept here and sent later.");
    case Answer::Trouble::Certificate:
        return tr("The server's certificate is not one that this laptop trusts, so nothing was sent: "
                  "somebody might read along. Everything is kept here. If your company has an authority of "
                  "its own, choose its file in the settings, under Network, Certificate authority; else tell "
                  "the one who runs the server.");
    case Answer::Trouble::CertificateDate:
        return tr("The server's certificate is not good on the day that this computer's clock shows, so "
                  "nothing was sent. Look at this computer's date and time, and set them right. If they "
                  "are, tell the one who runs the server. Everything is kept here.");
    case Answer::Trouble::NoCertificate:
        return tr("What answers shows no certificate at all, so nothing was sent; perhaps this network "
                  "wants you to log in first. Open any page in a browser to do that. Everything is kept "
                  "here and sent later.");
    case Answer::Trouble::None:
        break;
    }
    return tr("Your work is saved on this laptop and is sent when the training server answers.");
}

QString refusal(int status, bool byKey) {
    if (byKey && status == 403)
        return tr("The record store knows this key, but does not let it write. Everything is kept here. Ask "
                  "the one who runs the store.");
    if (byKey)
        return tr("The record store does not take this key and secret. Everything is kept here. Type them "
                  "again in the settings.");
    return status == 401 ? tr("The server does not know this device any more. Everything is kept here. "
                              "Enroll again with a new code.")
                         : tr("The server does not let this device write. Everything is kept here. Ask the "
                              "one who runs the server.");
}

/// Of whoever it was that sent a status we can do nothing with.
QString strange(int status) {
    switch (status) {
    case 403:
        return tr(
            "Something on the way does not let this laptop reach the server, perhaps a firewall of this "
            "network. Everything is kept here and sent later. If it stays so, try another network.");
    case 407:
        return unreached(Answer::Trouble::ProxyLogin);
    case 413:
        return tr("Something on the way lets nothing through from this laptop, however small. Everything is "
                  "kept here and sent again later. If it stays so, try another network.");
    case 502:
    case 504:
        return tr("Something on the way says that it cannot reach the server. Everything is kept here and "
                  "sent again later. If it stays so, try another network.");
    default:
        return tr("What answers is not the training server; perhaps this network wants you to log in first. "
                  "Open any page in a browser to do that. Everything is kept here and sent later.");
    }
}

} // namespace

Speaker speakerOf(const Answer& answer, const Terms& terms) {
    const QByteArray family = familyOf(answer.header("X-Experience-API-Version"));
    if (family.isEmpty())
        return Speaker::Stranger;
    return family == familyOf(terms.version) ? Speaker::Store : Speaker::OtherVersion;
}

Setback setbackOf(const Answer& answer, const Terms& terms) {
    Setback setback;
    setback.retryAfterSeconds = retryAfter(answer);
    const Speaker speaker = speakerOf(answer, terms);
    const bool later = answer.status >= 500 || answer.status == 429 || answer.status == 408;
    // A gateway asks for a login of its own, too: of that, the trainee's enrollment knows nothing.
    const bool refused = speaker == Speaker::Stranger ? answer.status == 401 && terms.byKey
                                                      : answer.status == 401 || answer.status == 403;
    if (answer.status == 0) {
        setback.sentence = unreached(answer.trouble);
    } else if (refused) {
        setback.kind = answer.status == 403 ? Setback::Kind::Forbidden : Setback::Kind::Refused;
        setback.sentence = refusal(answer.status, terms.byKey);
    } else if (speaker == Speaker::OtherVersion && !later) {
        const QString words =
            terms.byKey ? tr("The record store speaks xAPI %1, not %2. Choose the other version in the "
                             "settings. Everything is kept here.")
                        : tr("What answers speaks xAPI %1, not %2, so it is not the server that this laptop "
                             "was enrolled at, or another version of it. Everything is kept here. Tell the "
                             "one who runs the server.");
        setback.sentence = words.arg(QString::fromLatin1(answer.header("X-Experience-API-Version").left(12)),
                                     QString::fromLatin1(terms.version));
    } else if (later && answer.status != 511 &&
               (speaker != Speaker::Stranger || (answer.status != 502 && answer.status != 504))) {
        setback.sentence =
            tr("The server is busy or in trouble. Everything is kept here and sent again later.");
    } else if (speaker == Speaker::Store && answer.status >= 400 && answer.status < 500) {
        setback.sentence = tr("The server answers, but it does not understand what this laptop asks for. "
                              "Everything is kept here and tried again later. If it stays so, tell the one "
                              "who runs the server.");
    } else {
        setback.sentence = strange(answer.status);
    }
    return setback;
}

Setback endlessList() {
    return {Setback::Kind::TryLater,
            tr("The server's list of your work comes to no end, so what you did on other computers may be "
               "missing here. What you do here is sent. If it stays so, tell the one who runs the server."),
            0};
}

QString wordsOf(const Answer& answer) {
    const auto words =
        QJsonDocument::fromJson(answer.body).object().value(QStringLiteral("error")).toString();
    return (words.isEmpty() ? QString::fromUtf8(answer.body) : words).left(500).simplified();
}

} // namespace understudy::sync
