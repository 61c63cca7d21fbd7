#pragma once

#include "core/base/Threads.h"
#include "core/sync/Engine.h"
#include "core/sync/Proxy.h"

#include <QObject>

#include <atomic>
#include <memory>

namespace understudy::desktop {

/// The sync engine on a thread of its own, with its own journal connection. Values cross, nothing else.
class SyncThread final : public QObject {
    Q_OBJECT
public:
    SyncThread(Threads& threads, Post post, const QString& journalPath, QObject* parent = nullptr);
    ~SyncThread() override;

    void setAccount(const sync::Account& account);
    void syncNow();
    void noteNewFacts();
    void retryParked(const QString& fact); ///< all of them when empty
    void enroll(const QString& server, const QString& code, const QString& deviceId);
    void setProxy(const sync::Proxy& proxy);
    void setAuthority(const QByteArray& pem); ///< trusted besides the system's; "" for none
    void tryStore(const sync::Account& account);
    // Files: what came of each is said().
    void saveCarry(const QString& path, const sync::Account& account);
    void saveRefused(const QString& path, const sync::Account& account);
    void openReceipt(const QString& path, const sync::Account& account);
    /// Today's copy of the journal into @p folder, unless it is there: here, because it takes a second or two
    /// for a long journal and the window has none to spare.
    void backUp(const QString& folder, QDate today);
    const sync::Status& status() const { return m_status; }

Q_SIGNALS:
    void statusChanged(const understudy::sync::Status& status);
    void pulled(); ///< facts of other devices came in
    void copied(); ///< a copy of this journal is in use on another computer
    void backedUp(const understudy::Result<QString>& path);
    void enrolled(const understudy::sync::Account& account);
    void enrollRefused(const understudy::Error& error);
    void tried(bool good, const QString& sentence);
    void said(const understudy::Error& error); ///< a good end has the code Cancelled

private:
    struct Inside;
    using TellGui = std::function<void(std::function<void(SyncThread&)>)>;
    static void listenTo(sync::Engine& engine, const TellGui& tellGui);
    void tell(std::function<void(Inside&)> work);
    /// Runs @p work where the journal is, and says what comes of it.
    void say(std::function<Result<QString>(Inside&)> work);

    Post m_post;
    std::shared_ptr<Inside> m_inside;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    sync::Status m_status;
};

} // namespace understudy::desktop
