#include "views/window/SettingsView.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

namespace understudy::window {

using namespace understudy::theme;

namespace {

constexpr int labelWidth = 200;
constexpr int fieldWidth = 320;

} // namespace

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
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
}

void SettingsView::addRow(QVBoxLayout& column, const QString& label, QWidget* control) {
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 6, 0, 6);
    auto* words = new Text(m_theme, Type::Ui, Color::Text2, label);
    words->setMinimumWidth(m_theme.px(labelWidth));
    words->setBuddy(control);
    control->setAccessibleName(label);
    row->addWidget(words);
    row->addWidget(control);
    row->addStretch(1);
    column.addLayout(row);
}

QWidget* SettingsView::looks() {
    auto* part = new QWidget;
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new Text(m_theme, Type::Heading, Color::Text, tr("Looks")));
    column->addSpacing(8);

    auto* mode = new QComboBox;
    mode->addItems({tr("As the desktop"), tr("Light"), tr("Dark")});
    mode->setCurrentIndex(static_cast<int>(m_theme.mode()));
    mode->setMinimumWidth(m_theme.px(fieldWidth));
    connect(mode, &QComboBox::activated, this, [this](int index) {
        m_theme.setMode(static_cast<Mode>(index));
        Q_EMIT looksChanged();
    });
    addRow(*column, tr("Theme"), mode);

    auto* size = new QComboBox;
    for (const int percent : {90, 100, 110, 125, 150, 175, 200})
        size->addItem(tr("%1%").arg(percent), percent);
    size->setCurrentIndex(qMax(0, size->findData(m_theme.textPercent())));
    size->setMinimumWidth(m_theme.px(fieldWidth));
    connect(size, &QComboBox::activated, this, [this, size] {
        m_theme.setTextPercent(size->currentData().toInt());
        Q_EMIT looksChanged();
    });
    addRow(*column, tr("Text size"), size);

    auto* motion = new QCheckBox(tr("Change things at once, without motion"));
    motion->setChecked(m_theme.reduceMotion());
    connect(motion, &QCheckBox::toggled, this, [this](bool on) {
        m_theme.setReduceMotion(on);
        Q_EMIT looksChanged();
    });
    addRow(*column, tr("Reduce motion"), motion);
    return part;
}

QWidget* SettingsView::server() {
    auto* part = new QWidget;
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new Text(m_theme, Type::Heading, Color::Text, tr("Training server")));
    column->addSpacing(8);
    m_serverWords = new Text(m_theme, Type::Body, Color::Text2);
    m_serverWords->setWordWrap(true);
    m_serverWords->setMaximumWidth(m_theme.px(640));
    column->addWidget(m_serverWords);
    column->addSpacing(8);

    m_address = new QLineEdit;
    m_address->setPlaceholderText(QStringLiteral("https://training.example.com"));
    m_address->setMinimumWidth(m_theme.px(fieldWidth));
    addRow(*column, tr("Address"), m_address);
    m_code = new QLineEdit;
    m_code->setPlaceholderText(QStringLiteral("XXXX-XXXX-XXXX-XXXX"));
    m_code->setMinimumWidth(m_theme.px(fieldWidth));
    addRow(*column, tr("Enrollment code"), m_code);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(m_theme.px(labelWidth), 8, 0, 0);
    m_enroll = new Button(m_theme, tr("Enroll this laptop"), ButtonKind::Primary);
    m_leave = new Button(m_theme, tr("Leave this server"), ButtonKind::Quiet);
    m_leave->hide();
    row->setSpacing(8);
    row->addWidget(m_enroll);
    row->addWidget(m_leave);
    m_resend = new Button(m_theme, tr("Send again what was refused"), ButtonKind::Quiet);
    m_resend->hide();
    row->addWidget(m_resend);
    connect(m_resend, &QPushButton::clicked, this, &SettingsView::resendRequested);
    row->addStretch(1);
    column->addLayout(row);
    const auto ask = [this] {
        Q_EMIT enrollRequested(m_address->text().trimmed(), m_code->text().trimmed());
    };
    connect(m_enroll, &QPushButton::clicked, this, ask);
    connect(m_code, &QLineEdit::returnPressed, this, ask);
    connect(m_leave, &QPushButton::clicked, this, &SettingsView::leaveServerRequested);
    setServer(
        {},
        tr("No training server yet. Your work is kept on this laptop. Your coordinator gives you an address "
           "and a code."),
        false);
    return part;
}

QWidget* SettingsView::data() {
    auto* part = new QWidget;
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new Text(m_theme, Type::Heading, Color::Text, tr("Your work")));
    column->addSpacing(8);
    m_folder = new Text(m_theme, Type::MonoSmall, Color::Text2);
    m_folder->setWordWrap(true);
    m_folder->setMaximumWidth(m_theme.px(640));
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addRow(*column, tr("Kept in"), m_folder);
    return part;
}

void SettingsView::setServer(const QString& address, const QString& words, bool trouble) {
    m_serverWords->setText(words);
    m_serverWords->setRole(trouble ? Color::DangerText : Color::Text2);
    if (!address.isEmpty())
        m_address->setText(address);
    m_leave->setVisible(!address.isEmpty());
}

void SettingsView::setParked(int records) { m_resend->setVisible(records > 0); }

void SettingsView::setDataFolder(const QString& folder) { m_folder->setText(folder); }

void SettingsView::setEnrolling(bool busy) {
    m_enroll->setEnabled(!busy);
    m_enroll->setText(busy ? tr("Asking the server") : tr("Enroll this laptop"));
    if (!busy)
        m_code->clear();
}

} // namespace understudy::window
