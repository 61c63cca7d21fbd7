#include "views/terminal/TerminalView.h"

#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

// Painting: only the rows of the region asked for; everything else is what is already there.
namespace understudy::terminal {
namespace {

constexpr double Left = 12;
constexpr double Top = 10;

} // namespace

QPointF TerminalView::rowAt(int visibleRow) const {
    return {Left, Top + visibleRow * m_painter.cell().height()};
}

QRect TerminalView::rowRect(int visibleRow) const {
    return QRectF(0, rowAt(visibleRow).y(), viewport()->width(), m_painter.cell().height()).toAlignedRect();
}

bool TerminalView::cursorShows() const {
    return m_session.screen().modes().cursorVisible && !m_blinkOff && m_preedit.isEmpty();
}

Overlay TerminalView::overlayOf(std::uint64_t line) const {
    const Screen& screen = m_session.screen();
    Overlay overlay;
    const auto part = [line, &screen](const Range& range) {
        const int from = line == range.from.line ? range.from.x : 0;
        const int to = line == range.to.line ? range.to.x : screen.columns();
        return line < range.from.line || line > range.to.line
                   ? std::pair(0, 0)
                   : std::pair(from, std::min(to, screen.columns()));
    };
    if (m_selection) {
        std::tie(overlay.selectedFrom, overlay.selectedTo) = part(*m_selection);
    }
    const auto first =
        std::lower_bound(m_matches.begin(), m_matches.end(), line,
                         [](const Range& match, std::uint64_t wanted) { return match.to.line < wanted; });
    for (auto it = first; it != m_matches.end() && it->from.line <= line; ++it) {
        overlay.matches.push_back(part(*it));
    }
    const Place cursor = screen.cursor();
    if (line == m_session.topLine() + static_cast<std::uint64_t>(cursor.y) && cursorShows()) {
        overlay.cursor = cursor.x;
    }
    overlay.focused = hasFocus() && m_session.isConnected();
    overlay.shape = screen.modes().cursorShape;
    overlay.reverseVideo = screen.modes().reverseVideo;
    overlay.hovered = m_hovered;
    return overlay;
}

void TerminalView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    const QColor ground = m_colors.ink(Cell{}, m_session.screen().modes().reverseVideo).ground;
    const double height = m_painter.cell().height();
    for (const QRect& part : event->region()) {
        painter.setClipRect(part);
        painter.fillRect(part, ground);
        const int from = std::max(0, static_cast<int>((part.top() - Top) / height));
        const int to =
            std::min(m_session.screen().rows() - 1, static_cast<int>((part.bottom() - Top) / height));
        for (int y = from; y <= to; ++y) {
            const std::uint64_t line = m_top + static_cast<std::uint64_t>(y);
            if (line >= m_session.topLine() && line < m_session.endLine()) {
                const Row& row = m_session.screen().row(static_cast<int>(line - m_session.topLine()));
                m_painter.paint(painter, row, m_session.screen().columns(), m_session.screen().symbols(),
                                rowAt(y), overlayOf(line));
            } else {
                m_painter.paint(painter, m_session.line(line), m_session.screen().columns(),
                                m_session.screen().symbols(), rowAt(y), overlayOf(line));
            }
        }
    }
    paintPreedit(painter);
}

void TerminalView::paintPreedit(QPainter& painter) {
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

QVariant TerminalView::inputMethodQuery(Qt::InputMethodQuery query) const {
    if (query == Qt::ImCursorRectangle) {
        const Place cursor = m_session.screen().cursor();
        const QSizeF cell = m_painter.cell();
        const QPointF at = rowAt(cursor.y + static_cast<int>(m_session.topLine() - m_top)) +
                           QPointF(cursor.x * cell.width(), 0);
        return QRectF(at, cell).toAlignedRect();
    }
    if (query == Qt::ImEnabled) {
        return true;
    }
    if (query == Qt::ImHints) {
        return int(Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase | Qt::ImhSensitiveData);
    }
    return QAbstractScrollArea::inputMethodQuery(query);
}

void TerminalView::resizeEvent(QResizeEvent*) {
    if (m_painter.cell().width() > 0) {
        fit();
    }
    placeFindBar();
}

void TerminalView::scrollContentsBy(int, int) {
    m_top = m_session.firstLine() + static_cast<std::uint64_t>(verticalScrollBar()->value());
    m_following = m_top >= m_session.topLine();
    viewport()->update();
}

} // namespace understudy::terminal
