#include "views/reader/ReaderHeader.h"

#include "views/reader/Engine.h"
#include "views/theme/Chip.h"

#include <QHBoxLayout>
#include <QMenu>

namespace understudy::reader {

using theme::Color;
using theme::Type;

ReaderHeader::ReaderHeader(const theme::Theme& theme, QWidget* parent)
    : Ground(theme, Color::BgPanel, parent)
    , m_contents(new theme::IconButton(theme, QStringLiteral("panel-left"),
                                       tr("Show or hide the contents (Ctrl+Shift+G)"), this))
    , m_module(new theme::Text(theme, Type::Ui, Color::Text2, {}, this))
    , m_slash(new theme::Text(theme, Type::Ui, Color::Text3, QStringLiteral("/"), this))
    , m_page(new theme::Text(theme, Type::Heading, Color::Text, {}, this))
    , m_find(new FindBox(theme, this))
    , m_size(new theme::IconButton(theme, QStringLiteral("text"), tr("Text size"), this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 0, 12, 0);
    row->setSpacing(10);
    m_page->setElided(true);
    row->addWidget(m_module);
    row->addWidget(m_slash);
    row->addWidget(m_page);
    row->addStretch(1);
    if (!sandboxIsOn()) {
        auto* chip = new theme::Chip(theme, tr("No sandbox"), theme::Chip::Kind::Warn, this);
        chip->setToolTip(tr(
            "Understudy runs as root, so pages are drawn without the browser’s sandbox. Pages come from the "
            "signed course pack only. Start Understudy as an ordinary user to have the sandbox."));
        row->addWidget(chip);
    }
    row->addWidget(m_find);
    row->addWidget(m_size);
    row->addWidget(m_contents);
    setFixedHeight(theme.px(52));
    connect(&theme, &theme::Theme::changed, this, [this] { setFixedHeight(m_theme.px(52)); });
    connect(m_size, &QToolButton::clicked, this, &ReaderHeader::showSizes);
    connect(m_contents, &QToolButton::clicked, this, &ReaderHeader::contentsToggled);
}

void ReaderHeader::setPlace(const QString& module, const QString& page) {
    m_module->setText(module);
    m_slash->setVisible(!module.isEmpty());
    m_page->setText(page);
}

void ReaderHeader::setTextPercent(int percent) { m_percent = percent; }

void ReaderHeader::showSizes() {
    QMenu menu(this);
    for (const int percent : {90, 100, 110, 125, 150, 175, 200}) {
        auto* action = menu.addAction(tr("%1%").arg(percent));
        action->setCheckable(true);
        action->setChecked(percent == m_percent);
        connect(action, &QAction::triggered, this, [this, percent] { Q_EMIT textPercentChosen(percent); });
    }
    menu.exec(m_size->mapToGlobal(QPoint(0, m_size->height() + 4)));
}

} // namespace understudy::reader
