#include "views/terminal/paint/RowPainter.h"

#include "views/terminal/paint/BoxDrawing.h"

#include <QFontMetricsF>
#include <QGlyphRun>
#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace understudy::terminal {

RowPainter::RowPainter(const theme::Theme& theme, const Colors& colors)
    : m_theme(theme)
    , m_colors(colors) {
    setScale(100, 1);
}

void RowPainter::setScale(double percent, double ratio) {
    m_font = m_theme.font(theme::Type::Mono);
    const double size = (m_font.pixelSize() > 0 ? m_font.pixelSize() : 13) * percent / 100;
    m_font.setPixelSize(std::max(6, static_cast<int>(std::lround(size))));
    m_font.setStyleStrategy(QFont::PreferAntialias);
    m_font.setKerning(false);
    for (int i = 0; i < 4; ++i) {
        QFont& font = m_fonts[static_cast<std::size_t>(i)];
        font = m_font;
        font.setBold(i & 1);
        font.setItalic(i & 2);
        m_raw[static_cast<std::size_t>(i)] = QRawFont::fromFont(font);
        m_glyphs[static_cast<std::size_t>(i)].clear();
    }
    const QFontMetricsF metrics(m_font);
    const auto whole = [ratio](double length) { return std::max(1.0, std::round(length * ratio)) / ratio; };
    m_pixel = 1 / ratio;
    m_cell = {whole(metrics.horizontalAdvance(QLatin1Char('0'))), whole(m_font.pixelSize() * 18.0 / 13.0)};
    m_baseline = whole((m_cell.height() - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent());
}

quint32 RowPainter::glyph(int style, char32_t c) {
    auto& known = m_glyphs[static_cast<std::size_t>(style)];
    if (const auto it = known.constFind(c); it != known.constEnd()) {
        return *it;
    }
    const QString text = QString::fromUcs4(&c, 1);
    const QList<quint32> found = m_raw[static_cast<std::size_t>(style)].glyphIndexesForString(text);
    const quint32 index = found.size() == 1 ? found[0] : 0;
    if (known.size() > 10'000) {
        known.clear();
    }
    known.insert(c, index);
    return index;
}

void RowPainter::paint(QPainter& painter, const Row& row, int columns, const Symbols& symbols, QPointF at,
                       const Overlay& overlay) {
    const int used = std::min({row.used, columns, static_cast<int>(row.cells.size())});
    const auto box = [&](int from, int to) {
        return QRectF(at.x() + from * m_cell.width(), at.y(), (to - from) * m_cell.width(), m_cell.height());
    };
    std::vector<Run> runs;
    for (int x = 0; x < used;) {
        const Cell& first = row.cells[static_cast<std::size_t>(x)];
        const auto look = [](const Cell& cell) {
            return cell.attributes & ~unsigned(Wide | Tail | Protected);
        };
        int end = x + 1;
        while (end < used) {
            const Cell& next = row.cells[static_cast<std::size_t>(end)];
            if (next.fg != first.fg || next.bg != first.bg || look(next) != look(first) ||
                next.extra != first.extra) {
                break;
            }
            ++end;
        }
        runs.push_back({x, end, m_colors.ink(first, overlay.reverseVideo), first.attributes, first.extra});
        painter.fillRect(box(x, end), runs.back().ink.ground);
        x = end;
    }
    if (used < columns) {
        painter.fillRect(box(std::max(used, 0), columns), m_colors.ink(Cell{}, overlay.reverseVideo).ground);
    }
    for (const auto& [from, to] : overlay.matches) {
        painter.fillRect(box(from, to), m_theme.color(theme::Color::Mark));
    }
    if (overlay.selectedTo > overlay.selectedFrom) {
        painter.fillRect(box(overlay.selectedFrom, overlay.selectedTo),
                         m_theme.color(theme::Color::TermSelection));
    }
    for (const Run& run : runs) {
        paintRun(painter, row, symbols, at, run, overlay.hovered != 0 && run.extra == overlay.hovered);
    }
    if (overlay.cursor >= 0) {
        paintCursor(painter, row, symbols, at, overlay);
    }
}

void RowPainter::paintRun(QPainter& painter, const Row& row, const Symbols& symbols, QPointF at,
                          const Run& run, bool hovered) {
    const int face = style(run.attributes);
    QList<quint32> glyphs;
    QList<QPointF> places;
    painter.setPen(run.ink.text);
    for (int x = run.from; x < run.to; ++x) {
        const Cell& cell = row.cells[static_cast<std::size_t>(x)];
        if (cell.ch == 0 || cell.ch == ' ' || cell.attributes & Tail) {
            continue;
        }
        const bool wide = cell.attributes & Wide;
        const QRectF box(at.x() + x * m_cell.width(), at.y(), m_cell.width() * (wide ? 2 : 1),
                         m_cell.height());
        const auto c = static_cast<char32_t>(cell.ch);
        if (paintBox(painter, c, box, run.ink.text, m_pixel)) {
            continue;
        }
        const quint32 index = cell.ch < Cell::ClusterBase ? glyph(face, c) : 0;
        if (index != 0 && !wide) {
            glyphs.append(index);
            places.append({box.x(), at.y() + m_baseline});
        } else {
            const std::u32string text = symbols.text(cell.ch);
            paintOther(painter, QString::fromUcs4(text.data(), static_cast<qsizetype>(text.size())), box,
                       run.attributes);
        }
    }
    if (!glyphs.isEmpty()) {
        QGlyphRun glyphRun;
        glyphRun.setRawFont(m_raw[static_cast<std::size_t>(face)]);
        glyphRun.setGlyphIndexes(glyphs);
        glyphRun.setPositions(places);
        painter.drawGlyphRun({0, 0}, glyphRun);
    }
    paintLines(painter,
               QRectF(at.x() + run.from * m_cell.width(), at.y(), (run.to - run.from) * m_cell.width(),
                      m_cell.height()),
               run, symbols, hovered);
}

void RowPainter::paintOther(QPainter& painter, const QString& text, const QRectF& box,
                            std::uint16_t attributes) {
    painter.save();
    painter.setFont(m_fonts[static_cast<std::size_t>(style(attributes))]);
    painter.setClipRect(box, Qt::IntersectClip); // a fallback font may be wider than the cell
    painter.drawText(QPointF(box.x(), box.y() + m_baseline), text);
    painter.restore();
}

void RowPainter::paintLines(QPainter& painter, const QRectF& box, const Run& run, const Symbols& symbols,
                            bool hovered) {
    Underline underline = underlineOf(run.attributes);
    if (symbols.linkOf(run.extra) != 0 && underline == Underline::None) {
        underline = hovered ? Underline::Single : Underline::Dotted;
    }
    const double thick = std::max(m_pixel, std::round(m_font.pixelSize() / 13.0 / m_pixel) * m_pixel);
    const double low = box.y() + m_baseline + 2 * thick;
    const auto line = [&](double y) {
        painter.fillRect(QRectF(box.x(), y, box.width(), thick), painter.pen().color());
    };
    if (run.attributes & Strike) {
        line(std::round((box.y() + m_baseline - m_font.pixelSize() * 0.28) / m_pixel) * m_pixel);
    }
    if (run.attributes & Overline) {
        line(box.y());
    }
    if (underline == Underline::None) {
        return;
    }
    const QColor color = m_colors.paint(symbols.underlineColor(run.extra), run.ink.text);
    if (underline == Underline::Single || underline == Underline::Double) {
        painter.fillRect(QRectF(box.x(), low, box.width(), thick), color);
        if (underline == Underline::Double) {
            painter.fillRect(QRectF(box.x(), low - 2 * thick, box.width(), thick), color);
        }
        return;
    }
    painter.save();
    QPen pen(color, thick);
    if (underline == Underline::Curly) {
        QPainterPath wave({box.x(), low});
        const double half = m_cell.width() / 2;
        for (double x = box.x(); x < box.right() - 0.1; x += 2 * half) {
            wave.quadTo(x + half / 2, low - 2 * thick, x + half, low);
            wave.quadTo(x + half * 1.5, low + 2 * thick, x + 2 * half, low);
        }
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(pen);
        painter.drawPath(wave);
    } else {
        pen.setDashPattern(underline == Underline::Dotted ? QList<qreal>{1, 2} : QList<qreal>{4, 3});
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(box.x(), low + thick / 2), QPointF(box.right(), low + thick / 2));
    }
    painter.restore();
}

