#include "views/terminal/paint/RowPainter.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace understudy::terminal {
namespace {

constexpr unsigned ShapeBits = Wide | Tail | Protected; // they change no color and no line

bool sameLook(const Cell& a, const Cell& b) {
    return a.fg == b.fg && a.bg == b.bg && a.extra == b.extra &&
           (a.attributes & ~ShapeBits) == (b.attributes & ~ShapeBits);
}

int styleOf(std::uint16_t attributes) { return (attributes & Bold ? 1 : 0) + (attributes & Italic ? 2 : 0); }

} // namespace

RowPainter::RowPainter(const theme::Theme& theme, const Colors& colors)
    : m_theme(theme)
    , m_colors(colors) {
    setScale(100, 1);
}

void RowPainter::setScale(double percent, double ratio) {
    m_ratio = ratio;
    m_font = m_theme.font(theme::Type::Mono);
    const double logical = (m_font.pixelSize() > 0 ? m_font.pixelSize() : 13) * percent / 100;
    m_font.setPixelSize(std::max(6, static_cast<int>(std::lround(logical * ratio))));
    m_font.setStyleStrategy(QFont::StyleStrategy(QFont::PreferAntialias | QFont::NoSubpixelAntialias));
    m_font.setKerning(false);
    const QFontMetricsF metrics(m_font);
    const auto whole = [](double length) { return std::max(1, static_cast<int>(std::lround(length))); };
    m_cell = {whole(metrics.horizontalAdvance(QLatin1Char('0'))), whole(m_font.pixelSize() * 18.0 / 13.0)};
    m_baseline = whole((m_cell.height() - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent());
    m_tiles.setLook(m_font, m_cell, m_baseline);
}

QFont RowPainter::font() const {
    QFont font = m_font;
    font.setPixelSize(std::max(6, static_cast<int>(std::lround(m_font.pixelSize() / m_ratio))));
    return font;
}

void RowPainter::paint(QImage& canvas, const Row& row, int columns, const Symbols& symbols, QPoint at,
                       const Overlay& overlay) {
    if (row.size != LineSize::Single) {
        paintLarge(canvas, row, columns, symbols, at, overlay);
        return;
    }
    const int used = std::min({row.used, columns, static_cast<int>(row.cells.size())});
    Target target{canvas, at, row, symbols, overlay};
    const std::vector<Run> all = runs(row, used, overlay.reverseVideo);
    grounds(target, all, used, columns);
    for (const Run& run : all) {
        text(target, run);
        lines(target, run);
    }
    if (overlay.link.second > overlay.link.first) {
        const Run link{overlay.link.first,
                       overlay.link.second,
                       {m_theme.color(theme::Color::AccentText), {}},
                       withUnderline(0, Underline::Single),
                       0};
        lines(target, link);
    }
    if (overlay.cursor >= 0) {
        cursor(target);
    }
}

void RowPainter::paintLarge(QImage& canvas, const Row& row, int columns, const Symbols& symbols, QPoint at,
                            const Overlay& overlay) {
    Row single = row;
    single.size = LineSize::Single;
    const int half = (columns + 1) / 2;
    QImage small(half * m_cell.width(), m_cell.height(), QImage::Format_RGB32);
    paint(small, single, half, symbols, {0, 0}, overlay);
    QPainter painter(&canvas);
    painter.setClipRect(QRect(at, QSize(columns * m_cell.width(), m_cell.height())));
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const bool tall = row.size != LineSize::DoubleWidth;
    const int top = row.size == LineSize::BottomHalf ? at.y() - m_cell.height() : at.y();
    painter.drawImage(QRect(at.x(), top, small.width() * 2, small.height() * (tall ? 2 : 1)), small);
}

std::vector<RowPainter::Run> RowPainter::runs(const Row& row, int used, bool reverseVideo) const {
    std::vector<Run> found;
    const Cell* cells = row.cells.data();
    for (int x = 0; x < used;) {
        int end = x + 1;
        while (end < used && sameLook(cells[end], cells[x])) {
            ++end;
        }
        found.push_back({x, end, m_colors.ink(cells[x], reverseVideo), cells[x].attributes, cells[x].extra});
        x = end;
    }
    return found;
}

void RowPainter::grounds(Target& target, const std::vector<Run>& runs, int used, int columns) const {
    const QColor own = m_colors.ink(Cell{}, target.overlay.reverseVideo).ground;
    fill(target, 0, columns, own);
    for (const Run& run : runs) {
        if (run.ink.ground != own) {
            const bool ownWords =
                run.to >= used && target.row.cells[static_cast<std::size_t>(used - 1)].bg == OwnPaint;
            fill(target, run.from, ownWords ? columns : std::min(run.to, used), run.ink.ground);
        }
    }
    for (const auto& [from, to] : target.overlay.matches) {
        fill(target, from, to, m_theme.color(theme::Color::Mark));
    }
    fill(target, target.overlay.selectedFrom, target.overlay.selectedTo, m_colors.selection());
    fill(target, target.overlay.current.first, target.overlay.current.second,
         m_theme.color(theme::Color::Accent));
}

void RowPainter::fill(Target& target, int from, int to, const QColor& color) const {
    const QRect box = QRect(target.at.x() + from * m_cell.width(), target.at.y(),
                            (to - from) * m_cell.width(), m_cell.height()) &
                      target.canvas.rect();
    const QRgb pixel = color.rgb();
    for (int y = box.top(); y <= box.bottom(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(target.canvas.scanLine(y));
        std::fill(line + box.left(), line + box.right() + 1, pixel);
    }
}

void RowPainter::text(Target& target, const Run& run) {
    const int style = styleOf(run.attributes);
    const auto& current = target.overlay.current;
    for (int x = run.from; x < run.to;) {
        const bool found = x >= current.first && x < current.second;
        x += character(target, x, found ? m_theme.color(theme::Color::OnAccent) : run.ink.text, style);
    }
}

int RowPainter::character(Target& target, int x, const QColor& ink, int style) {
    const std::vector<Cell>& cells = target.row.cells;
    const Cell& cell = cells[static_cast<std::size_t>(x)];
    if (cell.ch == 0 || cell.ch == ' ' || cell.attributes & Tail) {
        return 1;
    }
    const int width = cell.attributes & Wide ? 2 : 1;
    const Tile* tile = nullptr;
    int took = width;
    if (cell.ch < Cell::ClusterBase) {
        tile = &m_tiles.tile(static_cast<char32_t>(cell.ch), style, width);
    } else {
        std::u32string cluster = target.symbols.text(cell.ch);
        // Emoji joined into one picture keep the cells that programs count for each of them.
        auto next = static_cast<std::size_t>(x + width);
        while (cluster.back() == 0x200D && next < cells.size() && cells[next].attributes & Wide) {
            const std::u32string joined = cluster + target.symbols.text(cells[next].ch);
            if (joined.size() > 12 || !m_tiles.drawsAsOne(joined)) {
                break;
            }
            cluster = joined;
            next += 2;
            took += 2;
        }
        tile = &m_tiles.tile(cluster, style, width);
    }
    const QPoint at(target.at.x() + x * m_cell.width(), target.at.y());
    const int room = target.canvas.width() - at.x();
    if (room <= 0 || at.y() < 0 || at.y() + tile->height > target.canvas.height()) {
        return took;
    }
    if (!tile->picture.isNull()) {
        QPainter(&target.canvas).drawImage(at, tile->picture);
        return took;
    }
    auto* to = reinterpret_cast<QRgb*>(target.canvas.scanLine(at.y())) + at.x();
    lay(*tile, ink.rgb(), to, static_cast<std::size_t>(target.canvas.bytesPerLine()) / 4, room);
    return took;
}

void RowPainter::lines(Target& target, const Run& run) const {
    Underline underline = underlineOf(run.attributes);
    if (underline == Underline::None && target.symbols.linkOf(run.extra) != 0) {
        underline = Underline::Dotted;
    }
    if (underline == Underline::None && !(run.attributes & (Strike | Overline))) {
        return;
    }
    QPainter painter(&target.canvas);
    const QRect box(target.at.x() + run.from * m_cell.width(), target.at.y(),
                    (run.to - run.from) * m_cell.width(), m_cell.height());
    const int thick = std::max(1, static_cast<int>(std::lround(m_font.pixelSize() / 13.0)));
    const int low = std::min(box.y() + m_baseline + 2 * thick, box.bottom() + 1 - thick);
    const auto line = [&](int y, const QColor& color) {
        painter.fillRect(QRect(box.x(), y, box.width(), thick), color);
    };
    if (run.attributes & Strike) {
        line(box.y() + m_baseline - static_cast<int>(std::lround(m_font.pixelSize() * 0.28)), run.ink.text);
    }
    if (run.attributes & Overline) {
        line(box.y(), run.ink.text);
    }
    const QColor color = m_colors.paint(target.symbols.underlineColor(run.extra), run.ink.text);
    if (underline == Underline::Single || underline == Underline::Double) {
        line(low, color);
        if (underline == Underline::Double) {
            line(low - 2 * thick, color);
        }
    } else if (underline == Underline::Curly) {
        QPainterPath wave(QPointF(box.x(), low));
        const double half = m_cell.width() / 2.0;
        for (double x = box.x(); x < box.right() - 0.1; x += 2 * half) {
            wave.quadTo(x + half / 2, low - 2 * thick, x + half, low);
            wave.quadTo(x + half * 1.5, low + 2 * thick, x + 2 * half, low);
        }
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setClipRect(box);
        painter.setPen(QPen(color, thick));
        painter.drawPath(wave);
    } else if (underline != Underline::None) {
        const int dash = underline == Underline::Dotted ? thick : 4 * thick;
        const int step = underline == Underline::Dotted ? 3 * thick : 7 * thick;
        for (int x = box.x(); x <= box.right(); x += step) {
            painter.fillRect(QRect(x, low, std::min(dash, box.right() + 1 - x), thick), color);
        }
    }
}

void RowPainter::cursor(Target& target) {
    const Overlay& overlay = target.overlay;
    const auto x = static_cast<std::size_t>(overlay.cursor);
    const bool wide = x < target.row.cells.size() && target.row.cells[x].attributes & Wide;
    const QRect box(target.at.x() + overlay.cursor * m_cell.width(), target.at.y(),
                    m_cell.width() * (wide ? 2 : 1), m_cell.height());
    const QColor color = m_colors.cursor();
    const int line = std::max(1, static_cast<int>(std::lround(2 * m_ratio)));
    const int hair = std::max(1, static_cast<int>(std::lround(m_ratio)));
    QPainter painter(&target.canvas);
    if (!overlay.focused) {
        for (const QRect& side : {QRect(box.x(), box.y(), box.width(), hair),
                                  QRect(box.x(), box.bottom() + 1 - hair, box.width(), hair),
                                  QRect(box.x(), box.y(), hair, box.height()),
                                  QRect(box.right() + 1 - hair, box.y(), hair, box.height())}) {
            painter.fillRect(side, color);
        }
    } else if (overlay.shape == CursorShape::Bar) {
        painter.fillRect(QRect(box.x(), box.y(), line, box.height()), color);
    } else if (overlay.shape == CursorShape::Underline) {
        painter.fillRect(QRect(box.x(), box.bottom() + 1 - line, box.width(), line), color);
    } else {
        painter.fillRect(box, color);
        painter.end();
        if (x < target.row.cells.size()) {
            character(target, overlay.cursor, m_theme.color(theme::Color::TermBg),
                      styleOf(target.row.cells[x].attributes));
        }
    }
}

} // namespace understudy::terminal
