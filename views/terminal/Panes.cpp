#include "views/terminal/Panes.h"

#include "views/terminal/TerminalView.h"

#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace understudy::terminal {
namespace {

constexpr int HandleWidth = 5;
constexpr int StepPixels = 16;

void collect(QWidget* from, QList<TerminalView*>& into) {
    if (auto* view = qobject_cast<TerminalView*>(from)) {
        into << view;
    } else if (const auto* splitter = qobject_cast<QSplitter*>(from)) {
        for (int i = 0; i < splitter->count(); ++i) {
            collect(splitter->widget(i), into);
        }
    }
}

} // namespace

Panes::Panes(TerminalView* first, QWidget* parent)
    : QWidget(parent) {
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(first);
    adopt(first);
    setFocusProxy(first);
}

void Panes::adopt(TerminalView* view) {
    view->installEventFilter(this);
    m_current = view;
}

TerminalView* Panes::current() const { return m_current; }

void Panes::setCurrent(TerminalView* view) {
    m_current = view;
    setFocusProxy(view);
    view->setFocus();
    Q_EMIT currentChanged(view);
}

QList<TerminalView*> Panes::views() const {
    QList<TerminalView*> found;
    collect(layout()->itemAt(0)->widget(), found);
    return found;
}

bool Panes::has(const TerminalView* view) const { return views().contains(view); }

void Panes::replace(QWidget* old, QWidget* fresh) {
    if (auto* splitter = qobject_cast<QSplitter*>(old->parentWidget())) {
        const QList<int> sizes = splitter->sizes();
        splitter->replaceWidget(splitter->indexOf(old), fresh);
        splitter->setSizes(sizes);
    } else {
        delete layout()->replaceWidget(old, fresh);
    }
    fresh->show();
}

void Panes::split(TerminalView* fresh, Qt::Orientation orientation) {
    TerminalView* beside = m_current;
    auto* around = qobject_cast<QSplitter*>(beside->parentWidget());
    if (!around || around->orientation() != orientation) {
        auto* splitter = new QSplitter(orientation, this);
        splitter->setHandleWidth(HandleWidth);
        splitter->setChildrenCollapsible(false);
        replace(beside, splitter);
        splitter->addWidget(beside);
        around = splitter;
    }
    const int index = around->indexOf(beside);
    QList<int> sizes = around->sizes();
    around->insertWidget(index + 1, fresh);
    const int room = orientation == Qt::Horizontal ? around->width() : around->height();
    const int half = (sizes.size() > 1 ? sizes[index] : room) / 2;
    sizes[index] = half;
    sizes.insert(index + 1, half);
    around->setSizes(sizes);
    beside->show();
    fresh->show();
    adopt(fresh);
    setCurrent(fresh);
}

bool Panes::close(TerminalView* view) {
    const QList<TerminalView*> all = views();
    if (all.size() < 2 || !all.contains(view)) {
        return false;
    }
    const qsizetype at = all.indexOf(view);
    auto* around = qobject_cast<QSplitter*>(view->parentWidget());
    view->removeEventFilter(this);
    view->hide();
    view->setParent(nullptr);
    view->deleteLater();
    if (around && around->count() == 1) {
        QWidget* left = around->widget(0);
        replace(around, left);
        around->hide();
        around->deleteLater();
    }
    setCurrent(at > 0 ? all[at - 1] : all[1]);
    return true;
}

void Panes::step(int by) {
    const QList<TerminalView*> all = views();
    const qsizetype at = all.indexOf(m_current) + by;
    setCurrent(all[(at + all.size()) % all.size()]);
}

void Panes::moveSplit(Qt::Orientation orientation, int steps) {
    QWidget* inside = m_current;
    auto* splitter = qobject_cast<QSplitter*>(inside->parentWidget());
    while (splitter && splitter->orientation() != orientation) {
        inside = splitter;
        splitter = qobject_cast<QSplitter*>(inside->parentWidget());
    }
    if (!splitter) {
        return;
    }
    QList<int> sizes = splitter->sizes();
    // The line behind the current terminal, or before it when it is the last.
    const int before = std::min(splitter->indexOf(inside), splitter->count() - 2);
    const int wanted = steps * StepPixels;
    const auto least = [&](int index) {
        const QSize size =
            splitter->widget(index)->minimumSizeHint().expandedTo(splitter->widget(index)->minimumSize());
        return orientation == Qt::Horizontal ? size.width() : size.height();
    };
    const int moved = std::clamp(wanted, std::min(0, least(before) - sizes[before]),
                                 std::max(0, sizes[before + 1] - least(before + 1)));
    sizes[before] += moved;
    sizes[before + 1] -= moved;
    splitter->setSizes(sizes);
}

bool Panes::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn && watched != m_current) {
        if (auto* view = qobject_cast<TerminalView*>(watched)) {
            m_current = view;
            setFocusProxy(view);
            Q_EMIT currentChanged(view);
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace understudy::terminal
