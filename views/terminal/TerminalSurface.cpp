#include "views/terminal/TerminalSurface.h"

#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace understudy::terminal {
namespace {

constexpr int FlashMs = 160;
constexpr int SmallestPercent = 50;
constexpr int LargestPercent = 300;
constexpr int WideColumns = 132;
constexpr QMargins Padding(12, 10, 4, 10);

} // namespace

TerminalSurface::TerminalSurface(const theme::Theme& theme, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
    , m_session(80, 24)
    , m_transcript(m_session)
    , m_colors(theme)
    , m_painter(theme, m_colors)
    , m_canvas(m_painter)
    , m_selection(m_session, m_transcript)
    , m_search(m_session) {
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setMouseTracking(true);
    setMinimumSize(sizeFor(20, 2));
    m_time.start();
    m_frame.setSingleShot(true);
    m_frame.setTimerType(Qt::PreciseTimer);
    m_flash.setSingleShot(true);
    m_flash.setInterval(FlashMs);
    connect(&m_frame, &QTimer::timeout, this, &TerminalSurface::frame);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_blinkOff = !m_blinkOff;
        scheduleFrame();
    });
    connect(&m_flash, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
}

void TerminalSurface::restyle() {
    m_colors.reload();
    m_session.screen().setPalette(m_colors.palette());
    m_scale = 0; // another font, perhaps
    m_canvas.forget();
    setZoom(m_zoom);
}

/// Letters of a zoom, when they are not that large already.
void TerminalSurface::rescale(int percent) {
    const int scale = std::clamp(percent * m_textPercent / 100, SmallestPercent / 2, 3 * LargestPercent);
    if (scale != m_scale || m_painter.ratio() != devicePixelRatioF()) {
        m_scale = scale;
        m_painter.setScale(scale, devicePixelRatioF());
        m_canvas.forget();
    }
}

QSize TerminalSurface::cellsInView() const {
    const QSize room = viewport()->size().shrunkBy(Padding) * m_painter.ratio();
    return {std::max(2, room.width() / m_painter.cell().width()),
            std::max(1, room.height() / m_painter.cell().height())};
}

/// Smaller letters until so many columns find room.
void TerminalSurface::narrowFor(int columns) {
    for (int percent = m_zoom; percent > SmallestPercent && cellsInView().width() < columns;) {
        rescale(percent -= 10);
    }
}

void TerminalSurface::fitGrid() {
    m_session.resize(m_grid->width(), m_grid->height());
    rescale(m_zoom);
    const auto fits = [&] {
        const QSize cells = cellsInView();
        return m_grid->width() <= cells.width() && m_grid->height() <= cells.height();
    };
    for (int percent = m_zoom; percent > SmallestPercent && !fits();) {
        rescale(percent -= 10);
    }
}

void TerminalSurface::fit() {
    if (viewport()->size().isEmpty() || !isVisible()) {
        return;
    }
    Screen& screen = m_session.screen();
    const int columns = screen.columns();
    const int rows = screen.rows();
    if (m_grid) {
        fitGrid();
    } else {
        rescale(m_zoom);
        if (m_keepsColumns && screen.modes().wideColumns) {
            narrowFor(WideColumns);
        }
        const QSize cells = cellsInView();
        m_session.resize(m_keepsColumns && screen.modes().wideColumns ? WideColumns : cells.width(),
                         cells.height());
    }
    const double ratio = m_painter.ratio();
    if (columns != screen.columns() || rows != screen.rows()) {
        if (columns != screen.columns()) {
            select(std::nullopt); // its lines may have been wrapped anew
        }
        m_hovered.reset();
        if (m_search.isActive()) {
            m_search.restart();
        }
    }
    fitted(columns != screen.columns() || rows != screen.rows());
    const QSize pixels(static_cast<int>(std::ceil(viewport()->width() * ratio)),
                       static_cast<int>(std::ceil(viewport()->height() * ratio)));
    m_canvas.setSize(pixels, origin(), screen.rows(),
                     m_colors.ink(Cell{}, screen.modes().reverseVideo).ground);
    viewport()->update();
    scheduleFrame();
}

QSize TerminalSurface::sizeFor(int columns, int rows) const {
    const double ratio = m_painter.ratio();
    const QSize cell = m_painter.cell();
    const QSize grid(static_cast<int>(std::ceil(columns * cell.width() / ratio)),
                     static_cast<int>(std::ceil(rows * cell.height() / ratio)));
    return grid.grownBy(Padding) + QSize(verticalScrollBar()->sizeHint().width(), 0);
}

void TerminalSurface::setGrid(std::optional<QSize> cells) {
    m_grid = cells;
    if (m_grid) {
        m_session.resize(m_grid->width(), m_grid->height());
    }
    fit();
}

void TerminalSurface::setZoom(int percent) {
    m_zoom = std::clamp(percent, SmallestPercent, LargestPercent);
    rescale(m_zoom);
    fit();
}

void TerminalSurface::setTextPercent(int percent) {
    m_textPercent = percent;
    setZoom(m_zoom);
}

void TerminalSurface::showLine(std::uint64_t line, bool atTop) {
    const auto rows = static_cast<std::uint64_t>(m_session.screen().rows());
    if (!atTop && line >= m_top && line < m_top + rows) {
        return;
    }
    const std::uint64_t above = atTop ? 0 : rows / 2;
    const std::uint64_t wanted = line > m_session.firstLine() + above ? line - above : m_session.firstLine();
    m_top = std::min(wanted, m_session.topLine());
    m_following = m_top == m_session.topLine();
    scheduleFrame();
}

Spot TerminalSurface::spotAt(QPoint at, bool between) const {
    const QPointF pixels = QPointF(at) * m_painter.ratio() - QPointF(origin());
    const int y = std::clamp(static_cast<int>(std::floor(pixels.y() / m_painter.cell().height())), 0,
                             m_session.screen().rows() - 1);
    const std::uint64_t line = m_top + static_cast<std::uint64_t>(y);
    const int scale = m_session.line(line).size == LineSize::Single ? 1 : 2;
    const double x = pixels.x() / m_painter.cell().width() / scale + (between ? 0.5 : 0);
    return {line,
            std::clamp(static_cast<int>(std::floor(x)), 0, m_session.screen().columns() - (between ? 0 : 1))};
}

void TerminalSurface::select(std::optional<Range> range) {
    if (range ? m_selection.range() != range : !m_selection.isEmpty()) {
        range ? m_selection.set(*range) : m_selection.clear();
        scheduleFrame();
    }
}

QString TerminalSurface::screenText() const { return QString::fromStdString(m_transcript.screen()); }
QString TerminalSurface::allText() const {
    return QString::fromStdString(m_transcript.text(m_transcript.all()));
}
QString TerminalSurface::lastOutput() const {
    const auto range = m_transcript.lastOutput();
    return range ? QString::fromStdString(m_transcript.text(*range)) : QString();
}

} // namespace understudy::terminal
