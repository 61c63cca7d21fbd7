#include "views/terminal/TerminalView.h"

#include <QApplication>
#include <QClipboard>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

// The mouse: to the program when it asked for it and Shift is not held, otherwise selecting, links and
// scrolling.
namespace understudy::terminal {

Spot TerminalView::spotAt(QPoint at, bool between) const {
    const QSizeF cell = m_painter.cell();
    const QPointF origin = rowAt(0);
    const int y = std::clamp(static_cast<int>(std::floor((at.y() - origin.y()) / cell.height())), 0,
                             m_session.screen().rows() - 1);
    const double x = (at.x() - origin.x()) / cell.width() + (between ? 0.5 : 0);
    return {m_top + static_cast<std::uint64_t>(y),
            std::clamp(static_cast<int>(std::floor(x)), 0, m_session.screen().columns() - (between ? 0 : 1))};
}

std::uint16_t TerminalView::linkAt(QPoint at) const {
    const Spot spot = spotAt(at, false);
    const Row row = m_session.line(spot.line);
    const bool inside = static_cast<std::size_t>(spot.x) < row.cells.size();
    const std::uint16_t extra = inside ? row.cells[static_cast<std::size_t>(spot.x)].extra : std::uint16_t(0);
    return m_session.screen().symbols().linkOf(extra) != 0 ? extra : std::uint16_t(0);
}

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

void TerminalView::select(std::optional<Range> range) {
    if (m_selection != range) {
        m_selection = range;
        viewport()->update();
    }
}

void TerminalView::extend(Spot spot) {
    Range range = m_anchor;
    if (m_unit == Unit::Character) {
        range = spot < m_anchor.from ? Range{spot, m_anchor.from} : Range{m_anchor.from, spot};
    } else {
        const Range here = m_unit == Unit::Word ? m_transcript.word(spot) : m_transcript.line(spot);
        range = {std::min(m_anchor.from, here.from), std::max(m_anchor.to, here.to)};
    }
    select(range.from == range.to ? std::nullopt : std::optional(range));
}

void TerminalView::mousePressEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    if (event->button() == Qt::LeftButton && event->modifiers() & Qt::ControlModifier) {
        if (const std::uint16_t extra = linkAt(at)) {
            const std::string_view address = m_session.screen().symbols().address(extra);
            Q_EMIT linkActivated(QString::fromUtf8(address.data(), static_cast<qsizetype>(address.size())));
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
    if (m_sinceDouble.isValid() && m_sinceDouble.elapsed() < QApplication::doubleClickInterval()) {
        m_unit = Unit::Line;
        m_anchor = m_transcript.line(spotAt(at, false));
        select(m_anchor);
        return;
    }
    m_unit = Unit::Character;
    if (event->modifiers() & Qt::ShiftModifier && m_selection) {
        m_anchor = *m_selection;
        extend(spotAt(at, true));
        return;
    }
    const Spot spot = spotAt(at, true);
    m_anchor = {spot, spot};
    select(std::nullopt);
}

void TerminalView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (report(*event, MouseAction::Kind::Press) || event->button() != Qt::LeftButton) {
        return;
    }
    m_sinceDouble.start();
    m_selecting = true;
    m_unit = Unit::Word;
    m_anchor = m_transcript.word(spotAt(event->position().toPoint(), false));
    select(m_anchor);
}

void TerminalView::mouseMoveEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    if (m_selecting) {
        if (at.y() < 0 || at.y() > viewport()->height()) {
            verticalScrollBar()->triggerAction(at.y() < 0 ? QScrollBar::SliderSingleStepSub
                                                          : QScrollBar::SliderSingleStepAdd);
        }
        extend(spotAt(at, m_unit == Unit::Character));
        return;
    }
    if (const std::uint16_t hovered = linkAt(at); hovered != m_hovered) {
        m_hovered = hovered;
        viewport()->setCursor(hovered != 0 ? Qt::PointingHandCursor : Qt::IBeamCursor);
        viewport()->update();
    }
    report(*event, MouseAction::Kind::Move);
}

void TerminalView::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_selecting) {
        report(*event, MouseAction::Kind::Release);
        return;
    }
    m_selecting = false;
    if (m_selection && QGuiApplication::clipboard()->supportsSelection()) {
        QGuiApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
    }
}

void TerminalView::wheelEvent(QWheelEvent* event) {
    m_wheelRest += event->angleDelta().y();
    const int notches = m_wheelRest / 40; // three lines a notch of 120
    m_wheelRest -= notches * 40;
    if (event->modifiers() & Qt::ControlModifier) {
        setZoom(m_zoom + (event->angleDelta().y() > 0 ? 10 : -10));
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
        if (const std::uint16_t extra = linkAt(help->pos())) {
            const std::string_view address = m_session.screen().symbols().address(extra);
            QToolTip::showText(
                help->globalPos(),
                tr("%1\nCtrl+click opens it")
                    .arg(QString::fromUtf8(address.data(), static_cast<qsizetype>(address.size()))),
                viewport());
            return true;
        }
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace understudy::terminal
