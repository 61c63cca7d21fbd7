#include "views/settings/SettingsView.h"

#include "views/settings/ServerSettings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QScrollArea>
#include <QVBoxLayout>

namespace understudy::settings {

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
    m_server = new ServerSettings(theme);
    column->addWidget(m_server);
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
    constexpr int behindServer = 6; // title, looks, server, and the room below each
    m_column->insertWidget(behindServer, part);
    m_column->insertSpacing(behindServer + 1, 32);
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

QWidget* SettingsView::data() {
    auto* part = new SettingsPart(m_theme, tr("Your work"));
    m_folder = new Text(m_theme, Type::MonoSmall, Color::Text2);
    m_folder->setWordWrap(true);
    m_folder->setTextInteractionFlags(Qt::TextSelectableByMouse);
    part->addRow(tr("Kept in"), m_folder);
    return part;
}

void SettingsView::setDataFolder(const QString& folder) { m_folder->setText(folder); }

} // namespace understudy::settings
