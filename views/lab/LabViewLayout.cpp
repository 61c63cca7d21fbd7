// How the panes of the workspace stand in the room there is: design system, section 5.
#include "views/lab/LabView.h"

#include <QApplication>
#include <QButtonGroup>
#include <QResizeEvent>

#include <algorithm>

namespace understudy::lab {

namespace {

constexpr int GuideWidth = 348, GuideCompactWidth = 304, GuideLeast = 280, GuideMost = 480;
constexpr int ChartsWidth = 320, ChartsLeast = 260, ChartsMost = 480;
constexpr int StripHeight = 152, StripLeast = 120, StripMost = 280, LineHeight = 32;
constexpr int LowWindow = 640;

} // namespace

LabView::Room LabView::roomFor(int windowWidth) {
    if (windowWidth >= 1400)
        return Room::Wide;
    if (windowWidth >= 1200)
        return Room::Compact;
    return windowWidth >= 900 ? Room::Drawer : Room::Single;
}

void LabView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit(event->oldSize().width() < 400); // before it was shown
}

// Text at 200 % needs twice the room: a window is as wide as the text in it finds it.
void LabView::fit(bool anew) {
    const Room room = roomFor(window()->width() * 100 / m_theme.textPercent());
    const bool low = window()->height() * 100 / m_theme.textPercent() < LowWindow;
    anew = anew || m_textPercent != m_theme.textPercent();
    m_textPercent = m_theme.textPercent();
    if (anew || room != m_room || low != m_low) {
        m_room = room;
        m_low = low;
        m_drawerOpen = false;
        arrange();
        defaultSizes();
    }
    placeDrawer();
}

void LabView::arrange() {
    const bool compact = m_room != Room::Wide;
    m_header->setCompact(compact, m_room == Room::Single);
    m_guide->setCompact(compact);
    m_switch->setVisible(m_room == Room::Single);
    m_stepLine->setVisible(m_room == Room::Single && m_single == Pane::Terminal);
    arrangeGuide();
    arrangeCharts();
    if (m_room == Room::Single)
        arrangeSingle();
    else if (m_terminal)
        m_terminal->show();
    m_middle->setVisible(m_room != Room::Single || m_single != Pane::Guide);
}

void LabView::arrangeGuide() {
    if (m_room == Room::Drawer) {
        if (m_guide->parentWidget() != this)
            m_guide->setParent(this);
        m_guide->setMinimumWidth(0);
        m_guide->setVisible(m_drawerOpen);
        placeDrawer();
        return;
    }
    if (m_guide->parentWidget() != m_across)
        m_across->insertWidget(0, m_guide);
    const bool single = m_room == Room::Single;
    m_guide->setMinimumWidth(single ? 0 : m_theme.px(GuideLeast));
    m_guide->setMaximumWidth(single ? QWIDGETSIZE_MAX : m_theme.px(GuideMost));
    m_guide->setVisible(single ? m_single == Pane::Guide : m_guideShown);
    m_across->setStretchFactor(m_across->indexOf(m_guide), 0);
    m_across->setStretchFactor(m_across->indexOf(m_middle), 1);
}

