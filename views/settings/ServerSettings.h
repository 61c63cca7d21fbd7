#pragma once

#include "views/settings/AccountSettings.h"
#include "views/settings/AuthoritySettings.h"
#include "views/settings/CarrySettings.h"
#include "views/settings/ProxySettings.h"
#include "views/settings/RefusedSettings.h"
#include "views/settings/StoreSettings.h"

namespace understudy::settings {

/// All that concerns the training server, one part below the other.
class ServerSettings final : public QWidget {
    Q_OBJECT
public:
    explicit ServerSettings(const theme::Theme& theme, QWidget* parent = nullptr);

    void tell(const SyncWords& words);
    AccountSettings& account() { return *m_account; }
    RefusedSettings& refused() { return *m_refused; }
    StoreSettings& store() { return *m_store; }
    CarrySettings& carry() { return *m_carry; }
    ProxySettings& proxy() { return *m_proxy; }
    AuthoritySettings& authority() { return *m_authority; }
    /// Asks whether the work here, sent as @p before until now, is of @p now too; @p then hears it.
    void askWhoseWork(const QString& before, const QString& now, std::function<void(bool)> then);

private:
    const theme::Theme& m_theme;
    AccountSettings* m_account;
    RefusedSettings* m_refused;
    StoreSettings* m_store;
    CarrySettings* m_carry;
    ProxySettings* m_proxy;
    AuthoritySettings* m_authority;
};

} // namespace understudy::settings
