#include "views/window/FocusOrder.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QButtonGroup>
#include <QLayout>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>

namespace understudy::window {

namespace {

/// Collects the stops of one widget after the other.
class Walk final {
public:
    void visit(QWidget* widget) {
        if (widget->isHidden() || widget->isWindow() ||
            std::find(m_seen.begin(), m_seen.end(), widget) != m_seen.end())
            return;
        m_seen.push_back(widget);
        if (isStop(*widget))
            stops.push_back(widget);
        inside(*widget);
    }
    /// The children as their layout has them, then those that no layout holds.
    void inside(QWidget& widget) {
        if (auto* stack = qobject_cast<QStackedWidget*>(&widget)) {
            if (stack->currentWidget())
                visit(stack->currentWidget());
            return;
        }
        if (auto* scroll = qobject_cast<QScrollArea*>(&widget)) {
            if (scroll->widget())
                visit(scroll->widget());
            return;
        }
        if (qobject_cast<QAbstractScrollArea*>(&widget) || widget.inherits("QWebEngineView"))
            return; // one stop: arrows, or the page itself, move inside
        if (auto* splitter = qobject_cast<QSplitter*>(&widget)) {
            for (int i = 0; i < splitter->count(); ++i) {
                visit(splitter->handle(i));
                visit(splitter->widget(i));
            }
            return;
        }
        if (widget.layout())
            follow(*widget.layout());
        for (QObject* child : widget.children())
            if (child->isWidgetType())
                visit(static_cast<QWidget*>(child));
    }

    std::vector<QWidget*> stops;

private:
    static bool isStop(const QWidget& widget) {
        if (!(widget.focusPolicy() & Qt::TabFocus) || !widget.isEnabled() || widget.focusProxy())
            return false;
        if (qobject_cast<const QScrollArea*>(&widget))
            return false; // what is in it scrolls into view by itself
        // Of boxes of which one is chosen, the chosen one is the stop; arrows move between them.
        const auto* button = qobject_cast<const QAbstractButton*>(&widget);
        const QButtonGroup* group = button ? button->group() : nullptr;
        return !group || !group->exclusive() || !group->checkedButton() || group->checkedButton() == button;
    }
    void follow(QLayout& layout) {
        for (int i = 0; i < layout.count(); ++i) {
            QLayoutItem* item = layout.itemAt(i);
            if (item->widget())
                visit(item->widget());
            else if (item->layout())
                follow(*item->layout());
        }
    }
    std::vector<const QWidget*> m_seen;
};

} // namespace

std::vector<QWidget*> focusOrder(QWidget& root) {
    Walk walk;
    walk.inside(root);
    return walk.stops;
}

} // namespace understudy::window
