#pragma once

#include "core/base/Clock.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QUrl>

#include <functional>

namespace understudy::sync {

using Headers = QList<QPair<QByteArray, QByteArray>>;

/// One request to a server.
struct Call {
    QByteArray method;
    QUrl url;
    Headers headers;
    QByteArray body;
};

/// What came back. Status 0: nobody answered, and nobody knows whether the request arrived.
struct Answer {
    /// What stood in the way of an answer, where that is known.
    enum class Trouble {
        None,
        Proxy,
        ProxyLogin,
        Certificate,     ///< nobody whom we trust vouches for it
        CertificateDate, ///< it is not good on the day that our clock shows
        NoCertificate    ///< no TLS that we understand: whoever answers may be a login page
    };
    int status = 0;
    Headers headers;
    QByteArray body;
    QString detail; ///< the system's words for status 0
    Trouble trouble = Trouble::None;

    QByteArray header(const QByteArray& name) const; ///< first of that name in any case, or ""
};

/// A date of HTTP, "Sun, 06 Nov 1994 08:49:37 GMT"; nothing when it is none.
std::optional<Instant> momentOf(const QByteArray& httpDate);

/// The way to servers. Tests put one here that loses, doubles, reorders and delays.
class Network {
public:
    virtual ~Network() = default;
    /// Sends @p call; @p done is called exactly once, later, on the calling thread.
    virtual void send(const Call& call, std::function<void(const Answer&)> done) = 0;
};

} // namespace understudy::sync
