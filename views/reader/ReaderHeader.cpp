#include "views/reader/ReaderHeader.h"

#include "views/reader/Engine.h"
#include "views/theme/Chip.h"

#include <QHBoxLayout>

#include <algorithm>
#include <initializer_list>

namespace understudy::reader {

using theme::Color;
using theme::Type;

ReaderHeader::ReaderHeader(const theme::Theme& theme, QWidget* parent)
    : Ground(theme, Color::BgPanel, parent)
    , m_back(new theme::IconButton(theme, QStringLiteral("arrow-left"), tr("Back (Alt+Left)"), this))
    , m_forward(new theme::IconButton(theme, QStringLiteral("arrow-right"), tr("Forward (Alt+Right)"), this))
    , m_course(crumb(tr("Course")))
    , m_courseSlash(slash())
    , m_module(crumb({}))
    , m_slash(slash())
    , m_page(new theme::Text(theme, Type::Heading, Color::Text, {}, this))
    , m_find(new FindBox(theme, this))
    , m_look(new theme::IconButton(theme, QStringLiteral("text"), tr("How text looks (Ctrl+Shift+A)"), this))
    , m_more(new theme::IconButton(theme, QStringLiteral("more"), tr("Print, or save as PDF (Ctrl+P)"), this))
    , m_contents(new theme::IconButton(theme, QStringLiteral("panel-left"),
                                       tr("Show or hide the contents (Ctrl+Shift+G)"), this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(2);
    m_page->setElided(true);
    row->addWidget(m_back);
    row->addWidget(m_forward);
    row->addSpacing(6);
    row->addWidget(m_course);
    row->addWidget(m_courseSlash);
    row->addWidget(m_module);
    row->addWidget(m_slash);
    row->addSpacing(8);
    row->addWidget(m_page);
    row->addStretch(1);
    row->addSpacing(8);
    if (!sandboxIsOn()) {
        auto* chip = new theme::Chip(theme, tr("No sandbox"), theme::Chip::Kind::Warn, this);
        chip->setToolTip(tr(
            "Understudy runs as root, so pages are drawn without the browser’s sandbox. Pages come from the "
            "signed course pack only. Start Understudy as an ordinary user to have the sandbox."));
        row->addWidget(chip);
        row->addSpacing(8);
    }
    row->addWidget(m_find);
    row->addSpacing(8);
    for (auto* button : {m_look, m_more, m_contents})
        row->addWidget(button);
    setFixedHeight(theme.px(52));
    connect(&theme, &theme::Theme::changed, this, [this] {
        setFixedHeight(m_theme.px(52));
        fit();
    });
    connect(m_back, &QToolButton::clicked, this, &ReaderHeader::backChosen);
    connect(m_forward, &QToolButton::clicked, this, &ReaderHeader::forwardChosen);
    connect(m_course, &QPushButton::clicked, this, &ReaderHeader::courseChosen);
    connect(m_module, &QPushButton::clicked, this, &ReaderHeader::moduleChosen);
    connect(m_look, &QToolButton::clicked, this, &ReaderHeader::lookRequested);
    connect(m_more, &QToolButton::clicked, this, &ReaderHeader::moreRequested);
    connect(m_contents, &QToolButton::clicked, this, &ReaderHeader::contentsToggled);
    setSteps(false, false);
}

theme::Button* ReaderHeader::crumb(const QString& words) {
    auto* button =
        new theme::Button(m_theme, words, theme::ButtonKind::Quiet, {}, theme::ButtonSize::Compact, this);
    button->setToolTip(tr("Show in the contents"));
    return button;
}

theme::Text* ReaderHeader::slash() {
    auto* between = new theme::Text(m_theme, Type::Ui, Color::Text3, QStringLiteral("/"), this);
    between->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    return between;
}

void ReaderHeader::setPlace(const QString& module, const QString& page) {
    m_module->setText(module);
    m_page->setText(page);
    fit();
}

QSize ReaderHeader::minimumSizeHint() const {
    const std::initializer_list<const QWidget*> giveWay{m_back,   m_forward, m_course, m_courseSlash,
                                                        m_module, m_slash,   m_page,   m_find};
    int stays = 24 + m_find->minimumSizeHint().width() + m_theme.px(40);
    for (int i = 0; i < layout()->count(); ++i) {
        const QWidget* part = layout()->itemAt(i)->widget();
        if (part && std::find(giveWay.begin(), giveWay.end(), part) == giveWay.end())
            stays += part->sizeHint().width() + 2;
    }
    return {stays + 24, m_theme.px(52)}; // with the spaces between
}

// Where there is little room the way to the page gives way to its title: the course first, then the module,
// then what keys do as well.
void ReaderHeader::fit() {
    const auto wide = [](const QWidget* part) { return part->sizeHint().width() + 2; };
    int room = width() - minimumSizeHint().width() - m_theme.px(60) - 40;
    const auto take = [&room](int needed) {
        const bool fits = room >= needed;
        room -= fits ? needed : 0;
        return fits;
    };
    const bool steps = take(wide(m_back) + wide(m_forward));
    const bool module = !m_module->text().isEmpty() && take(wide(m_module) + wide(m_slash));
    const bool course = module && take(wide(m_course) + wide(m_courseSlash));
    m_back->setVisible(steps);
    m_forward->setVisible(steps);
    m_module->setVisible(module);
    m_slash->setVisible(module);
    m_course->setVisible(course);
    m_courseSlash->setVisible(course);
}

void ReaderHeader::resizeEvent(QResizeEvent* event) {
    Ground::resizeEvent(event);
    fit();
}

void ReaderHeader::setSteps(bool back, bool forward) {
    m_back->setEnabled(back);
    m_forward->setEnabled(forward);
}

} // namespace understudy::reader
