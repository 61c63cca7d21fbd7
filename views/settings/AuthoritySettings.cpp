#include "views/settings/AuthoritySettings.h"

#include <QAccessible>
#include <QDateTime>
#include <QFileDialog>
#include <QLocale>
#include <QStandardPaths>

namespace understudy::settings {

using namespace understudy::theme;

AuthoritySettings::AuthoritySettings(const Theme& theme, QWidget* parent)
    : SettingsPart(theme, {}, parent)
    , m_authority(new Text(theme, Type::Ui, Color::Text))
    , m_wrong(new Text(theme, Type::Body, Color::DangerText))
    , m_choose(new Button(theme, tr("Choose a certificate…"), ButtonKind::Normal))
    , m_remove(new Button(theme, tr("Remove"), ButtonKind::Quiet)) {
    m_authority->setWordWrap(true);
    addRow(tr("Certificate authority"), m_authority,
           tr("For a company that signs its servers' certificates itself. Trusted for the training server "
              "alone."));
    m_remove->setAccessibleName(tr("Remove the certificate authority"));
    addButtons({m_choose, m_remove});
    auto* gap = new QWidget;
    gap->setFixedHeight(8);
    addBlock(gap);
    addWords(m_wrong);
    connect(m_choose, &QPushButton::clicked, this, &AuthoritySettings::chooseFile);
    connect(m_remove, &QPushButton::clicked, this, &AuthoritySettings::removed);
    setAuthority({}, {});
}

void AuthoritySettings::setAuthority(const sync::Authority& authority, Instant now) {
    const auto until =
        QDateTime::fromMSecsSinceEpoch(authority.expires.time_since_epoch().count(), Qt::UTC).date();
    const QString day = QLocale().toString(until, QStringLiteral("d MMMM yyyy"));
    const bool expired = !authority.isEmpty() && authority.expires < now;
    m_authority->setText(authority.isEmpty() ? tr("None of its own")
                         : expired ? tr("%1, expired on %2. Ask the one who runs the server for the new one.")
                                         .arg(authority.name, day)
                                   : tr("%1, good until %2").arg(authority.name, day));
    m_authority->setRole(expired ? Color::DangerText : Color::Text);
    if (m_remove->hasFocus() && authority.isEmpty())
        m_choose->setFocus();
    m_remove->setVisible(!authority.isEmpty());
    m_wrong->clear();
    m_wrong->hide();
    fit();
}

void AuthoritySettings::refuse(const QString& sentence) {
    m_wrong->setText(sentence);
    m_wrong->show();
    QAccessibleEvent alert(m_wrong, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    fit();
}

void AuthoritySettings::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("The certificate of your company's authority"),
                                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation),
                                   tr("Certificates (*.pem *.crt *.cer *.der);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &AuthoritySettings::chosen);
    dialog->open();
}

} // namespace understudy::settings