void LabView::arrangeCharts() {
    const bool side = (m_room == Room::Wide && !m_chartsBelow) || m_room == Room::Single;
    const ChartsShape shape = m_room == Room::Single            ? ChartsShape::Side
                              : m_room == Room::Drawer || m_low ? ChartsShape::Line
                              : side                            ? ChartsShape::Side
                                                                : ChartsShape::Strip;
    m_header->setChartsIcon(
        shape == ChartsShape::Side ? QStringLiteral("panel-bottom") : QStringLiteral("panel-right"),
        m_room == Room::Wide
            ? (m_chartsBelow ? tr("Move charts to the side") : tr("Move charts to the bottom"))
            : tr("Show or hide the charts"));
    if (m_charts) {
        if (shape == ChartsShape::Side) {
            m_charts->setMinimumWidth(m_room == Room::Single ? 0 : m_theme.px(ChartsLeast));
            m_charts->setMaximumSize(m_room == Room::Single ? QWIDGETSIZE_MAX : m_theme.px(ChartsMost),
                                     QWIDGETSIZE_MAX);
            m_across->insertWidget(m_across->count(), m_charts);
            m_across->setStretchFactor(m_across->indexOf(m_charts), 0);
        } else {
            const bool line = shape == ChartsShape::Line;
            m_charts->setMinimumSize(0, m_theme.px(line ? LineHeight : StripLeast));
            m_charts->setMaximumSize(QWIDGETSIZE_MAX, m_theme.px(line ? LineHeight : StripMost));
            m_middle->insertWidget(m_middle->count(),
                                   m_charts); // after its limits, which the splitter takes over
            m_middle->setStretchFactor(m_middle->indexOf(m_charts), 0);
        }
        m_charts->setVisible(m_chartsShown);
    }
    if (m_terminal)
        m_middle->setStretchFactor(m_middle->indexOf(m_terminal), 1);
    if (shape != m_chartsShape) {
        m_chartsShape = shape;
        Q_EMIT chartsShapeChanged(shape);
    }
}

void LabView::arrangeSingle() {
    if (m_terminal)
        m_terminal->setVisible(m_single == Pane::Terminal);
    if (m_charts)
        m_charts->setVisible(m_single == Pane::Charts);
    if (QAbstractButton* button = m_switchButtons->button(int(m_single)))
        button->setChecked(true);
    update();
}

void LabView::placeDrawer() {
    if (m_room != Room::Drawer || m_guide->parentWidget() != this)
        return;
    m_guide->setGeometry(0, m_across->y(), m_theme.px(GuideCompactWidth), m_across->height());
    m_guide->raise();
}

void LabView::defaultSizes() {
    layout()->activate(); // sizes are shared out of what the splitters have now
    int rest = m_across->width();
    QList<int> across;
    for (int i = 0; i < m_across->count(); ++i) {
        const QWidget* pane = m_across->widget(i);
        const int guide = m_room == Room::Wide ? GuideWidth : GuideCompactWidth;
        const int width =
            pane == m_middle || pane->isHidden() ? 0 : m_theme.px(pane == m_guide ? guide : ChartsWidth);
        rest -= width + (i > 0 && !pane->isHidden() ? m_across->handleWidth() : 0);
        across << width;
    }
    across[m_across->indexOf(m_middle)] = std::max(0, rest);
    m_across->setSizes(across);
    if (m_middle->count() > 1) {
        const int strip = m_theme.px(m_chartsShape == ChartsShape::Line ? LineHeight : StripHeight);
        m_middle->setSizes({std::max(0, m_middle->height() - strip - m_middle->handleWidth()), strip});
    }
}

void LabView::toggleGuide() {
    if (m_room == Room::Drawer)
        m_drawerOpen = !m_drawerOpen;
    else
        m_guideShown = !m_guideShown;
    arrange();
}

void LabView::toggleCharts() {
    if (m_room == Room::Wide)
        m_chartsBelow = !m_chartsBelow;
    else
        m_chartsShown = !m_chartsShown;
    arrange();
    defaultSizes();
}

void LabView::goTo(Pane pane) {
    QWidget* widget = pane == Pane::Guide    ? m_guide
                      : pane == Pane::Charts ? m_charts.data()
                                             : m_terminal.data();
    if (!widget)
        return;
    const bool here =
        widget->isVisible() && (widget->hasFocus() || widget->isAncestorOf(QApplication::focusWidget()));
    const bool hide = here && pane != Pane::Terminal && m_room != Room::Single;
    if (m_room == Room::Single)
        m_single = pane;
    else if (pane == Pane::Guide)
        (m_room == Room::Drawer ? m_drawerOpen : m_guideShown) = !hide;
    else if (pane == Pane::Charts)
        m_chartsShown = !hide;
    arrange();
    if (hide)
        widget = m_terminal;
    if (pane == Pane::Guide && !hide)
        m_guide->focusStep();
    else if (widget)
        widget->setFocus(Qt::ShortcutFocusReason);
}

} // namespace understudy::lab
