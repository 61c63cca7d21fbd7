#include "views/terminal/TabBar.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>

namespace understudy::terminal {

using theme::Color;

namespace {

constexpr int DotSize = 9;
constexpr int NarrowestBar = 60;
constexpr int LongestName = 60;

} // namespace

TabBar::TabBar(const theme::Theme& theme, QWidget* parent)
    : QTabBar(parent)
    , m_theme(theme)
    , m_field(new QLineEdit(this)) {
    setDrawBase(false);
    setIconSize(QSize(DotSize, DotSize));
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setExpanding(false);
    setDocumentMode(true);
    setFocusPolicy(Qt::NoFocus);
    setUsesScrollButtons(true);
    setMovable(false);
    setAccessibleName(tr("Terminal tabs"));
    m_field->hide();
    m_field->setMaxLength(LongestName);
    m_field->setAccessibleName(tr("Name of the tab"));
    m_field->installEventFilter(this);
    connect(&m_theme, &theme::Theme::changed, this, &TabBar::restyle);
    restyle();
}

void TabBar::restyle() {
    QFont font = m_theme.font(theme::Type::Small);
    font.setWeight(QFont::Medium);
    setFont(font);
    setStyleSheet(m_theme.filled(QStringLiteral(
        "QTabBar { background: transparent; border: 0; }"
        "QTabBar::tab { padding: 0 9px 0 9px; margin-right: 2px; border: 1px solid transparent;"
        " border-bottom: 0; border-top-left-radius: 6px; border-top-right-radius: 6px; color: @text-2; "
        "background: transparent; }"
        "QTabBar::tab:hover { background: @bg-hover; }"
        "QTabBar::tab:selected { background: @term-bg; border-color: @line; color: @text; }")));
    ensurePolished(); // else the layout measures tabs without their padding
    updateGeometry();
}

QSize TabBar::tabSizeHint(int index) const {
    return {10 + DotSize + 7 + fontMetrics().horizontalAdvance(tabText(index)) + 14,
            qMax(30, fontMetrics().height() + 12)};
}

// The style's own hint leaves room for scroll buttons that are not there.
QSize TabBar::sizeHint() const {
    int width = 0;
    int height = qMax(30, fontMetrics().height() + 12);
    for (int i = 0; i < count(); ++i) {
        width += tabSizeHint(i).width();
    }
    return {width, height};
}

QSize TabBar::minimumSizeHint() const {
    return {qMin(NarrowestBar, sizeHint().width()), sizeHint().height()};
}

QIcon TabBar::icon(Dot dot) const {
    const double ratio = devicePixelRatioF();
    QPixmap pixmap(QSize(DotSize, DotSize) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const Color role = dot == Dot::Off                              ? Color::Text3
                       : dot == Dot::Rang                           ? Color::Warn
                       : dot == Dot::Locked || dot == Dot::ViewOnly ? Color::WarnText
                       : dot == Dot::Recording                      ? Color::Danger
                                                                    : Color::Ok;
    const bool filled = dot != Dot::Off;
    painter.setPen(filled ? QPen(Qt::NoPen) : QPen(m_theme.color(role), 1.5));
    painter.setBrush(filled ? QBrush(m_theme.color(role)) : QBrush(Qt::NoBrush));
    const double radius = filled ? 3.5 : 3.0;
    if (dot == Dot::Recording) { // a state is never told by color alone
        painter.drawRect(QRectF(1.5, 1.5, 6, 6));
    } else if (dot == Dot::Locked) { // a padlock
        painter.drawRect(QRectF(1, 4, 7, 4.5));
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(role), 1.2));
        painter.drawArc(QRectF(2.4, 0.8, 4.2, 6), 0, 180 * 16);
    } else if (dot == Dot::ViewOnly) { // an eye
        painter.drawEllipse(QPointF(4.5, 4.5), 1.6, 1.6);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.color(role), 1.1));
        painter.drawEllipse(QPointF(4.5, 4.5), 4.0, 2.9);
    } else if (dot == Dot::Rang) {
        painter.drawPolygon(QPolygonF({{4.5, 0.5}, {8.5, 4.5}, {4.5, 8.5}, {0.5, 4.5}}));
    } else {
        painter.drawEllipse(QPointF(4.5, 4.5), radius, radius);
    }
    painter.end();
    return QIcon(pixmap);
}

void TabBar::setDot(int index, Dot dot) {
    setTabIcon(index, icon(dot));
    const QString name = tabText(index);
    setAccessibleTabName(index, dot == Dot::Connected   ? tr("%1, connected").arg(name)
                                : dot == Dot::Rang      ? tr("%1, connected, has rung").arg(name)
                                : dot == Dot::ViewOnly  ? tr("%1, connected, view only").arg(name)
                                : dot == Dot::Locked    ? tr("%1, connected, keyboard locked").arg(name)
                                : dot == Dot::Recording ? tr("%1, connected, being recorded").arg(name)
                                                        : tr("%1, not connected").arg(name));
    updateGeometry();
}

void TabBar::rename(int index) {
    if (index < 0 || index >= count()) {
        return;
    }
    m_renaming = index;
    m_field->setFont(font());
    m_field->setText(tabText(index));
    m_field->selectAll();
    m_field->setGeometry(tabRect(index).adjusted(2, 2, -2, -2));
    m_field->show();
    m_field->raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void TabBar::finish(bool keep) {
    const int index = std::exchange(m_renaming, -1);
    m_field->hide();
    if (index >= 0) {
        const QString name = m_field->text().simplified();
        Q_EMIT renamed(index, keep && !name.isEmpty() ? name : tabText(index));
    }
}

void TabBar::mouseDoubleClickEvent(QMouseEvent* event) { rename(tabAt(event->position().toPoint())); }

bool TabBar::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape) {
            finish(key != Qt::Key_Escape);
            return true;
        }
    } else if (event->type() == QEvent::FocusOut && m_renaming >= 0) {
        finish(true);
    }
    return QTabBar::eventFilter(watched, event);
}

} // namespace understudy::terminal
