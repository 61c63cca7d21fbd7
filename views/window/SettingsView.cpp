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
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(scroll);
    connect(&theme, &Theme::changed, this, &SettingsView::fit);
}

void SettingsView::addRow(QVBoxLayout& column, const QString& label, QWidget* control) {
    auto* row = new QBoxLayout(QBoxLayout::LeftToRight);
    row->setContentsMargins(0, 6, 0, 6);
    auto* words = new Text(m_theme, Type::Ui, Color::Text2, label);
    words->setBuddy(control);
    control->setAccessibleName(label);
    const auto* text = qobject_cast<const QLabel*>(control); // takes the row, and wraps at its end
    row->addWidget(words);
    row->addWidget(control, text ? 1 : 0);
    row->addStretch(text ? 0 : 1);
    column.addLayout(row);
    m_rows.push_back({row, words, text ? nullptr : control});
}

void SettingsView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

// Labels stand before their fields, or above them where there is no room for both.
void SettingsView::fit() {
    const bool narrow = width() < m_theme.px(labelWidth + fieldWidth) + 140;
    for (const Row& row : m_rows) {
        row.layout->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
        row.label->setMinimumWidth(narrow ? 0 : m_theme.px(labelWidth));
        if (row.field && !qobject_cast<QAbstractButton*>(row.field))
            row.field->setMinimumWidth(qMin(m_theme.px(fieldWidth), qMax(120, width() - 110)));
    }
    m_buttons->setContentsMargins(narrow ? 0 : m_theme.px(labelWidth), 8, 0, 0);
    m_buttons->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_serverWords->setMaximumWidth(m_theme.px(640));
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
    connect(mode, &QComboBox::activated, this, [this](int index) {
        m_theme.setMode(static_cast<Mode>(index));
        Q_EMIT looksChanged();
    });
    addRow(*column, tr("Theme"), mode);

    auto* size = new QComboBox;
    for (const int percent : {90, 100, 110, 125, 150, 175, 200})
        size->addItem(tr("%1%").arg(percent), percent);
    size->setCurrentIndex(qMax(0, size->findData(m_theme.textPercent())));
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
    column->addWidget(m_serverWords);
    column->addSpacing(8);

    m_address = new QLineEdit;
    m_address->setPlaceholderText(QStringLiteral("https://training.example.com"));
    addRow(*column, tr("Address"), m_address);
    m_code = new QLineEdit;
    m_code->setPlaceholderText(QStringLiteral("XXXX-XXXX-XXXX-XXXX"));
    addRow(*column, tr("Enrollment code"), m_code);

    auto* row = m_buttons = new QBoxLayout(QBoxLayout::LeftToRight);
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
    connect(m_leave, &QPushButton::clicked, this, &SettingsView::askLeave);
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
