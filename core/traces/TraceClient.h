#pragma once

#include "core/traces/JaegerJson.h"
#include "core/web/BoundedRequest.h"

#include <QNetworkAccessManager>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

namespace understudy::traces {

/// What traces one looks for. Empty and 0 mean "any".
struct TraceQuery {
    QString service; ///< must be given
    QString operation;
    QString tags;            ///< as typed: http.status_code=500 error=true
    qint64 shortest = 0;     ///< microseconds
    qint64 longest = 0;      ///< microseconds
    qint64 from = 0, to = 0; ///< microseconds since 1970, UTC
    int most = 20;

    bool operator==(const TraceQuery&) const = default;
};

/// "1.5s", "200ms", "2 min", "800us" as microseconds; nothing for other text.
std::optional<qint64> durationFrom(const QString& text);
/// key=value pairs, values in quotes where they hold blanks; nothing when one has no key or no sign.
std::optional<std::vector<Tag>> tagsFrom(const QString& text);

/// Asks a server that speaks Jaeger's query API. Callbacks come later, on this thread, and not after their
/// context is gone.
class TraceClient final : public QObject {
    Q_OBJECT
public:
    template <typename T>
    using Done = std::function<void(const Result<T>&)>;

    /// @p base without /api; a path prefix is kept.
    explicit TraceClient(QUrl base, QObject* parent = nullptr);
    /// Through @p network, as a host reaches it (tunnel::FarNetwork); it outlives the client.
    TraceClient(QUrl base, QNetworkAccessManager& network, QObject* parent = nullptr);
    QUrl base() const { return m_base; }
    void setTimeout(std::chrono::milliseconds timeout) { m_timeout = timeout; } ///< 10 s when not set

    void services(QObject* context, Done<QStringList> done);
    void operations(const QString& service, QObject* context, Done<QStringList> done);
    void search(const TraceQuery& query, QObject* context, Done<std::vector<Trace>> done);
    /// One trace by its id.
    void trace(const QString& id, QObject* context, Done<std::vector<Trace>> done);

private:
    void call(const QString& path, const QString& query, QObject* context, Done<QByteArray> done);
    Result<QByteArray> read(const web::Ending& ending) const;

    std::unique_ptr<QNetworkAccessManager> m_own; ///< nullptr: somebody else's
    QNetworkAccessManager& m_network;
    QUrl m_base;
    std::chrono::milliseconds m_timeout{10'000};
};

} // namespace understudy::traces
