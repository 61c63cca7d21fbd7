#include "views/reader/reading/SideButtons.h"

#include <QGuiApplication>
#include <QMouseEvent>
#include <QWidget>

namespace understudy::reader {

SideButtons::SideButtons(QWidget& view)
    : QObject(&view)
    , m_view(view) {
    qGuiApp->installEventFilter(this);
}

bool SideButtons::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::MouseButtonPress && event->type() != QEvent::MouseButtonRelease)
        return false;
    const auto button = static_cast<QMouseEvent*>(event)->button();
    if (button != Qt::BackButton && button != Qt::ForwardButton)
        return false;
    const auto* over = qobject_cast<QWidget*>(watched);
    if (!over || (over != &m_view && !m_view.isAncestorOf(over)))
        return false;
    if (event->type() == QEvent::MouseButtonPress && button == Qt::BackButton)
        Q_EMIT backPressed();
    else if (event->type() == QEvent::MouseButtonPress)
        Q_EMIT forwardPressed();
    return true;
}

} // namespace understudy::reader