void RowPainter::paintCursor(QPainter& painter, const Row& row, const Symbols& symbols, QPointF at,
                             const Overlay& overlay) {
    const auto x = static_cast<std::size_t>(overlay.cursor);
    const bool wide = x < row.cells.size() && row.cells[x].attributes & Wide;
    const QRectF box(at.x() + overlay.cursor * m_cell.width(), at.y(), m_cell.width() * (wide ? 2 : 1),
                     m_cell.height());
    const QColor color = m_theme.color(theme::Color::TermCursor);
    const double line = std::max(m_pixel, std::round(2 / m_pixel) * m_pixel);
    if (!overlay.focused) {
        painter.setPen(QPen(color, m_pixel));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box.adjusted(m_pixel / 2, m_pixel / 2, -m_pixel / 2, -m_pixel / 2));
    } else if (overlay.shape == CursorShape::Bar) {
        painter.fillRect(QRectF(box.x(), box.y(), line, box.height()), color);
    } else if (overlay.shape == CursorShape::Underline) {
        painter.fillRect(QRectF(box.x(), box.bottom() - line, box.width(), line), color);
    } else {
        painter.fillRect(box, color);
        if (x < row.cells.size()) {
            const Run run{overlay.cursor,
                          overlay.cursor + 1,
                          {m_theme.color(theme::Color::TermBg), color},
                          row.cells[x].attributes,
                          0};
            paintRun(painter, row, symbols, at, run, false);
        }
    }
}

} // namespace understudy::terminal
