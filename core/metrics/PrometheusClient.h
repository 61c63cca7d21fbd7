#pragma once

#include "core/base/Clock.h"
#include "core/metrics/Alert.h"
#include "core/metrics/Answer.h"
#include "core/web/BoundedRequest.h"

#include <QNetworkAccessManager>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>

namespace understudy::metrics {

using Call = web::Call;

/// Asks a Prometheus-compatible server (the local lab, a real Prometheus, Thanos, Mimir, VictoriaMetrics).
/// Callbacks come on the client's thread, never from inside the call, and not at all after their context
/// object is gone.
class PrometheusClient final : public QObject {
    Q_OBJECT
public:
    using Answered = std::function<void(const Result<Answer>&)>;

    /// @p base without /api/v1; a path prefix is kept ("http://host/prometheus").
    explicit PrometheusClient(QUrl base, QObject* parent = nullptr);
    /// Through @p network, as a host reaches it (tunnel::FarNetwork); it outlives the client.
    PrometheusClient(QUrl base, QNetworkAccessManager& network, QObject* parent = nullptr);
    ~PrometheusClient() override;

    QUrl base() const { return m_base; }
    void setBase(const QUrl& base) { m_base = base; }
    /// Sent as "Authorization: Bearer …" when not empty.
    void setToken(const QByteArray& token) { m_token = token; }
    /// What to do when the server does not answer, as the end of a sentence: it is not the lab's.
    void setAdvice(const QString& advice) { m_advice = advice; }
    /// 10 s when not set.
    void setTimeout(std::chrono::milliseconds timeout) { m_timeout = timeout; }
    /// Answers larger than this (16 MiB when not set) are refused while they arrive.
    void setLargestAnswer(qint64 bytes) { m_largest = bytes; }

    /// The value now, as the server's clock says, or at @p at.
    Call query(const QString& promql, QObject* context, Answered answered, std::optional<Instant> at = {});
    /// Values from @p from to @p to, both in milliseconds since 1970 and included, one every @p step
    /// milliseconds.
    Call queryRange(const QString& promql, qint64 from, qint64 to, qint64 step, QObject* context,
                    Answered answered);
    /// What is firing or about to.
    Call alerts(QObject* context, std::function<void(const Result<std::vector<Alert>>&)> done);
    /// The values a label has, of the series that @p selector names (empty: of all). Sorted.
    Call labelValues(const QString& label, const QString& selector, QObject* context,
                     std::function<void(const Result<QStringList>&)> done);

private:
    using Bytes = std::function<void(const Result<QByteArray>&)>;
    /// @p form empty: GET.
    Call send(const QString& path, const QString& query, const QByteArray& form, QObject* context,
              Bytes done);
    Call post(const QString& path, const QByteArray& form, QObject* context, Answered answered);
    Result<QByteArray> read(const web::Ending& ending) const;
    Error unreachable(const QString& detail) const;

    std::unique_ptr<QNetworkAccessManager> m_own; ///< nullptr: somebody else's
    QNetworkAccessManager& m_network;
    QUrl m_base;
    QByteArray m_token;
    QString m_advice; ///< empty: as for a lab or a host
    std::chrono::milliseconds m_timeout{10000};
    qint64 m_largest = 16 * 1024 * 1024;
};

} // namespace understudy::metrics
