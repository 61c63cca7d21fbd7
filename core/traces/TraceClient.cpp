#include "core/traces/TraceClient.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QRegularExpression>

namespace understudy::traces {

namespace {

constexpr qint64 LargestAnswer = 64 * 1024 * 1024;

QString encoded(const QString& text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); }

template <typename T>
std::function<void(const Result<QByteArray>&)> reading(Result<T> (*read)(const QByteArray&),
                                                       std::function<void(const Result<T>&)> done) {
    return [read, done = std::move(done)](const Result<QByteArray>& bytes) {
        bytes.ok() ? done(read(*bytes)) : done(bytes.error());
    };
}

} // namespace

std::optional<qint64> durationFrom(const QString& text) {
    static const QRegularExpression form(
        QStringLiteral("^\\s*([0-9]+(?:[.][0-9]+)?)\\s*(us|µs|ms|s|m|min|h)\\s*$"));
    const auto match = form.match(text);
    if (!match.hasMatch())
        return {};
    const QString unit = match.captured(2);
    const double factor = unit == QLatin1String("h")                                   ? 3600e6
                          : unit == QLatin1String("m") || unit == QLatin1String("min") ? 60e6
                          : unit == QLatin1String("s")                                 ? 1e6
                          : unit == QLatin1String("ms")                                ? 1e3
                                                                                       : 1;
    const double value = match.captured(1).toDouble() * factor;
    return value < 1e15 ? std::optional(qint64(value + 0.5)) : std::nullopt;
}

std::optional<std::vector<Tag>> tagsFrom(const QString& text) {
    static const QRegularExpression pair(
        QStringLiteral("\\s*([^\\s=\"]+)=(\"([^\"]*)\"|[^\\s\"]*)(?=\\s|$)"));
    std::vector<Tag> tags;
    qsizetype at = 0;
    const QString whole = text.trimmed();
    while (at < whole.size()) {
        const auto match = pair.match(whole, at, QRegularExpression::NormalMatch,
                                      QRegularExpression::AnchorAtOffsetMatchOption);
        if (!match.hasMatch())
            return {};
        const QString value = match.captured(2);
        tags.push_back({match.captured(1), value.startsWith(QLatin1Char('"')) ? match.captured(3) : value});
        at = match.capturedEnd();
    }
    return tags;
}

TraceClient::TraceClient(QUrl base, QObject* parent)
    : QObject(parent)
    , m_own(std::make_unique<QNetworkAccessManager>())
    , m_network(*m_own)
    , m_base(std::move(base)) {
    m_own->setProxy(QNetworkProxy::NoProxy); // as for metrics: labs live on loopback
}

TraceClient::TraceClient(QUrl base, QNetworkAccessManager& network, QObject* parent)
    : QObject(parent)
    , m_network(network)
    , m_base(std::move(base)) {}

void TraceClient::services(QObject* context, Done<QStringList> done) {
    call(QStringLiteral("/api/services"), {}, context, reading<QStringList>(namesFrom, std::move(done)));
}

void TraceClient::operations(const QString& service, QObject* context, Done<QStringList> done) {
    call(QStringLiteral("/api/services/%1/operations").arg(encoded(service)), {}, context,
         reading<QStringList>(namesFrom, std::move(done)));
}

void TraceClient::search(const TraceQuery& query, QObject* context, Done<std::vector<Trace>> done) {
    QStringList parts{QStringLiteral("service=") + encoded(query.service),
                      QStringLiteral("limit=%1").arg(query.most)};
    if (!query.operation.isEmpty())
        parts << QStringLiteral("operation=") + encoded(query.operation);
    const auto tags = tagsFrom(query.tags);
    if (tags && !tags->empty()) {
        QJsonObject wanted;
        for (const Tag& tag : *tags)
            wanted[tag.key] = tag.value;
        parts << QStringLiteral("tags=") +
                     encoded(QString::fromUtf8(QJsonDocument(wanted).toJson(QJsonDocument::Compact)));
    }
    if (query.shortest > 0)
        parts << QStringLiteral("minDuration=%1us").arg(query.shortest);
    if (query.longest > 0)
        parts << QStringLiteral("maxDuration=%1us").arg(query.longest);
    if (query.to > 0)
        parts << QStringLiteral("start=%1").arg(query.from) << QStringLiteral("end=%1").arg(query.to);
    call(QStringLiteral("/api/traces"), parts.join(QLatin1Char('&')), context,
         reading<std::vector<Trace>>(tracesFrom, std::move(done)));
}

void TraceClient::trace(const QString& id, QObject* context, Done<std::vector<Trace>> done) {
    call(QStringLiteral("/api/traces/") + encoded(id), {}, context,
         reading<std::vector<Trace>>(tracesFrom, std::move(done)));
}

void TraceClient::call(const QString& path, const QString& query, QObject* context, Done<QByteArray> done) {
    QString base = m_base.toString(QUrl::FullyEncoded | QUrl::StripTrailingSlash);
    QUrl url(base + path + (query.isEmpty() ? QString() : QLatin1Char('?') + query), QUrl::StrictMode);
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::SameOriginRedirectPolicy);
    web::send(m_network, request, {}, {m_timeout, LargestAnswer}, context,
              [this, done = std::move(done)](const web::Ending& ending) { done(read(ending)); });
}

Result<QByteArray> TraceClient::read(const web::Ending& ending) const {
    switch (ending.kind) {
    case web::Ending::Kind::Answered:
        break;
    case web::Ending::Kind::TimedOut:
        return Error{Errc::TimedOut,
                     QStringLiteral("The tracing server took too long. Search for a shorter time, or for "
                                    "fewer traces."),
                     ending.detail};
    case web::Ending::Kind::TooLarge:
        return Error{Errc::BadInput,
                     QStringLiteral("The tracing server sent more than one can look at. Search for a "
                                    "shorter time, or for fewer traces."),
                     ending.detail};
    case web::Ending::Kind::Unreachable:
        return Error{Errc::Unreachable,
                     m_own ? QStringLiteral("The tracing server does not answer. Check that the lab runs, "
                                            "then search again.")
                           : QStringLiteral("The tracing server does not answer. Check its address and that "
                                            "it runs, then search again."),
                     ending.detail};
    }
    const QJsonDocument said = ending.status == 200 ? QJsonDocument() : QJsonDocument::fromJson(ending.body);
    if (ending.status == 200 || (ending.status == 404 && said.isObject()))
        return ending.body; // {"errors": …}: told by whoever reads it
    return Error{
        ending.status == 401 || ending.status == 403 ? Errc::Refused : Errc::Unreachable,
        QStringLiteral("The tracing server could not answer this. Change the search and try again."),
        QStringLiteral("%1: %2").arg(
            ending.detail, said[QLatin1String("errors")][0][QLatin1String("msg")].toString().left(300))};
}

} // namespace understudy::traces
