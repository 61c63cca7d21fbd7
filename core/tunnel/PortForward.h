#pragma once

#include "core/base/Result.h"
#include "core/ssh/LocalForward.h"

#include <QTcpServer>

#include <functional>
#include <optional>
#include <vector>

namespace understudy::ssh {
class Session;
}

namespace understudy::tunnel {

class CarriedSocket;

/// A port of this computer, on 127.0.0.1 alone, whose connections are made from the host instead (ssh -L): a
/// browser, curl or kubectl here reaches what only the host can. It outlives the login: while there is none,
/// those who come are turned away.
class PortForward final : public QTcpServer {
    Q_OBJECT
public:
    /// As many programs at once; more are turned away.
    static constexpr int Most = 200;

    /// @p session gives the login of the moment, nullptr while there is none.
    PortForward(std::function<ssh::Session*()> session, const ssh::LocalForward& asked,
                QObject* parent = nullptr);
    ~PortForward() override;

    /// Begins to listen. Busy when a program has the port, Refused when it is one of the system's.
    Result<void> open();

    const ssh::LocalForward& asked() const { return m_asked; }
    ssh::LocalForward opened() const { return {serverPort(), m_asked.host, m_asked.port}; }
    /// "127.0.0.1:9090", with the port that was found.
    QString localText() const;
    bool waits() const { return !m_session(); } ///< for the login
    int connections() const { return static_cast<int>(m_carried.size()); }
    qint64 sent() const { return m_sent; } ///< bytes to the far side, since it was opened
    qint64 received() const { return m_received; }
    std::size_t buffered() const; ///< bytes held here, of all connections
    /// Why the last connection failed; nothing once one works.
    const std::optional<Error>& trouble() const { return m_trouble; }

Q_SIGNALS:
    void changed();      ///< connections() or trouble()
    void bytesCarried(); ///< sent() or received()

protected:
    void incomingConnection(qintptr socket) override;

private:
    void turnAway(qintptr socket, const QString& sentence);
    void finish(CarriedSocket& carried, const std::optional<Error>& why);
    Error explained(const Error& why) const;

    const std::function<ssh::Session*()> m_session;
    const ssh::LocalForward m_asked;
    std::vector<CarriedSocket*> m_carried;
    qint64 m_sent = 0;
    qint64 m_received = 0;
    std::optional<Error> m_trouble;
};

} // namespace understudy::tunnel
