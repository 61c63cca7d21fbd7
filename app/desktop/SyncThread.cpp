#include "app/desktop/SyncThread.h"

#include "core/base/Log.h"
#include "core/sync/HttpNetwork.h"

#include <QEventLoop>
#include <QFile>
#include <QSysInfo>
#include <QTimer>

#include <condition_variable>
#include <mutex>

namespace understudy::desktop {

/// What lives on the thread. `post` works from the moment the thread is up until it ends.
struct SyncThread::Inside {
    std::mutex mutex;
    std::condition_variable up;
    QObject* receiver = nullptr; ///< on the thread; nullptr before and after
    bool stopped = false;

    QEventLoop* loop = nullptr;
    sync::Engine* engine = nullptr;
    sync::Network* network = nullptr;
};

SyncThread::SyncThread(Threads& threads, Post post, const QString& journalPath, QObject* parent)
    : QObject(parent)
    , m_post(std::move(post))
    , m_inside(std::make_shared<Inside>()) {
    // The thread may outlive this object by moments: it holds only what it shares and asks before it calls
    // back.
    threads.start("sync", [inside = m_inside, post = m_post, self = this, alive = m_alive, journalPath] {
        const auto tellGui = [&](auto call) {
            post([self, alive, call = std::move(call)] {
                if (*alive)
                    call(*self);
            });
        };
        SystemClock clock;
        IdMaker ids(clock, systemRandomness());
        auto opened = journal::Journal::open(journalPath, clock, ids);
        QByteArray authority;
        if (const QString name = qEnvironmentVariable("UNDERSTUDY_CA_FILE"); !name.isEmpty())
            if (QFile file(name); file.open(QIODevice::ReadOnly))
                authority = file.readAll();
        sync::HttpNetwork network(authority);
        std::unique_ptr<sync::Engine> engine;
        if (opened) {
            engine = std::make_unique<sync::Engine>(**opened, network, clock, systemRandomness());
            engine->statusChanged = [tellGui](const sync::Status& status) {
                tellGui([status](SyncThread& gui) {
                    gui.m_status = status;
                    Q_EMIT gui.statusChanged(status);
                });
            };
            engine->pulled = [tellGui](int) { tellGui([](SyncThread& gui) { Q_EMIT gui.pulled(); }); };
        } else {
            qCWarning(logSync, "sync cannot read the journal: %s", qPrintable(opened.error().detail));
        }
        QObject receiver;
        QEventLoop loop;
        {
            const std::lock_guard lock(inside->mutex);
            if (inside->stopped)
                return;
            inside->receiver = &receiver;
            inside->loop = &loop;
            inside->engine = engine.get();
            inside->network = &network;
        }
        inside->up.notify_all();
        loop.exec();
        const std::lock_guard lock(inside->mutex);
        inside->receiver = nullptr;
    });
}

SyncThread::~SyncThread() {
    *m_alive = false;
    tell([](Inside& inside) { inside.loop->quit(); });
    const std::lock_guard lock(m_inside->mutex);
    m_inside->stopped = true;
}

void SyncThread::tell(std::function<void(Inside&)> work) {
    std::unique_lock lock(m_inside->mutex);
    m_inside->up.wait_for(lock, std::chrono::seconds(10), [this] { return m_inside->receiver != nullptr; });
    if (m_inside->receiver)
        QMetaObject::invokeMethod(
            m_inside->receiver, [inside = m_inside, work = std::move(work)] { work(*inside); },
            Qt::QueuedConnection);
}

void SyncThread::setAccount(const sync::Account& account) {
    tell([account](Inside& inside) {
        if (inside.engine)
            inside.engine->setAccount(account);
    });
}

void SyncThread::syncNow() {
    tell([](Inside& inside) {
        if (inside.engine)
            inside.engine->syncNow();
    });
}

void SyncThread::noteNewFacts() {
    tell([](Inside& inside) {
        if (inside.engine)
            inside.engine->noteNewFacts();
    });
}

void SyncThread::enroll(const QString& server, const QString& code, const QString& deviceId) {
    tell([server, code, deviceId, post = m_post, self = this, alive = m_alive](Inside& inside) {
        sync::enroll(*inside.network, QUrl(server, QUrl::StrictMode), code, deviceId,
                     QSysInfo::machineHostName(), [post, self, alive](const Result<sync::Account>& result) {
                         post([self, alive, result] {
                             if (!*alive)
                                 return;
                             if (result)
                                 Q_EMIT self->enrolled(*result);
                             else
                                 Q_EMIT self->enrollRefused(result.error());
                         });
                     });
    });
}

} // namespace understudy::desktop
