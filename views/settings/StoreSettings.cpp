#include "views/settings/StoreSettings.h"

#include "views/settings/AccountSettings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>

namespace understudy::settings {

using namespace understudy::theme;

StoreSettings::StoreSettings(const Theme& theme, QWidget* parent)
    : SettingsPart(theme, tr("Another record store"), parent)
    , m_version(new QComboBox)
    , m_oldIds(new QCheckBox(tr("Only ids of the older kind")))
    , m_finding(new Text(theme, Type::Body, Color::Text2))
    , m_try(new Button(theme, tr("Try it"), ButtonKind::Normal)) {
    m_endpoint = addField(tr("Endpoint"));
    m_endpoint->setPlaceholderText(QStringLiteral("https://lrs.example.com/xapi"));
    m_key = addField(tr("Key"));
    m_secret = addField(tr("Secret"));
    m_secret->setEchoMode(QLineEdit::Password);
    m_name = addField(
        tr("Your name there"),
        tr("As your company knows you, your staff number perhaps: the same on each of your computers."));
    m_version->addItem(QStringLiteral("xAPI 1.0.3"), QStringLiteral("1.0.3"));
    m_version->addItem(QStringLiteral("xAPI 2.0"), QStringLiteral("2.0.0"));
    addRow(tr("Version"), m_version);
    addRow(tr("Ids"), m_oldIds, tr("For stores that refuse the ids of this program as not valid."));
    auto* use = new Button(theme, tr("Use this record store"), ButtonKind::Normal);
    addButtons({m_try, use});
    m_finding->setContentsMargins(0, 12, 0, 0);
    addWords(m_finding);
    connect(m_try, &QPushButton::clicked, this, &StoreSettings::tryOut);
    connect(use, &QPushButton::clicked, this, &StoreSettings::choose);
    const auto forget = [this] { // it was said of what stood there before
        if (m_try->isEnabled())
            setFinding(true, {});
    };
    for (QLineEdit* field : {m_endpoint, m_key, m_secret, m_name})
        connect(field, &QLineEdit::textChanged, this, forget);
    connect(m_version, &QComboBox::currentIndexChanged, this, forget);
    connect(m_oldIds, &QCheckBox::toggled, this, forget);
    m_finding->hide();
}

QLineEdit* StoreSettings::addField(const QString& label, const QString& hint) {
    auto* field = new QLineEdit;
    addRow(label, field, hint);
    return field;
}

std::optional<sync::Account> StoreSettings::typed() {
    const auto account = sync::accountAt({m_endpoint->text(), m_key->text(), m_secret->text(), m_name->text(),
                                          m_version->currentData().toString(), m_oldIds->isChecked()});
    if (account)
        return *account;
    setFinding(false, account.error().sentence);
    return {};
}

void StoreSettings::tryOut() {
    const auto account = typed();
    if (!account)
        return;
    setFinding(true, tr("Asking the record store."));
    m_try->setEnabled(false);
    Q_EMIT tryRequested(*account);
}

void StoreSettings::choose() {
    const auto account = typed();
    if (!account)
        return;
    const QString to = account->endpoint.toString();
    if (m_server.isEmpty() || m_server == to)
        return Q_EMIT chosen(*account);
    askBeforeChange(m_theme, *this, m_server, to, [this, account] { Q_EMIT chosen(*account); });
}

void StoreSettings::setFinding(bool good, const QString& sentence) {
    m_try->setEnabled(true);
    m_finding->setText(sentence);
    m_finding->setRole(good ? Color::Text : Color::DangerText);
    m_finding->setVisible(!sentence.isEmpty());
    fit();
}

} // namespace understudy::settings
