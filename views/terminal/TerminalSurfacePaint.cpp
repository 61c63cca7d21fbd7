#include "views/terminal/TerminalSurface.h"

#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <cmath>

// Painting: once a frame the rows that have changed go into the canvas, and only their part of the window is
// handed on.
namespace understudy::terminal {
namespace {

constexpr int FrameMs = 16;
constexpr int FloodMs = 40; ///< between frames while whole screens go by
constexpr int EmptyMs = 4;  ///< after a frame in which nothing had changed
constexpr int BlinkMs = 530;
constexpr double Left = 12;
constexpr double Top = 10;
constexpr int FlashHeight = 3;

} // namespace

QPoint TerminalSurface::origin() const {
    return {static_cast<int>(std::lround(Left * m_painter.ratio())),
            static_cast<int>(std::lround(Top * m_painter.ratio()))};
}

QRect TerminalSurface::logical(const QRect& pixels) const {
    const double ratio = m_painter.ratio();
    return QRectF(pixels.x() / ratio, pixels.y() / ratio, pixels.width() / ratio, pixels.height() / ratio)
        .toAlignedRect();
}

QPoint TerminalSurface::cellPosition(Spot spot) const {
    const QPoint at =
        origin() +
        QPoint(spot.x * m_painter.cell().width(),
               static_cast<int>(static_cast<std::int64_t>(spot.line) - static_cast<std::int64_t>(m_top)) *
                   m_painter.cell().height());
    return (QPointF(at) / m_painter.ratio()).toPoint();
}

void TerminalSurface::scheduleFrame() {
    if (!m_frame.isActive() && isVisible()) {
        const qint64 since = m_time.elapsed() - m_lastFrame;
        const int wait = m_flood ? FloodMs : FrameMs;
        m_frame.start(since >= wait ? 0 : static_cast<int>(wait - since));
    }
}

void TerminalSurface::frame() {
    if (!m_session.mayDraw(m_time.elapsed())) {
        m_frame.start(FrameMs);
        return;
    }
    const qint64 now = m_time.elapsed();
    ++m_frames;
    Screen& screen = m_session.screen();
    const std::uint64_t before = m_top;
    m_top = m_following ? m_session.topLine() : std::clamp(m_top, m_session.firstLine(), m_session.topLine());
    moveScrollBar();
    m_canvas.setSize(m_canvas.image().size(), origin(), screen.rows(),
                     m_colors.ink(Cell{}, screen.modes().reverseVideo).ground);
    const int drawn = drawRows();
    m_flood = drawn >= screen.rows() && m_top > before + 1;
    m_lastFrame = drawn > 0 ? now : now - FrameMs + EmptyMs;
    screen.clean();
    const bool blinks = hasFocus() && screen.modes().cursorBlinks && !m_theme.reduceMotion();
    if (blinks != m_blink.isActive()) {
        m_blinkOff = false;
        blinks ? m_blink.start(BlinkMs) : m_blink.stop();
    }
    afterFrame();
}

int TerminalSurface::drawRows() {
    const Screen& screen = m_session.screen();
    QRegion changed;
    int drawn = 0;
    for (int y = 0; y < screen.rows(); ++y) {
        const std::uint64_t line = m_top + static_cast<std::uint64_t>(y);
        const bool onScreen = line >= m_session.topLine() && line < m_session.endLine();
        const bool painted =
            onScreen
                ? m_canvas.draw(y, screen.row(static_cast<int>(line - m_session.topLine())), screen.columns(),
                                screen.symbols(), overlayOf(line))
                : m_canvas.draw(y, m_session.line(line), screen.columns(), screen.symbols(), overlayOf(line));
        if (painted) {
            ++drawn;
            changed += logical(m_canvas.rowRect(y));
        }
    }
    if (!changed.isEmpty()) {
        viewport()->update(changed);
    }
    return drawn;
}

void TerminalSurface::moveScrollBar() {
    QScrollBar* bar = verticalScrollBar();
    const auto past = static_cast<int>(m_session.topLine() - m_session.firstLine());
    const QSignalBlocker quiet(bar);
    if (bar->maximum() != past || bar->pageStep() != m_session.screen().rows()) {
        bar->setPageStep(m_session.screen().rows());
        bar->setRange(0, past);
    }
    bar->setValue(static_cast<int>(m_top - m_session.firstLine()));
}

Overlay TerminalSurface::overlayOf(std::uint64_t line) const {
    const Screen& screen = m_session.screen();
    const int columns = screen.columns();
    Overlay overlay;
    std::tie(overlay.selectedFrom, overlay.selectedTo) = m_selection.columnsOn(line, columns);
    if (m_search.isActive()) {
        overlay.matches = m_search.onLine(line, columns);
        if (const auto match = m_search.currentMatch()) {
            overlay.current = columnsOn(*match, line, columns);
        }
    }
    if (m_hovered) {
        overlay.link = columnsOn(m_hovered->range, line, columns);
    }
    const Place cursor = screen.cursor();
    const bool shows = screen.modes().cursorVisible && !m_blinkOff && m_preedit.isEmpty() && !m_grid;
    if (shows && line == m_session.topLine() + static_cast<std::uint64_t>(cursor.y)) {
        overlay.cursor = cursor.x;
        overlay.focused = hasFocus() && m_session.isConnected();
        overlay.shape = screen.modes().cursorShape;
    }
    overlay.reverseVideo = screen.modes().reverseVideo;
    return overlay;
}

void TerminalSurface::paintEvent(QPaintEvent* event) {
    if (m_frame.isActive() && m_time.elapsed() - m_lastFrame >= FloodMs) {
        m_frame.stop(); // somebody takes a picture before the frame that is due
        frame();
    }
    QPainter painter(viewport());
    const double ratio = m_painter.ratio();
    painter.save();
    painter.scale(1 / ratio, 1 / ratio); // to device pixels: the canvas is copied as it is
    for (const QRect& part : event->region()) {
        const QRect pixels =
            QRectF(part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio)
                .toAlignedRect() &
            m_canvas.image().rect();
        painter.drawImage(pixels.topLeft(), m_canvas.image(), pixels);
    }
    painter.restore();
    paintPreedit(painter);
    if (m_flash.isActive()) {
        painter.setClipping(false);
        painter.fillRect(QRect(0, 0, viewport()->width(), FlashHeight), m_theme.color(theme::Color::Warn));
    }
}

void TerminalSurface::flash() {
    if (!m_flash.isActive() && isVisible()) {
        viewport()->update(0, 0, viewport()->width(), FlashHeight);
        m_flash.start();
    }
}

void TerminalSurface::paintPreedit(QPainter& painter) {
    if (m_preedit.isEmpty()) {
        return;
    }
    const QRect box = inputMethodQuery(Qt::ImCursorRectangle).toRect();
    QFont font = m_painter.font();
    font.setUnderline(true);
    painter.setClipping(false);
    painter.setFont(font);
    const QRect ground(box.topLeft(), QSize(QFontMetrics(font).horizontalAdvance(m_preedit), box.height()));
    painter.fillRect(ground, m_theme.color(theme::Color::TermSelection));
    painter.setPen(m_theme.color(theme::Color::TermFg));
    painter.drawText(ground, Qt::AlignVCenter | Qt::TextSingleLine, m_preedit);
}

QVariant TerminalSurface::inputMethodQuery(Qt::InputMethodQuery query) const {
    if (query == Qt::ImCursorRectangle) {
        const Place cursor = m_session.screen().cursor();
        const Spot spot{m_session.topLine() + static_cast<std::uint64_t>(cursor.y), cursor.x};
        return QRect(cellPosition(spot), (QSizeF(m_painter.cell()) / m_painter.ratio()).toSize());
    }
    if (query == Qt::ImEnabled) {
        return true;
    }
    if (query == Qt::ImHints) {
        return int(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase | Qt::ImhSensitiveData);
    }
    return QAbstractScrollArea::inputMethodQuery(query);
}

void TerminalSurface::resizeEvent(QResizeEvent*) {
    fit();
    placeBars();
}

void TerminalSurface::scrollContentsBy(int, int) {
    m_top = m_session.firstLine() + static_cast<std::uint64_t>(verticalScrollBar()->value());
    m_following = m_top >= m_session.topLine();
    scheduleFrame();
}

} // namespace understudy::terminal
