#include "views/reader/reading/Presence.h"

#include <QEvent>
#include <QGuiApplication>
#include <QWidget>

namespace understudy::reader {
namespace {

constexpr qint64 idleMs = 120'000; // a long paragraph takes a minute; after two, one has gone for coffee

} // namespace

Presence::Presence(const QWidget& view)
    : m_view(view) {
    m_lastMoved.start();
    qGuiApp->installEventFilter(this);
}

bool Presence::stillReading(qint64 idle) { return idle < idleMs; }

bool Presence::somebodyIsThere() const {
    return m_view.isVisible() && !m_view.window()->isMinimized() &&
           QGuiApplication::applicationState() == Qt::ApplicationActive &&
           stillReading(m_lastMoved.elapsed());
}

bool Presence::eventFilter(QObject*, QEvent* event) {
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TouchUpdate:
    case QEvent::ApplicationActivate:
        m_lastMoved.start();
        break;
    default:
        break;
    }
    return false;
}

} // namespace understudy::reader
