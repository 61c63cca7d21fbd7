#include "core/tunnel/PortForward.h"

#include "core/ssh/Session.h"
#include "core/tunnel/CarriedSocket.h"

#include <numeric>
#include <unistd.h>

namespace understudy::tunnel {

PortForward::PortForward(std::function<ssh::Session*()> session, const ssh::LocalForward& asked,
                         QObject* parent)
    : QTcpServer(parent)
    , m_session(std::move(session))
    , m_asked(asked) {}

PortForward::~PortForward() {
    close();
    for (CarriedSocket* carried : std::exchange(m_carried, {}))
        delete carried;
}

Result<void> PortForward::open() {
    if (listen(QHostAddress::LocalHost, m_asked.localPort))
        return {};
    const QString port = QString::number(m_asked.localPort);
    if (serverError() == QAbstractSocket::AddressInUseError)
        return Error{Errc::Busy,
                     tr("Another program of this computer uses port %1. Choose another port, or 0 for any "
                        "that is free.")
                         .arg(port),
                     errorString()};
    if (serverError() == QAbstractSocket::SocketAccessError)
        return Error{Errc::Refused,
                     tr("Port %1 is kept for services of the system. Choose one from 1024 on, or 0 for any "
                        "that is free.")
                         .arg(port),
                     errorString()};
    return Error{Errc::Io,
                 tr("Port %1 could not be opened on this computer. Choose another port, or 0 for any that "
                    "is free.")
                     .arg(port),
                 errorString()};
}

QString PortForward::localText() const { return QStringLiteral("127.0.0.1:%1").arg(serverPort()); }

std::size_t PortForward::buffered() const {
    return std::accumulate(
        m_carried.begin(), m_carried.end(), std::size_t(0),
        [](std::size_t sum, const CarriedSocket* carried) { return sum + carried->buffered(); });
}

void PortForward::incomingConnection(qintptr socket) {
    ssh::Session* session = m_session();
    if (!session)
        return turnAway(socket, tr("There is no connection to the host now, so a program that asked for %1 "
                                   "was turned away. Try it again once the connection is back.")
                                    .arg(m_asked.farText()));
    if (connections() >= Most)
        return turnAway(socket, tr("%1 programs use this port at once, and no more can. Stop some of them, "
                                   "then try again.")
                                    .arg(Most));
    auto* carried =
        new CarriedSocket(static_cast<int>(socket), session->conduit(m_asked.host, m_asked.port), this);
    m_carried.push_back(carried);
    connect(carried, &CarriedSocket::over, this,
            [this, carried](const std::optional<Error>& why) { finish(*carried, why); });
    connect(carried, &CarriedSocket::carried, this, [this](qint64 sent, qint64 received) {
        m_sent += sent;
        m_received += received;
        if (received > 0 && std::exchange(m_trouble, std::nullopt))
            Q_EMIT changed();
        Q_EMIT bytesCarried();
    });
    Q_EMIT changed();
}

void PortForward::turnAway(qintptr socket, const QString& sentence) {
    ::close(static_cast<int>(socket));
    m_trouble = Error{Errc::Unreachable, sentence, {}};
    Q_EMIT changed();
}

void PortForward::finish(CarriedSocket& carried, const std::optional<Error>& why) {
    std::erase(m_carried, &carried);
    carried.deleteLater(); // not here: this may be its own call
    if (why && (!carried.heard() || why->code != Errc::Refused))
        m_trouble = explained(*why);
    Q_EMIT changed();
}

/// What a refused channel means for one who forwards a port: the codes are those of RFC 4254, section 5.1.
Error PortForward::explained(const Error& why) const {
    if (why.code != Errc::Refused)
        return {why.code,
                tr("The connection to the host broke while a program used %1. Try it again once the "
                   "connection is back.")
                    .arg(m_asked.farText()),
                why.detail};
    if (why.detail.contains(QLatin1String("error (1)")))
        return {why.code,
                tr("The host does not let its users forward a port to %1. Ask the people who run it whether "
                   "you may.")
                    .arg(m_asked.farText()),
                why.detail};
    return {why.code,
            tr("Nothing answers at %1 as the host sees it. Check the address and the port, and that the "
               "program there is running.")
                .arg(m_asked.farText()),
            why.detail};
}

} // namespace understudy::tunnel
