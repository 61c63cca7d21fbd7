#include "views/window/SettingsView.h"

#include "views/window/SettingsPart.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

namespace understudy::window {

using namespace understudy::theme;

SettingsView::SettingsView(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme) {
    auto* page = new Ground(theme, Color::BgPanel);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(48, 36, 48, 36);
    column->setSpacing(0);
    column->addWidget(new Text(theme, Type::Display, Color::Text, tr("Settings")));
    column->addSpacing(28);
    column->addWidget(looks());
    column->addSpacing(32);
    column->addWidget(server());
    column->addSpacing(32);
    column->addWidget(data());
    column->addStretch(1);

    auto* scroll = new QScrollArea;
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
    m_column = column;
}

void SettingsView::addPart(QWidget* part) {
    constexpr int behindLooks = 4; // title, looks, and the room below each
    m_column->insertWidget(behindLooks, part);
    m_column->insertSpacing(behindLooks + 1, 32);
}

QWidget* SettingsView::looks() {
    auto* part = new SettingsPart(m_theme, tr("Looks"));

    auto* mode = new QComboBox;
    mode->addItems({tr("As the desktop"), tr("Light"), tr("Dark")});
    mode->setCurrentIndex(static_cast<int>(m_theme.mode()));
    connect(mode, &QComboBox::activated, this, [this](int index) {
        m_theme.setMode(static_cast<Mode>(index));
        Q_EMIT looksChanged();
    });
    part->addRow(tr("Theme"), mode);

    auto* size = new QComboBox;
    for (const int percent : {90, 100, 110, 125, 150, 175, 200})
        size->addItem(tr("%1%").arg(percent), percent);
    size->setCurrentIndex(qMax(0, size->findData(m_theme.textPercent())));
    connect(size, &QComboBox::activated, this, [this, size] {
        m_theme.setTextPercent(size->currentData().toInt());
        Q_EMIT looksChanged();
    });
    part->addRow(tr("Text size"), size);

    auto* motion = new QCheckBox(tr("Change things at once, without motion"));
    motion->setChecked(m_theme.reduceMotion());
    connect(motion, &QCheckBox::toggled, this, [this](bool on) {
        m_theme.setReduceMotion(on);
        Q_EMIT looksChanged();
    });
    part->addRow(tr("Reduce motion"), motion);
    return part;
}

QWidget* SettingsView::server() {
    auto* part = new SettingsPart(m_theme, tr("Training server"));
    m_serverWords = new Text(m_theme, Type::Body, Color::Text2);
    part->addWords(m_serverWords);

    m_address = new QLineEdit;
    m_address->setPlaceholderText(QStringLiteral("https://training.example.com"));
    part->addRow(tr("Address"), m_address);
    m_code = new QLineEdit;
    m_code->setPlaceholderText(QStringLiteral("XXXX-XXXX-XXXX-XXXX"));
    part->addRow(tr("Enrollment code"), m_code);

    m_enroll = new Button(m_theme, tr("Enroll this laptop"), ButtonKind::Primary);
    m_leave = new Button(m_theme, tr("Leave this server"), ButtonKind::Quiet);
    m_leave->hide();
    m_resend = new Button(m_theme, tr("Send again what was refused"), ButtonKind::Quiet);
    m_resend->hide();
    connect(m_resend, &QPushButton::clicked, this, &SettingsView::resendRequested);
    part->addButtons({m_enroll, m_leave, m_resend});
    const auto ask = [this] {
        Q_EMIT enrollRequested(m_address->text().trimmed(), m_code->text().trimmed());
    };
    connect(m_enroll, &QPushButton::clicked, this, ask);
    connect(m_code, &QLineEdit::returnPressed, this, ask);
    connect(m_leave, &QPushButton::clicked, this, &SettingsView::askLeave);
    setServer(
        {},
        tr("No training server yet. Your work is kept on this laptop. Your coordinator gives you an address "
           "and a code."),
        false);
    return part;
}

QWidget* SettingsView::data() {
    auto* part = new SettingsPart(m_theme, tr("Your work"));
    m_folder = new Text(m_theme, Type::MonoSmall, Color::Text2);
    m_folder->setWordWrap(true);
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse);
    part->addRow(tr("Kept in"), m_folder);
    return part;
}

void SettingsView::setServer(const QString& address, const QString& words, bool trouble) {
    m_serverWords->setText(words);
    m_serverWords->setRole(trouble ? Color::DangerText : Color::Text2);
    if (!address.isEmpty())
        m_address->setText(address);
    m_leave->setVisible(!address.isEmpty());
    m_enrolled = !address.isEmpty();
    if (m_enroll->isEnabled())
        showEnrolling(false);
}

void SettingsView::askLeave() {
    auto* dialog = new StateDialog(
        m_theme, QStringLiteral("cloud-off"), Color::WarnText, tr("Leave this server?"),
        tr("Your work stays on this laptop and what was sent stays there. Nothing more is sent, and to come "
           "back you need a new code from your coordinator."),
        window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->addChoice(tr("Leave this server"), ButtonKind::Danger, QDialog::Accepted);
    dialog->addChoice(tr("Stay enrolled"), ButtonKind::Primary, QDialog::Rejected)->setDefault(true);
    connect(dialog, &QDialog::accepted, this, &SettingsView::leaveServerRequested);
    dialog->open();
}

void SettingsView::setParked(int records) { m_resend->setVisible(records > 0); }

void SettingsView::setDataFolder(const QString& folder) { m_folder->setText(folder); }

void SettingsView::setEnrolling(bool busy) {
    showEnrolling(busy);
    if (!busy)
        m_code->clear();
}

void SettingsView::showEnrolling(bool busy) {
    m_enroll->setEnabled(!busy);
    m_enroll->setText(busy         ? tr("Asking the server")
                      : m_enrolled ? tr("Enroll again")
                                   : tr("Enroll this laptop"));
}

} // namespace understudy::window
