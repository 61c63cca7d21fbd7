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
        if (QLocalSocket* caller = m_server.nextPendingConnection())
            caller->deleteLater();
        Q_EMIT raised();
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
    return running.waitForConnected(2000) ? Outcome::Shown : Outcome::NoAnswer;
}

} // namespace understudy::desktop
