#pragma once

#include "core/base/Clock.h"
#include "core/metrics/Annotation.h"
#include "core/web/BoundedRequest.h"

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QUrl>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace understudy::session {

/// One thing that was asked of the cluster.
struct JournalEntry {
    qint64 n = 0;
    QString via; ///< kubernetes, shell, control
    QString verb, resource, ns, name;
    qint64 at = 0; ///< the time of the lab, in milliseconds since 1970

    bool operator==(const JournalEntry&) const = default;
};

/// What a trainee asks with the `lab` command in a shell.
struct ShellAsk {
    qint64 n = 0;
    QString what; ///< steps, hint, answer, check, record
    QStringList words;

    bool operator==(const ShellAsk&) const = default;
};

/// A future of the lab that was kept to go back to.
struct Fork {
    QString name;
    Instant reached{}; ///< by the lab's clock
    Instant kept{};    ///< by the computer's
    QString problem;   ///< a sentence: why it cannot be opened; else empty

    bool operator==(const Fork&) const = default;
};

/// The lab's control API (labs/catalog/README.md). Callbacks come later, on this thread, and not after their
/// context is gone.
class ControlClient final : public QObject {
    Q_OBJECT
public:
    template <typename T>
    using Done = std::function<void(const Result<T>&)>;

    ControlClient(QUrl url, QByteArray token, QObject* parent = nullptr);

    /// 5 s when not set.
    void setTimeout(std::chrono::milliseconds timeout) { m_timeout = timeout; }
    /// {"lab", "virtualTime", "speed", "faults", "sandbox"}
    void status(QObject* context, Done<QJsonObject> done);
    void journal(qint64 after, QObject* context, Done<std::vector<JournalEntry>> done);
    /// A fresh world for @p lab.
    void start(const QString& lab, const QString& scenario, QObject* context, Done<QJsonObject> done);
    /// As start(), and what has been is kept as a future.
    void startAnew(const QString& lab, const QString& scenario, QObject* context, Done<QJsonObject> done);
    void inject(const QString& fault, QObject* context, Done<QJsonObject> done);
    /// 0 pauses, at most 100.
    void setSpeed(double speed, QObject* context, Done<QJsonObject> done);
    /// @p span as "15m" or "6h", at most seven days.
    void skip(const QString& span, QObject* context, Done<QJsonObject> done);
    /// Back to an earlier moment of the lab. What has been is kept as a future, by the name @p keepAs or one
    /// that the lab gives it.
    void rewind(Instant to, const QString& keepAs, QObject* context, Done<QJsonObject> done);
    void forks(QObject* context, Done<std::vector<Fork>> done); ///< newest first
    /// Goes on in a kept future. What has been is kept as rewind() does.
    void openFork(const QString& name, const QString& keepAs, QObject* context, Done<QJsonObject> done);
    void annotations(QObject* context, Done<std::vector<metrics::Annotation>> done);
    /// Waits, up to half a minute, until something was asked after number @p after.
    void asks(qint64 after, QObject* context, Done<std::vector<ShellAsk>> done);
    /// @p status is that of the `lab` command.
    void answer(qint64 ask, const QString& text, int status);

private:
    void call(const QString& path, const std::optional<QJsonObject>& body, QObject* context,
              Done<QByteArray> done, std::chrono::milliseconds longer = {});
    static Result<QByteArray> read(const web::Ending& ending);

    QNetworkAccessManager m_network;
    QUrl m_url;
    QByteArray m_token;
    std::chrono::milliseconds m_timeout{5000};
};

/// Reads {"forks": […]}; refused whole when one of them has no name, or neither a time nor a problem.
Result<std::vector<Fork>> forksFrom(const QByteArray& json);
/// Reads {"asks": […]}; refused whole when one of them is not as it should be.
Result<std::vector<ShellAsk>> asksFrom(const QByteArray& json);
/// Reads {"entries": […]}; entries that are not objects are refused whole.
Result<std::vector<JournalEntry>> entriesFrom(const QByteArray& json);

} // namespace understudy::session
