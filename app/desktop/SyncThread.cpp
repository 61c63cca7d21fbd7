#include "app/desktop/SyncThread.h"

#include "core/base/Log.h"
#include "core/sync/CarryFile.h"
#include "core/sync/HttpNetwork.h"
#include "core/sync/Receipt.h"
#include "core/sync/Trial.h"

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
    sync::HttpNetwork* network = nullptr;

    void live(journal::Journal* facts, sync::Engine* sender, sync::HttpNetwork& way);
};

namespace {

constexpr qint64 mostOfAReceipt = 256LL * 1024 * 1024;

/// An authority for all of this computer's users, set by whoever looks after it.
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
void SyncThread::Inside::live(journal::Journal* facts, sync::Engine* sender, sync::HttpNetwork& way) {
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

void SyncThread::retryParked(const QString& fact) {
    tell([fact](Inside& inside) {
        if (inside.engine)
            inside.engine->retryParked(fact);
    });
}

void SyncThread::setProxy(const sync::Proxy& proxy) {
    tell([proxy](Inside& inside) { inside.network->setProxy(proxy); });
}

void SyncThread::setAuthority(const QByteArray& pem) {
    tell([pem](Inside& inside) { inside.network->setAuthority(authorityFile() + '\n' + pem); });
}

void SyncThread::tryStore(const sync::Account& account) {
    tell([account, post = m_post, self = this, alive = m_alive](Inside& inside) {
        sync::tryOut(*inside.network, account, [post, self, alive](const sync::Finding& finding) {
            post([self, alive, finding] {
                if (*alive)
                    Q_EMIT self->tried(finding.good, finding.sentence);
            });
        });
    });
}

void SyncThread::say(std::function<Result<QString>(Inside&)> work) {
    tell([work = std::move(work), post = m_post, self = this, alive = m_alive](Inside& inside) {
        const auto came =
            inside.journal
                ? work(inside)
                : Result<QString>(Error{Errc::Io,
                                        tr("The journal of your progress could not be opened, so this was "
                                           "not done. Start the program again, then try once more."),
                                        {}});
        post([self, alive, error = came ? Error{Errc::Cancelled, *came, {}} : came.error()] {
            if (*alive)
                Q_EMIT self->said(error);
        });
    });
}

void SyncThread::saveCarry(const QString& path, const sync::Account& account) {
    say([path, account](Inside& inside) -> Result<QString> {
        const auto file = sync::makeCarryFile(*inside.journal, account, SystemClock().now());
        if (!file)
            return file.error();
        if (const auto written = sync::writeFile(path, file->bytes); !written)
            return written.error();
        return (file->statements == 1 ? tr("The file with 1 event is saved.")
                                      : tr("The file with %1 events is saved.").arg(file->statements)) +
               u' ' +
               tr("Give it to your coordinator, and open the receipt that comes back. Until then they "
                  "wait here.");
    });
}

void SyncThread::saveRefused(const QString& path, const sync::Account& account) {
    say([path, account](Inside& inside) -> Result<QString> {
        const auto bytes = sync::refusedAsFile(*inside.journal, account);
        if (!bytes)
            return bytes.error();
        if (const auto written = sync::writeFile(path, *bytes); !written)
            return written.error();
        return tr("The file is saved. Give it to the one who runs the server.");
    });
}

void SyncThread::openReceipt(const QString& path, const sync::Account& account) {
    say([path, account, post = m_post, self = this, alive = m_alive](Inside& inside) -> Result<QString> {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return Error{Errc::Io,
                         tr("The receipt could not be read. Copy it to this laptop, then open it "
                            "again."),
                         file.errorString()};
        const auto receipt = sync::readReceipt(file.read(mostOfAReceipt), account);
        if (!receipt)
            return receipt.error();
        const auto settled = sync::settle(*receipt, *inside.journal);
        if (!settled)
            return settled.error();
        inside.engine->noteNewFacts(); // the status has changed
        post([self, alive] {
            if (*alive)
                Q_EMIT self->pulled();
        });
        return sync::wordsOf(*settled);
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
        sync::enroll(*inside.network, sync::addressOf(server), code, deviceId, QSysInfo::machineHostName(),
                     [post, self, alive](const Result<sync::Account>& result) {
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
