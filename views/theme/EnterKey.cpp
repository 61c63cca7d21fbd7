#include "views/theme/EnterKey.h"

#include <QKeyEvent>

namespace understudy::theme {

EnterKey::EnterKey(QAbstractButton& button)
    : QObject(&button)
    , m_button(button) {
    button.installEventFilter(this);
}

bool EnterKey::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress)
        return QObject::eventFilter(watched, event);
    const auto& key = static_cast<const QKeyEvent&>(*event);
    const bool enter = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
    const bool alone = (key.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (!enter || !alone || key.isAutoRepeat())
        return QObject::eventFilter(watched, event);
    m_button.animateClick();
    return true;
}

} // namespace understudy::theme
