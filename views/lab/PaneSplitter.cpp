#include "views/lab/PaneSplitter.h"

#include <QKeyEvent>
#include <QPainter>

namespace understudy::lab {

/// The hairline between two panes.
class PaneHandle final : public QSplitterHandle {
public:
    explicit PaneHandle(PaneSplitter* splitter)
        : QSplitterHandle(splitter->orientation(), splitter)
        , m_splitter(*splitter) {
        setFocusPolicy(Qt::TabFocus);
        setAccessibleName(PaneSplitter::tr("Border between panes"));
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const bool lit = hasFocus() || underMouse();
        const theme::Theme& theme = m_splitter.theme();
        const QRect line = orientation() == Qt::Horizontal ? QRect(width() / 2, 0, 1, height())
                                                           : QRect(0, height() / 2, width(), 1);
        painter.fillRect(lit ? rect() : line,
                         theme.color(lit ? theme::Color::AccentText : theme::Color::Line));
    }
    void mouseDoubleClickEvent(QMouseEvent*) override {
        Q_EMIT m_splitter.defaultWanted(m_splitter.indexOf(this));
    }
    void keyPressEvent(QKeyEvent* event) override {
        const bool flat = orientation() == Qt::Horizontal;
        const int less = flat ? Qt::Key_Left : Qt::Key_Up, more = flat ? Qt::Key_Right : Qt::Key_Down;
        if (event->key() == less || event->key() == more)
            m_splitter.nudge(this, event->key() == less ? -16 : 16);
        else
            QSplitterHandle::keyPressEvent(event);
    }

private:
    PaneSplitter& m_splitter;
};

PaneSplitter::PaneSplitter(const theme::Theme& theme, Qt::Orientation orientation, QWidget* parent)
    : QSplitter(orientation, parent)
    , m_theme(theme) {
    setHandleWidth(1); // Qt widens the part that can be grabbed
    setChildrenCollapsible(false);
    connect(&theme, &theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

QSplitterHandle* PaneSplitter::createHandle() { return new PaneHandle(this); }

void PaneSplitter::nudge(QSplitterHandle* handle, int by) {
    const int place = orientation() == Qt::Horizontal ? handle->x() : handle->y();
    moveSplitter(place + by, indexOf(handle));
}

} // namespace understudy::lab
