#include "views/theme/FocusRing.h"

#include "views/theme/Theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFocusEvent>
#include <QPainter>

namespace understudy::theme {

FocusRing::FocusRing(const Theme& theme, QWidget* window)
    : QFocusFrame(window)
    , m_theme(theme)
    , m_window(window) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    qApp->installEventFilter(this);
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        auto* target = qobject_cast<QWidget*>(watched);
        const auto reason = static_cast<QFocusEvent*>(event)->reason();
        const bool byKeyboard = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
                                reason == Qt::ShortcutFocusReason;
        if (event->type() == QEvent::FocusOut && target == m_target)
            setWidget(m_target = nullptr);
        // Text fields draw their own edge; views and painted widgets their own current item.
        else if (event->type() == QEvent::FocusIn && byKeyboard && target && target->window() == m_window &&
                 (qobject_cast<QAbstractButton*>(target) || target->property("focusRing").toBool()))
            setWidget(m_target = target);
    }
    return QFocusFrame::eventFilter(watched, event);
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
