#pragma once

#include <QNetworkAccessManager>
#include <QPointer>

#include <functional>

namespace understudy::ssh {
class Session;
}

namespace understudy::tunnel {

/// Plain HTTP as the host sees it: each request goes through a channel of the SSH login and is made from
/// there (http://127.0.0.1:9090 is the host's own). Nothing listens on this computer, and no proxy sees
/// anything. Redirections are not followed, and https is refused: the channel is secure, and certificates are
/// not checked here.
class FarNetwork final : public QNetworkAccessManager {
    Q_OBJECT
public:
    /// @p session gives the login of the moment, nullptr while there is none.
    explicit FarNetwork(std::function<ssh::Session*()> session, QObject* parent = nullptr);

protected:
    QNetworkReply* createRequest(Operation operation, const QNetworkRequest& request,
                                 QIODevice* body) override;

private:
    std::function<ssh::Session*()> m_session;
};

} // namespace understudy::tunnel
