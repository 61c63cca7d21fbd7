#pragma once

#include <QNetworkRequest>
#include <QPointer>
#include <QString>

#include <chrono>
#include <functional>
#include <optional>

class QNetworkAccessManager;
class QNetworkReply;

namespace understudy::web {

/// What a server may take of us.
struct Bounds {
    std::chrono::milliseconds time{10'000}; ///< for the whole answer, also when it trickles
    qint64 bytes = 16 * 1024 * 1024;        ///< of the body
};

/// How a request ended.
struct Ending {
    enum class Kind {
        Answered,    ///< status and body are whole; the status may be any
        Unreachable, ///< no answer, or one that was cut
        TimedOut,
        TooLarge
    };
    Kind kind = Kind::Unreachable;
    int status = 0;  ///< of HTTP, 0 when there was none
    QByteArray body; ///< empty unless Answered
    QString detail;  ///< "http://host:1: Connection refused": small print, without path, query or credentials
};

/// A request on its way. Cancelling it is safe at any time, also when it is long over.
class Call final {
public:
    Call() = default;
    explicit Call(QNetworkReply* reply);
    bool underway() const;
    /// The callback will not be called any more.
    void cancel();

private:
    QPointer<QNetworkReply> m_reply;
};

/// Sends @p request (GET, or POST when there is a @p body) and takes no more than @p bounds allow. @p done
/// comes on this thread, never from inside the call, once, and not at all after @p context is gone.
Call send(QNetworkAccessManager& network, const QNetworkRequest& request,
          const std::optional<QByteArray>& body, Bounds bounds, QObject* context,
          std::function<void(const Ending&)> done);

} // namespace understudy::web
