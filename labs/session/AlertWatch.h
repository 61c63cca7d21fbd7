#pragma once

#include "core/base/Clock.h"
#include "core/metrics/PrometheusClient.h"

#include <QPointer>
#include <QTimer>

namespace understudy::session {

/// An alert that fires, or did.
struct WatchedAlert {
    metrics::Alert alert;
    std::optional<Instant> over; ///< when it was first seen to fire no more

    bool operator==(const WatchedAlert&) const = default;
};

/// Which alerts fire in a lab, and which have: asks its metrics server every few seconds.
class AlertWatch final : public QObject {
    Q_OBJECT
public:
    /// @p lab tells the lab's time.
    explicit AlertWatch(const Clock& lab, QObject* parent = nullptr);

    using Seen = std::function<void(const Result<std::vector<metrics::Alert>>&)>;
    /// Asks somebody for the alerts of now; the answer comes later, unless the call is cancelled.
    using Ask = std::function<web::Call(QObject* context, Seen seen)>;

    void follow(metrics::PrometheusClient* source); ///< nullptr: none; what was seen is forgotten
    /// The same of any @p source that @p ask asks.
    void follow(QObject* source, Ask ask);
    /// Newest first: those that fire before those that are over.
    std::vector<WatchedAlert> alerts() const;
    int firing() const;
    /// Why it is not known what fires, when nobody said; for others' clusters.
    const std::optional<Error>& trouble() const { return m_trouble; }
    bool followed() const { return m_source; } ///< there is somebody to ask
    /// Asks now.
    void look();
    /// Forgets those that are over, as after a rewind.
    void forget();
    void setInterval(std::chrono::milliseconds every) { m_look.setInterval(every); } ///< 4 s when not set

Q_SIGNALS:
    void changed();
    void fired(const understudy::metrics::Alert& alert); ///< it did not when one looked before

private:
    void take(const std::vector<metrics::Alert>& seen);

    const Clock& m_lab;
    QPointer<QObject> m_source;
    Ask m_ask;
    std::optional<Error> m_trouble;
    std::vector<WatchedAlert> m_alerts;
    bool m_first = true;
    metrics::Call m_call;
    QTimer m_look;
};

} // namespace understudy::session
