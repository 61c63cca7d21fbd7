#pragma once

#include "core/sync/Network.h"
#include "core/sync/Proxy.h"

#include <QNetworkAccessManager>
#include <QSslCertificate>

namespace understudy::sync {

/// HTTP and HTTPS by Qt. Belongs to the thread that made it. Follows no redirects (they would carry the
/// password elsewhere), and gives up after 30 seconds of silence or when an answer takes too long as a whole.
class HttpNetwork final : public Network {
public:
    /// @p authorityPem: certificates to trust in addition to the system's, as PEM; may be empty.
    explicit HttpNetwork(const QByteArray& authorityPem = {});
    /// How long a request and its answer may take at most, for what is sent from here on.
    void setLongest(std::chrono::milliseconds longest) { m_longest = longest; }
    /// Other certificates instead, as PEM, for what is sent from here on.
    void setAuthority(const QByteArray& pem);
    void setProxy(const Proxy& proxy); ///< for what is sent from here on
    void send(const Call& call, std::function<void(const Answer&)> done) override;

private:
    QNetworkAccessManager m_manager;
    QList<QSslCertificate> m_authority;
    std::chrono::milliseconds m_longest = std::chrono::minutes(5);
};

} // namespace understudy::sync
