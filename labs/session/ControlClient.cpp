#include "labs/session/ControlClient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkProxy>

namespace understudy::session {

namespace {

constexpr qint64 LargestAnswer = 8 * 1024 * 1024;
constexpr std::chrono::seconds longMove{60}; // a week is skipped, or a day played again

Error nonsense(const QString& detail) {
    return {Errc::BadInput,
            QStringLiteral(
                "The lab answers, but not in a way this program understands. Your steps are kept. End the "
                "lab and start it again."),
            detail};
}

qint64 timeOf(const QJsonValue& text) {
    const auto when = fromIso(text.toString());
    return when ? when->time_since_epoch().count() : 0;
}

ControlClient::Done<QByteArray> asObject(ControlClient::Done<QJsonObject> done) {
    return [done = std::move(done)](const Result<QByteArray>& bytes) {
        if (!bytes.ok())
            return done(bytes.error());
        const QJsonDocument document = QJsonDocument::fromJson(*bytes);
        document.isObject() ? done(document.object()) : done(nonsense(QStringLiteral("not a JSON object")));
    };
}

} // namespace

Result<std::vector<JournalEntry>> entriesFrom(const QByteArray& json) {
    const QJsonValue list = QJsonDocument::fromJson(json).object()[QLatin1String("entries")];
    if (!list.isArray())
        return nonsense(QStringLiteral("no list of entries"));
    std::vector<JournalEntry> entries;
    for (const QJsonValue& item : list.toArray()) {
        if (!item.isObject() || !item[QLatin1String("n")].isDouble())
            return nonsense(QStringLiteral("an entry without a number"));
        entries.push_back({item[QLatin1String("n")].toInteger(), item[QLatin1String("via")].toString(),
                           item[QLatin1String("verb")].toString(), item[QLatin1String("resource")].toString(),
                           item[QLatin1String("namespace")].toString(),
                           item[QLatin1String("name")].toString(),
                           timeOf(item[QLatin1String("virtualTime")])});
    }
    return entries;
}

Result<std::vector<ShellAsk>> asksFrom(const QByteArray& json) {
    const QJsonValue list = QJsonDocument::fromJson(json).object()[QLatin1String("asks")];
    if (!list.isArray())
        return nonsense(QStringLiteral("no list of asks"));
    std::vector<ShellAsk> asks;
    for (const QJsonValue& item : list.toArray()) {
        if (!item[QLatin1String("n")].isDouble() || !item[QLatin1String("do")].isString())
            return nonsense(QStringLiteral("an ask without a number"));
        ShellAsk ask{item[QLatin1String("n")].toInteger(), item[QLatin1String("do")].toString(), {}};
        for (const QJsonValue& word : item[QLatin1String("words")].toArray())
            ask.words << word.toString();
        asks.push_back(std::move(ask));
    }
    return asks;
}

Result<std::vector<Fork>> forksFrom(const QByteArray& json) {
    const QJsonValue list = QJsonDocument::fromJson(json).object()[QLatin1String("forks")];
    if (!list.isArray())
        return nonsense(QStringLiteral("no list of forks"));
    std::vector<Fork> forks;
    for (const QJsonValue& item : list.toArray()) {
        Fork fork{item[QLatin1String("name")].toString(), {}, {}, item[QLatin1String("problem")].toString()};
        const auto reached = fromIso(item[QLatin1String("reached")].toString());
        if (fork.name.isEmpty() || (!reached && fork.problem.isEmpty()))
            return nonsense(QStringLiteral("a fork without a name or a time"));
        fork.reached = reached.value_or(Instant{});
        fork.kept = fromIso(item[QLatin1String("kept")].toString()).value_or(Instant{});
        forks.push_back(std::move(fork));
    }
    return forks;
}

ControlClient::ControlClient(QUrl url, QByteArray token, QObject* parent)
    : QObject(parent)
    , m_url(std::move(url))
    , m_token(std::move(token)) {
    m_network.setProxy(QNetworkProxy::NoProxy);
}

void ControlClient::status(QObject* context, Done<QJsonObject> done) {
    call(QStringLiteral("/lab/v1/status"), {}, context, asObject(std::move(done)));
}

void ControlClient::journal(qint64 after, QObject* context, Done<std::vector<JournalEntry>> done) {
    call(QStringLiteral("/lab/v1/journal?after=%1").arg(after), {}, context,
         [done = std::move(done)](const Result<QByteArray>& bytes) {
             bytes.ok() ? done(entriesFrom(*bytes)) : done(bytes.error());
         });
}

void ControlClient::start(const QString& lab, const QString& scenario, QObject* context,
                          Done<QJsonObject> done) {
    call(QStringLiteral("/lab/v1/start"),
         QJsonObject{{QStringLiteral("lab"), lab}, {QStringLiteral("scenario"), scenario}}, context,
         asObject(std::move(done)));
}

void ControlClient::startAnew(const QString& lab, const QString& scenario, QObject* context,
                              Done<QJsonObject> done) {
    call(QStringLiteral("/lab/v1/start"),
         QJsonObject{{QStringLiteral("lab"), lab},
                     {QStringLiteral("scenario"), scenario},
                     {QStringLiteral("keep"), QString()}},
         context, asObject(std::move(done)), longMove);
}

void ControlClient::inject(const QString& fault, QObject* context, Done<QJsonObject> done) {
    call(QStringLiteral("/lab/v1/inject"), QJsonObject{{QStringLiteral("fault"), fault}}, context,
         asObject(std::move(done)));
}

void ControlClient::setSpeed(double speed, QObject* context, Done<QJsonObject> done) {
    call(QStringLiteral("/lab/v1/clock"), QJsonObject{{QStringLiteral("speed"), speed}}, context,
         asObject(std::move(done)), longMove);
}

void ControlClient::skip(const QString& span, QObject* context, Done<QJsonObject> done) {
    call(QStringLiteral("/lab/v1/clock"), QJsonObject{{QStringLiteral("skip"), span}}, context,
         asObject(std::move(done)), longMove);
}

void ControlClient::rewind(Instant to, const QString& keepAs, QObject* context, Done<QJsonObject> done) {
    call(QStringLiteral("/lab/v1/rewind"),
         QJsonObject{{QStringLiteral("to"), toIso(to)}, {QStringLiteral("keep"), keepAs}}, context,
         asObject(std::move(done)), longMove);
}

void ControlClient::forks(QObject* context, Done<std::vector<Fork>> done) {
    call(QStringLiteral("/lab/v1/forks"), {}, context,
         [done = std::move(done)](const Result<QByteArray>& bytes) {
             bytes.ok() ? done(forksFrom(*bytes)) : done(bytes.error());
         });
}

void ControlClient::openFork(const QString& name, const QString& keepAs, QObject* context,
                             Done<QJsonObject> done) {
    call(QStringLiteral("/lab/v1/forks/%1/open").arg(QString::fromLatin1(QUrl::toPercentEncoding(name))),
         QJsonObject{{QStringLiteral("keep"), keepAs}}, context, asObject(std::move(done)), longMove);
}

void ControlClient::annotations(QObject* context, Done<std::vector<metrics::Annotation>> done) {
    call(QStringLiteral("/lab/v1/annotations"), {}, context,
         [done = std::move(done)](const Result<QByteArray>& bytes) {
             bytes.ok() ? done(metrics::annotationsFrom(*bytes)) : done(bytes.error());
         });
}

void ControlClient::asks(qint64 after, QObject* context, Done<std::vector<ShellAsk>> done) {
    call(
        QStringLiteral("/lab/v1/asks?after=%1").arg(after), {}, context,
        [done = std::move(done)](const Result<QByteArray>& bytes) {
            bytes.ok() ? done(asksFrom(*bytes)) : done(bytes.error());
        },
        std::chrono::seconds(30));
}

void ControlClient::answer(qint64 ask, const QString& text, int status) {
    // Nobody may wait for it any more: that is no trouble of ours.
    call(QStringLiteral("/lab/v1/answer"),
         QJsonObject{
             {QStringLiteral("n"), ask}, {QStringLiteral("text"), text}, {QStringLiteral("status"), status}},
         this, [](const Result<QByteArray>&) {});
}

void ControlClient::call(const QString& path, const std::optional<QJsonObject>& body, QObject* context,
                         Done<QByteArray> done, std::chrono::milliseconds longer) {
    QNetworkRequest request(m_url.resolved(QUrl(path)));
    request.setRawHeader("Authorization", "Bearer " + m_token);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    std::optional<QByteArray> sent;
    if (body) {
        request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
        sent = QJsonDocument(*body).toJson(QJsonDocument::Compact);
    }
    web::send(m_network, request, sent, {m_timeout + longer, LargestAnswer}, context,
              [done = std::move(done)](const web::Ending& ending) { done(read(ending)); });
}

Result<QByteArray> ControlClient::read(const web::Ending& ending) {
    if (ending.kind == web::Ending::Kind::TooLarge)
        return nonsense(ending.detail);
    if (ending.kind != web::Ending::Kind::Answered)
        return Error{Errc::Unreachable,
                     QStringLiteral("The lab doesn't answer. Your steps and notes are kept, the timer is "
                                    "paused. Start the lab."),
                     ending.detail};
    if (ending.status == 200)
        return ending.body;
    if (ending.status == 401 || ending.status == 403)
        return Error{
            Errc::Refused,
            QStringLiteral("The lab does not know this window. Your steps are kept. Start the lab again."),
            ending.detail};
    const QString said = QJsonDocument::fromJson(ending.body)[QLatin1String("error")].toString();
    if ((ending.status == 404 || ending.status == 409 || ending.status == 422 || ending.status == 507) &&
        !said.isEmpty())
        return Error{ending.status == 507 ? Errc::DiskFull : Errc::Refused, said, ending.detail};
    return nonsense(ending.detail + QStringLiteral(": ") + QString::fromUtf8(ending.body.left(200)));
}

} // namespace understudy::session
