#include "views/terminal/TerminalTabs.h"

#include "views/terminal/TabBar.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QStackedWidget>

// The line of tabs and buttons, and the page that says that nobody answers.
namespace understudy::terminal {

using theme::Color;

namespace {

QString named(const QString& words, Act act) {
    return QStringLiteral("%1 (%2)").arg(words, actionOf(act).shown().toString(QKeySequence::NativeText));
}

} // namespace

void TerminalTabs::buildBar() {
    m_bar = new TabBar(m_theme, m_head);
    const auto button = [this](const char* icon, const QString& name) {
        return new theme::IconButton(m_theme, QString::fromLatin1(icon), name, m_head, 16);
    };
    auto* plus = button("plus", named(tr("New tab"), Act::NewTab));
    auto* find = button("search", named(tr("Find in terminal"), Act::Find));
    auto* beside = button("split", named(tr("Split side by side"), Act::SplitRight));
    m_full = button("full-view", named(tr("Only the terminal"), Act::FullView));
    m_more = button("more", tr("All that a terminal can do"));
    auto* row = new QHBoxLayout(m_head);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(2);
    row->addWidget(m_bar, 0, Qt::AlignBottom);
    row->addWidget(plus);
    row->addStretch(1);
    for (QWidget* part : {find, beside, m_full, m_more}) {
        row->addWidget(part);
    }
    connect(plus, &QToolButton::clicked, this, [this, plus] {
        if (m_offersHosts) {
            showPlusMenu(plus->mapToGlobal(QPoint(0, plus->height())));
        } else {
            perform(Act::NewTab);
        }
    });
    connect(find, &QToolButton::clicked, this, [this] { perform(Act::Find); });
    connect(beside, &QToolButton::clicked, this, [this] { perform(Act::SplitRight); });
    connect(m_more, &QToolButton::clicked, this, &TerminalTabs::showMenu);
    connect(m_full, &QToolButton::clicked, this, [this] {
        setFullView(!m_isFull);
        Q_EMIT fullViewRequested(m_isFull);
    });
    connect(m_bar, &TabBar::renamed, this, [this](int index, const QString& name) {
        m_bar->setTabText(index, name);
        if (TerminalView* shown = view(index)) {
            shown->setAccessibleName(tr("Terminal, %1").arg(name));
            refreshDot(*shown);
            shown->setFocus();
        }
    });
    connect(m_bar, &QTabBar::currentChanged, this, [this](int index) {
        if (index >= 0) {
            m_pages->setCurrentIndex(index);
            m_rang.remove(view(index));
            refreshDot(*view(index));
            if (!showsProblem()) {
                view(index)->setFocus();
            }
        }
        Q_EMIT currentChanged(current());
    });
}

void TerminalTabs::showPlusMenu(QPoint at) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_theme.icon(QStringLiteral("terminal"), Color::Text2, 16),
                    tr("New tab") + QLatin1Char('\t') +
                        actionOf(Act::NewTab).shown().toString(QKeySequence::NativeText),
                    this, [this] { perform(Act::NewTab); });
    menu->addAction(m_theme.icon(QStringLiteral("server"), Color::Text2, 16), tr("Connect to a host…"), this,
                    &TerminalTabs::hostRequested);
    menu->popup(at);
}

void TerminalTabs::showMenu() {
    if (TerminalView* view = current()) {
        QMenu* menu = view->menu().release();
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(
            m_more->mapToGlobal(QPoint(m_more->width() - menu->sizeHint().width(), m_more->height())));
    }
}

void TerminalTabs::buildProblem() {
    auto* page = new QWidget(m_stack);
    m_problem = new theme::StatePanel(m_theme, QStringLiteral("unplug"), Color::Text2,
                                      tr("The lab doesn’t answer"), {}, page);
    auto* start =
        m_problem->addAction(tr("Start the lab"), theme::ButtonKind::Primary, QStringLiteral("play-filled"));
    auto* again = m_problem->addAction(tr("Try again"), theme::ButtonKind::Normal);
    connect(start, &QPushButton::clicked, this, &TerminalTabs::startLabRequested);
    connect(again, &QPushButton::clicked, this, [this] {
        Q_EMIT tryAgainRequested();
        reconnectAll();
    });
    m_problem->setFixedWidth(m_theme.px(460));
    m_problem->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Maximum);
    auto* center = new QVBoxLayout(page);
    center->addStretch(1);
    center->addWidget(m_problem, 0, Qt::AlignHCenter);
    center->addStretch(1);
    auto* scrolled = new QScrollArea(m_stack); // else its height would be the least that the terminals get
    scrolled->setFrameShape(QFrame::NoFrame);
    scrolled->setWidgetResizable(true);
    scrolled->setWidget(page);
    scrolled->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    m_stack->addWidget(scrolled); // page 0; the terminals are page 1
}

void TerminalTabs::restyle() {
    m_head->setFixedHeight(m_theme.px(36));
    for (int i = 0; i < count(); ++i) {
        refreshDot(*view(i));
    }
    update();
}

void TerminalTabs::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::TermBg));
    painter.fillRect(m_head->geometry(), m_theme.color(Color::BgWindow));
    painter.fillRect(QRect(0, m_head->height() - 1, width(), 1), m_theme.color(Color::Line));
}

void TerminalTabs::showProblem(const QString& text, const QString& detail) {
    m_problem->setText(text);
    m_problem->setDetail(detail);
    m_stack->setCurrentIndex(0);
}

void TerminalTabs::hideProblem() {
    const bool had = showsProblem() && m_problem->isAncestorOf(focusWidget());
    m_stack->setCurrentWidget(m_pages);
    if (had && current()) {
        current()->setFocus();
    }
}

bool TerminalTabs::showsProblem() const { return m_stack->currentIndex() == 0; }

void TerminalTabs::setFullView(bool on) {
    m_isFull = on;
    m_full->setRole(on ? Color::AccentText : Color::Text2);
}

} // namespace understudy::terminal
