#include "views/terminal/TerminalTabs.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QShortcut>
#include <QStackedWidget>
#include <QTabBar>

namespace understudy::terminal {

using theme::Color;

namespace {

constexpr int dotSize = 9;

/// Tabs as wide as a dot and a name: the style's own measure counts its padding twice.
class Bar final : public QTabBar {
public:
    using QTabBar::QTabBar;

protected:
    QSize tabSizeHint(int index) const override {
        return {10 + dotSize + 7 + fontMetrics().horizontalAdvance(tabText(index)) + 14,
                qMax(30, fontMetrics().height() + 12)};
    }
    QSize minimumTabSizeHint(int index) const override { return tabSizeHint(index); }
};

} // namespace

TerminalTabs::TerminalTabs(const theme::Theme& theme, const Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_clock(clock)
    , m_name(tr("lab: local"))
    , m_bar(new Bar(this))
    , m_pages(new QStackedWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_head(new QWidget(this)) {
    buildBar();
    buildProblem();
    m_stack->addWidget(m_pages);
    m_stack->setCurrentWidget(m_pages);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_stack, 1);
    const auto shortcut = [this](const QKeySequence& keys, auto&& act) {
        auto* made = new QShortcut(keys, this);
        made->setContext(Qt::WidgetWithChildrenShortcut);
        connect(made, &QShortcut::activated, this, act);
    };
    shortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T), [this] { openTab(); });
    shortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_W), [this] { closeTab(m_bar->currentIndex()); });
    shortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_X), [this] { m_full->click(); });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_PageUp), [this] {
        m_bar->setCurrentIndex((m_bar->currentIndex() + count() - 1) % std::max(1, count()));
    });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_PageDown),
             [this] { m_bar->setCurrentIndex((m_bar->currentIndex() + 1) % std::max(1, count())); });
    connect(&m_theme, &theme::Theme::changed, this, &TerminalTabs::restyle);
    restyle();
}

void TerminalTabs::buildBar() {
    m_head->setFixedHeight(m_theme.px(36));
    m_bar->setDrawBase(false);
    m_bar->setIconSize(QSize(9, 9));
    m_bar->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_bar->setExpanding(false);
    m_bar->setDocumentMode(true);
    m_bar->setFocusPolicy(Qt::NoFocus);
    m_bar->setUsesScrollButtons(true);
    m_bar->setElideMode(Qt::ElideNone);
    m_bar->setAccessibleName(tr("Terminal tabs"));
    auto* plus =
        new theme::IconButton(m_theme, QStringLiteral("plus"), tr("New tab (Ctrl+Shift+T)"), m_head, 16);
    auto* find = new theme::IconButton(m_theme, QStringLiteral("search"),
                                       tr("Find in terminal (Ctrl+Shift+F)"), m_head, 16);
    m_full = new theme::IconButton(m_theme, QStringLiteral("full-view"),
                                   tr("Only the terminal (Ctrl+Shift+X)"), m_head, 16);
    auto* row = new QHBoxLayout(m_head);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(2);
    row->addWidget(m_bar, 0, Qt::AlignBottom);
    row->addWidget(plus);
    row->addStretch(1);
    row->addWidget(find);
    row->addWidget(m_full);
    connect(plus, &QToolButton::clicked, this, [this] { openTab(); });
    connect(find, &QToolButton::clicked, this, [this] {
        if (auto* view = current()) {
            view->find();
        }
    });
    connect(m_full, &QToolButton::clicked, this, [this] {
        setFullView(!m_isFull);
        Q_EMIT fullViewRequested(m_isFull);
    });
    connect(m_bar, &QTabBar::currentChanged, this, [this](int index) {
        if (index >= 0) {
            m_pages->setCurrentIndex(index);
            if (!showsProblem()) {
                view(index)->setFocus();
            }
        }
        Q_EMIT currentChanged(current());
    });
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
    m_stack->addWidget(page); // page 0; the terminals are page 1
}

