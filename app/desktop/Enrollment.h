#pragma once

#include "app/desktop/Keyring.h"
#include "app/desktop/SyncThread.h"
#include "core/connection/Secrets.h"
#include "core/sync/Authority.h"
#include "views/window/Desk.h"

#include <QSettings>

#include <optional>

namespace understudy::desktop {

/// This profile's account at a training server: the thread that syncs, the keychain that keeps the password,
/// and what the window says of both and can ask of them.
class Enrollment final : public QObject {
    Q_OBJECT
public:
    struct Place {
        const QString& profile;
        QSettings& settings;
        const Clock& clock;
        journal::Journal& journal;
        connection::Secrets& secrets; ///< for the password of a proxy
        window::Desk& desk;
        window::ProgressFeed& feed;
    };
    Enrollment(Threads& threads, Post post, const Place& place);

    void begin(); ///< with the account that is kept, if there is one
    SyncThread& sync() { return m_sync; }
    /// The address and code of a training server, as typed into the settings.
    void enroll(const QString& address, const QString& code);

Q_SIGNALS:
    void enrolled();
    void refused(const QString& sentence);

private:
    void followSync();
    void followKeyring();
    void followDesk();
    void followSettings();
    /// Does @p then with the account, unless the work here is somebody else's.
    void takeIfOwn(const sync::Account& account, std::function<void()> then);
    void take(const sync::Account& account);
    void leave();
    bool isCurrent(const sync::Account& account) const;
    void loseServer(); ///< the keychain does not give out the account
    void show(const sync::Status& status);
    void readProxy();
    void setProxy(const sync::Proxy& proxy);
    void readAuthority();
    void chooseAuthority(const QString& file);
    void setAuthority(const sync::Authority& authority);
    void keepPlan(const sync::Plan& plan);
    void followPlan();

    Place m_place;
    SyncThread m_sync;
    Keyring m_keyring;
    std::optional<sync::Account> m_account;
    sync::Proxy m_proxy;
    sync::Authority m_authority;
    QString m_lostServer; ///< address of the server whose password the keychain does not give out
};

} // namespace understudy::desktop
