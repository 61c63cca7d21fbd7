#include "app/desktop/SyncThread.h"

#include "core/base/Log.h"
#include "core/sync/HttpNetwork.h"

#include <QEventLoop>
#include <QFile>
#include <QSysInfo>
#include <QTimer>

#include <mutex>
#include <vector>

namespace understudy::desktop {

/// What lives on the thread. Work told before the thread is up waits: the window never does.
struct SyncThread::Inside {
    std::mutex mutex;
    QObject* receiver = nullptr; ///< on the thread; nullptr before and after
    std::vector<std::function<void(Inside&)>> early;
    bool stopped = false;

    QEventLoop* loop = nullptr;
    journal::Journal* journal = nullptr; ///< nullptr, as the engine, when it could not be opened
    sync::Engine* engine = nullptr;
    sync::Network* network = nullptr;

    void live(journal::Journal* facts, sync::Engine* sender, sync::Network& way);
};

namespace {

/// An authority to trust besides the system's, for servers with a certificate of their own.
QByteArray authorityFile() {
    QFile file(qEnvironmentVariable("UNDERSTUDY_CA_FILE"));
    return !file.fileName().isEmpty() && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

SyncThread::SyncThread(Threads& threads, Post post, const QString& journalPath, QObject* parent)
    : QObject(parent)
    , m_post(std::move(post))
    , m_inside(std::make_shared<Inside>()) {
    // The thread may outlive this object by moments: it holds only what it shares and asks before it calls
    // back.
    const TellGui tellGui = [post = m_post, self = this,
                             alive = m_alive](std::function<void(SyncThread&)> call) {
        post([self, alive, call = std::move(call)] {
            if (*alive)
                call(*self);
        });
    };
    threads.start("sync", [inside = m_inside, tellGui, journalPath] {
        SystemClock clock;
        IdMaker ids(clock, systemRandomness());
        auto opened = journal::Journal::open(journalPath, clock, ids);
        sync::HttpNetwork network(authorityFile());
        std::unique_ptr<sync::Engine> engine;
        if (opened) {
            engine = std::make_unique<sync::Engine>(**opened, network, clock, systemRandomness());
            listenTo(*engine, tellGui);
        } else {
            qCWarning(logSync, "sync cannot read the journal: %s", qPrintable(opened.error().detail));
            tellGui([sentence = opened.error().sentence](SyncThread& gui) {
                gui.m_status.state = sync::Status::State::Offline;
                gui.m_status.sentence = sentence;
                Q_EMIT gui.statusChanged(gui.m_status);
            });
        }
        inside->live(opened ? opened->get() : nullptr, engine.get(), network);
    });
}

void SyncThread::listenTo(sync::Engine& engine, const TellGui& tellGui) {
    engine.statusChanged = [tellGui](const sync::Status& status) {
        tellGui([status](SyncThread& gui) {
            gui.m_status = status;
            Q_EMIT gui.statusChanged(status);
        });
    };
    engine.pulled = [tellGui](int) { tellGui([](SyncThread& gui) { Q_EMIT gui.pulled(); }); };
    engine.copied = [tellGui] { tellGui([](SyncThread& gui) { Q_EMIT gui.copied(); }); };
}

/// Works until it is told to quit.
void SyncThread::Inside::live(journal::Journal* facts, sync::Engine* sender, sync::Network& way) {
    QObject here;
    QEventLoop events;
    {
        const std::lock_guard lock(mutex);
        if (stopped)
            return;
        receiver = &here;
        loop = &events;
        journal = facts;
        engine = sender;
        network = &way;
        for (auto& work : std::exchange(early, {}))
            QMetaObject::invokeMethod(
                &here, [this, work = std::move(work)] { work(*this); }, Qt::QueuedConnection);
    }
    events.exec();
    const std::lock_guard lock(mutex);
    receiver = nullptr;
}

SyncThread::~SyncThread() {
    *m_alive = false;
    tell([](Inside& inside) { inside.loop->quit(); });
    const std::lock_guard lock(m_inside->mutex);
    m_inside->stopped = true;
}

void SyncThread::tell(std::function<void(Inside&)> work) {
    const std::lock_guard lock(m_inside->mutex);
    if (!m_inside->receiver)
        m_inside->early.push_back(std::move(work));
    else
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

void SyncThread::retryParked() {
    tell([](Inside& inside) {
        if (inside.engine)
            inside.engine->retryParked();
    });
}

void SyncThread::backUp(const QString& folder, QDate today) {
    tell([folder, today, post = m_post, self = this, alive = m_alive](Inside& inside) {
        if (!inside.journal)
            return;
        post([self, alive, made = inside.journal->backup(folder, today)] {
            if (*alive)
                Q_EMIT self->backedUp(made);
        });
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
