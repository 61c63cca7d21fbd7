#include "views/settings/ServerSettings.h"

#include "views/settings/WhoseWorkDialog.h"

#include <QVBoxLayout>

namespace understudy::settings {

using namespace understudy::theme;

ServerSettings::ServerSettings(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_account(new AccountSettings(theme))
    , m_refused(new RefusedSettings(theme))
    , m_store(new StoreSettings(theme))
    , m_carry(new CarrySettings(theme))
    , m_proxy(new ProxySettings(theme))
    , m_authority(new AuthoritySettings(theme)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(32);
    for (QWidget* part : std::initializer_list<QWidget*>{m_account, m_store, m_refused, m_carry, m_proxy})
        column->addWidget(part);
    column->addSpacing(12 - column->spacing()); // both are of the network
    column->addWidget(m_authority);
    m_store->hide(); // for few: one asks for it
    connect(m_account, &AccountSettings::otherStoreRequested, this, [this] {
        m_store->setVisible(!m_store->isVisible());
        if (m_store->isVisible())
            m_store->setFocus();
    });
}

void ServerSettings::tell(const SyncWords& words) {
    m_account->tell(words);
    m_store->setServer(words.server);
    m_refused->tell(words.refused);
    m_carry->tell(words);
}

void ServerSettings::askWhoseWork(const QString& before, const QString& now, std::function<void(bool)> then) {
    auto* dialog = new WhoseWorkDialog(m_theme, before, now, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this,
            [then = std::move(then)](int result) { then(result == QDialog::Accepted); });
    dialog->open();
}

} // namespace understudy::settings
