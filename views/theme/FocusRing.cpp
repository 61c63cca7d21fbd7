#include "views/theme/FocusRing.h"

#include "views/theme/Theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFocusEvent>
#include <QPainter>

namespace understudy::theme {

namespace {

bool cameByKeyboard(const QFocusEvent& event) {
    return event.reason() == Qt::TabFocusReason || event.reason() == Qt::BacktabFocusReason ||
           event.reason() == Qt::ShortcutFocusReason;
}

} // namespace

FocusRing::FocusRing(const Theme& theme, QWidget* window)
    : QFocusFrame(window)
    , m_theme(theme)
    , m_window(window) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    qApp->installEventFilter(this);
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    auto* target = qobject_cast<QWidget*>(watched);
    if (event->type() == QEvent::FocusOut && target && target == m_target)
        setWidget(m_target = nullptr);
    else if (event->type() == QEvent::FocusIn && target && takesRing(*target) &&
             cameByKeyboard(*static_cast<QFocusEvent*>(event)))
        setWidget(m_target = target);
    return QFocusFrame::eventFilter(watched, event);
}

/// Text fields draw their own edge; views and painted widgets their own current item.
bool FocusRing::takesRing(const QWidget& widget) const {
    return widget.window() == m_window &&
           (qobject_cast<const QAbstractButton*>(&widget) || widget.property("focusRing").toBool());
}

void FocusRing::paintEvent(QPaintEvent*) {
    if (!widget())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.color(Color::Focus), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);
}

} // namespace understudy::theme