void TerminalTabs::restyle() {
    m_head->setFixedHeight(m_theme.px(36));
    QFont font = m_theme.font(theme::Type::Small);
    font.setWeight(QFont::Medium);
    m_bar->setFont(font);
    m_bar->setStyleSheet(m_theme.filled(QStringLiteral(
        "QTabBar { background: transparent; border: 0; }"
        "QTabBar::tab { padding: 0 9px 0 9px; margin-right: 2px; border: 1px solid "
        "transparent;"
        " border-bottom: 0; border-top-left-radius: 6px; border-top-right-radius: 6px; color: @text-2; "
        "background: transparent; }"
        "QTabBar::tab:hover { background: @bg-hover; }"
        "QTabBar::tab:selected { background: @term-bg; border-color: @line; color: @text; }")));
    for (int i = 0; i < count(); ++i) {
        refreshDot(*view(i));
    }
    m_bar->ensurePolished(); // else the layout measures tabs without their padding
    m_bar->updateGeometry();
    update();
}

void TerminalTabs::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.color(Color::TermBg));
    painter.fillRect(m_head->geometry(), m_theme.color(Color::BgWindow));
    painter.fillRect(QRect(0, m_head->height() - 1, width(), 1), m_theme.color(Color::Line));
}

QString TerminalTabs::freshName() const {
    for (int number = 1;; ++number) {
        const QString name = number == 1 ? m_name : m_name + QLatin1Char(' ') + QString::number(number);
        bool taken = false;
        for (int i = 0; i < count(); ++i) {
            taken = taken || m_bar->tabText(i) == name;
        }
        if (!taken) {
            return name;
        }
    }
}

TerminalView* TerminalTabs::openTab() {
    auto* made = new TerminalView(m_theme, m_clock, m_pages);
    const QString name = freshName();
    m_pages->addWidget(made);
    made->setAccessibleName(tr("Terminal, %1").arg(name));
    const int index = m_bar->addTab(name);
    connect(made, &TerminalView::titleChanged, this, [this, made](const QString& title) {
        m_bar->setTabToolTip(m_pages->indexOf(made), title.toHtmlEscaped());
    });
    connect(made, &TerminalView::connected, this, [this, made] { refreshDot(*made); });
    connect(made, &TerminalView::ended, this, [this, made] { refreshDot(*made); });
    connect(made, &TerminalView::reconnectRequested, this, [this, made] { connectView(*made); });
    refreshDot(*made);
    m_bar->setCurrentIndex(index);
    connectView(*made);
    return made;
}

void TerminalTabs::connectView(TerminalView& made) {
    if (connectTab) {
        connectTab(made);
    }
}

void TerminalTabs::refreshDot(TerminalView& made) {
    const double ratio = devicePixelRatioF();
    QPixmap dot(QSize(9, 9) * ratio);
    dot.setDevicePixelRatio(ratio);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool on = made.isConnected();
    painter.setPen(on ? QPen(Qt::NoPen) : QPen(m_theme.color(Color::Text3), 1.5));
    painter.setBrush(on ? QBrush(m_theme.color(Color::Ok)) : QBrush(Qt::NoBrush));
    painter.drawEllipse(QPointF(4.5, 4.5), on ? 3.5 : 3.0, on ? 3.5 : 3.0);
    painter.end();
    const int index = m_pages->indexOf(&made);
    m_bar->setTabIcon(index, QIcon(dot));
    m_bar->setAccessibleTabName(index, on ? tr("%1, connected").arg(m_bar->tabText(index))
                                          : tr("%1, not connected").arg(m_bar->tabText(index)));
    m_bar->updateGeometry();
    if (on) {
        hideProblem();
    }
}

void TerminalTabs::closeTab(int index) {
    if (index < 0 || index >= count()) {
        return;
    }
    TerminalView* closing = view(index);
    m_pages->removeWidget(closing);
    m_bar->removeTab(index);
    closing->deleteLater();
    if (count() > 0) {
        return;
    }
    if (m_keepsOne) {
        openTab(); // the pane is never without a way to work
    } else {
        Q_EMIT lastClosed();
    }
}

int TerminalTabs::count() const { return m_pages->count(); }
TerminalView* TerminalTabs::view(int index) const {
    return static_cast<TerminalView*>(m_pages->widget(index));
}
TerminalView* TerminalTabs::current() const { return count() == 0 ? nullptr : view(m_pages->currentIndex()); }

void TerminalTabs::goTo(TerminalView& view) { m_bar->setCurrentIndex(m_pages->indexOf(&view)); }

void TerminalTabs::setStrip(QWidget* strip) {
    static_cast<QVBoxLayout*>(layout())->insertWidget(1, strip);
}

void TerminalTabs::reconnectAll() {
    for (int i = 0; i < count(); ++i) {
        if (!view(i)->isConnected()) {
            connectView(*view(i));
        }
    }
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
