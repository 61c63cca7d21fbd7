#include "app/desktop/Instance.h"

#include <QLocalSocket>

namespace understudy::desktop {

Instance::Instance(const QString& profile, QObject* parent)
    : QObject(parent)
    , m_lock(profile + QStringLiteral("/lock"))
    , m_name(profile + QStringLiteral("/window")) {
    m_lock.setStaleLockTime(0); // a lock is stale only when its process is gone, however long it runs
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        Q_EMIT raised();
        if (QLocalSocket* caller = m_server.nextPendingConnection()) {
            connect(caller, &QLocalSocket::disconnected, caller, &QObject::deleteLater);
            caller->write("shown\n");
            caller->disconnectFromServer(); // after what is written
        }
    });
}

Instance::Outcome Instance::claim() {
    if (m_lock.tryLock(100)) {
        QLocalServer::removeServer(m_name);
        m_server.listen(m_name);
        return Outcome::First;
    }
    QLocalSocket running;
    running.connectToServer(m_name);
    // The system takes calls for a program that hangs, too: only its word counts.
    const bool answered =
        running.waitForConnected(2000) && (running.bytesAvailable() > 0 || running.waitForReadyRead(3000));
    return answered ? Outcome::Shown : Outcome::NoAnswer;
}

} // namespace understudy::desktop
