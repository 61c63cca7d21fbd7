#include "views/settings/ProxySettings.h"

#include <QComboBox>
#include <QLineEdit>

namespace understudy::settings {

using namespace understudy::theme;
using Kind = sync::Proxy::Kind;

ProxySettings::ProxySettings(const Theme& theme, QWidget* parent)
    : SettingsPart(theme, tr("Network"), parent)
    , m_kind(new QComboBox)
    , m_address(new QLineEdit)
    , m_user(new QLineEdit)
    , m_password(new QLineEdit) {
    m_kind->addItem(tr("As the system says"), static_cast<int>(Kind::System));
    m_kind->addItem(tr("None"), static_cast<int>(Kind::None));
    m_kind->addItem(tr("This one"), static_cast<int>(Kind::Own));
    addRow(tr("Proxy"), m_kind);
    m_address->setPlaceholderText(QStringLiteral("proxy.example:3128"));
    addRow(tr("Address of the proxy"), m_address);
    addRow(tr("User name for the proxy"), m_user);
    m_password->setEchoMode(QLineEdit::Password);
    addRow(tr("Password for the proxy"), m_password,
           tr("Kept in the keychain of this computer. Leave both empty where the proxy asks nobody."));
    auto* use = new Button(theme, tr("Use this way"), ButtonKind::Normal);
    addButtons({use});
    connect(use, &QPushButton::clicked, this, &ProxySettings::choose);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ProxySettings::showFields);
    setProxy({});
}

void ProxySettings::setProxy(const sync::Proxy& proxy) {
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(proxy.kind)));
    m_address->setText(proxy.host.isEmpty() ? QString()
                                            : QStringLiteral("%1:%2").arg(proxy.host).arg(proxy.port));
    m_user->setText(proxy.user);
    m_password->setText(proxy.password);
    showFields();
}

void ProxySettings::showFields() {
    const bool own = m_kind->currentData().toInt() == static_cast<int>(Kind::Own);
    for (QLineEdit* field : {m_address, m_user, m_password})
        field->setEnabled(own);
}

void ProxySettings::choose() {
    const auto kind = static_cast<Kind>(m_kind->currentData().toInt());
    if (kind != Kind::Own)
        return Q_EMIT chosen({kind, {}, 0, {}, {}});
    const auto proxy = sync::proxyAt(m_address->text(), m_user->text(), m_password->text());
    if (proxy)
        Q_EMIT chosen(*proxy);
    else
        Q_EMIT trouble(proxy.error());
}

} // namespace understudy::settings
