#include "views/terminal/TerminalView.h"

#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

// The mouse: to the program when it asked for it and Shift is not held, otherwise selecting, links and
// scrolling.
namespace understudy::terminal {

bool TerminalView::report(const QMouseEvent& event, MouseAction::Kind kind) {
    if (m_session.screen().modes().mouse == MouseReports::None || event.modifiers() & Qt::ShiftModifier ||
        m_locked || !m_following) {
        return false;
    }
    const Qt::MouseButtons held =
        kind == MouseAction::Kind::Move ? event.buttons() : Qt::MouseButtons(event.button());
    MouseAction action;
    action.kind = kind;
    action.button = held & Qt::LeftButton ? 0 : held & Qt::MiddleButton ? 1 : held & Qt::RightButton ? 2 : -1;
    const Spot spot = spotAt(event.position().toPoint(), false);
    action.x = spot.x;
    action.y = static_cast<int>(spot.line - m_session.topLine());
    action.alt = event.modifiers() & Qt::AltModifier;
    action.control = event.modifiers() & Qt::ControlModifier;
    m_session.mouse(action);
    return true;
}

void TerminalView::mousePressEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    if (event->button() == Qt::LeftButton && event->modifiers() & Qt::ControlModifier) {
        if (const auto link = linkAt(m_session, spotAt(at, false))) {
            askLink(link->address, openUrl);
            return;
        }
    }
    if (report(*event, MouseAction::Kind::Press)) {
        return;
    }
    if (event->button() == Qt::MiddleButton) {
        paste(QGuiApplication::clipboard()->text(QClipboard::Selection));
        return;
    }
    if (event->button() != Qt::LeftButton) {
        return;
    }
    m_selecting = true;
    const bool third =
        m_sinceDouble.isValid() && m_sinceDouble.elapsed() < QApplication::doubleClickInterval();
    const Spot spot = spotAt(at, !third);
    if (!third && event->modifiers() & Qt::ShiftModifier && !m_selection.isEmpty()) {
        m_selection.extend(spot);
    } else {
        m_selection.begin(spot, third ? Selection::Unit::Line : Selection::Unit::Character,
                          event->modifiers() & Qt::AltModifier);
    }
    scheduleFrame();
}

void TerminalView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (report(*event, MouseAction::Kind::Press) || event->button() != Qt::LeftButton) {
        return;
    }
    m_sinceDouble.start();
    m_selecting = true;
    m_selection.begin(spotAt(event->position().toPoint(), false), Selection::Unit::Word, false);
    scheduleFrame();
}

void TerminalView::mouseMoveEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    if (m_selecting) {
        if (at.y() < 0 || at.y() > viewport()->height()) {
            verticalScrollBar()->triggerAction(at.y() < 0 ? QScrollBar::SliderSingleStepSub
                                                          : QScrollBar::SliderSingleStepAdd);
        }
        m_selection.extend(spotAt(at, m_selection.unit() == Selection::Unit::Character));
        scheduleFrame();
        return;
    }
    hover(at, event->modifiers());
    report(*event, MouseAction::Kind::Move);
}

void TerminalView::hover(QPoint at, Qt::KeyboardModifiers modifiers) {
    const bool looks = modifiers & Qt::ControlModifier && viewport()->rect().contains(at);
    auto link = looks ? linkAt(m_session, spotAt(at, false)) : std::nullopt;
    if (link != m_hovered) {
        m_hovered = std::move(link);
        viewport()->setCursor(m_hovered ? Qt::PointingHandCursor : Qt::IBeamCursor);
        scheduleFrame();
    }
}

void TerminalView::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_selecting) {
        report(*event, MouseAction::Kind::Release);
        return;
    }
    m_selecting = false;
    if (!m_selection.isEmpty() && QGuiApplication::clipboard()->supportsSelection()) {
        QGuiApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
    }
}

void TerminalView::contextMenuEvent(QContextMenuEvent* event) {
    const bool programs = m_session.screen().modes().mouse != MouseReports::None && !m_locked &&
                          m_following && !(event->modifiers() & Qt::ShiftModifier);
    if (event->reason() == QContextMenuEvent::Mouse && programs) {
        return; // the press has gone to the program
    }
    QMenu* shown = menu().release();
    shown->setAttribute(Qt::WA_DeleteOnClose);
    const Place cursor = m_session.screen().cursor();
    shown->popup(event->reason() == QContextMenuEvent::Mouse
                     ? event->globalPos()
                     : viewport()->mapToGlobal(cellPosition(
                           {m_session.topLine() + static_cast<std::uint64_t>(cursor.y + 1), cursor.x})));
}

void TerminalView::wheelEvent(QWheelEvent* event) {
    m_wheelRest += event->angleDelta().y();
    const int notches = m_wheelRest / 40; // three lines a notch of 120
    m_wheelRest -= notches * 40;
    if (event->modifiers() & Qt::ControlModifier) {
        setZoom(zoom() + (event->angleDelta().y() > 0 ? 10 : -10));
    } else if (const Modes& modes = m_session.screen().modes();
               modes.mouse != MouseReports::None && !(event->modifiers() & Qt::ShiftModifier) && !m_locked) {
        const Spot spot = spotAt(event->position().toPoint(), false);
        MouseAction action{MouseAction::Kind::Wheel, notches > 0 ? 0 : 1, spot.x,
                           static_cast<int>(spot.line - m_top)};
        for (int i = 0; i < std::abs(notches); i += 3) {
            m_session.mouse(action);
        }
    } else if (modes.alternate && modes.wheelAsArrows && !m_locked) {
        for (int i = 0; i < std::abs(notches); ++i) {
            m_session.press({notches > 0 ? Key::Up : Key::Down});
        }
    } else {
        verticalScrollBar()->setValue(verticalScrollBar()->value() - notches);
    }
    event->accept();
}

bool TerminalView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const auto link = linkAt(m_session, spotAt(help->pos(), false))) {
            QToolTip::showText(
                help->globalPos(),
                tr("%1\nCtrl+click to open it").arg(shownAddress(link->address)).toHtmlEscaped(), viewport());
            return true;
        }
    } else if (event->type() == QEvent::Leave) {
        hover({-1, -1}, Qt::NoModifier);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace understudy::terminal
