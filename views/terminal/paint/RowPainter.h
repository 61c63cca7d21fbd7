#pragma once

#include "views/terminal/paint/Colors.h"

#include <QFont>
#include <QHash>
#include <QRawFont>

#include <array>

class QPainter;

namespace understudy::terminal {

/// What is laid over a row when it is painted; columns from up to before to.
struct Overlay {
    int selectedFrom = 0;
    int selectedTo = 0;
    std::vector<std::pair<int, int>> matches;
    int cursor = -1; ///< column of the cursor, -1 for none here
    bool focused = false;
    CursorShape shape = CursorShape::Block;
    bool reverseVideo = false;
    std::uint16_t hovered = 0; ///< extra number of the link under the pointer
};

/// Paints one row of cells. Glyphs are looked up once a character and drawn in runs at cell positions, so
/// that nothing drifts and no ligature forms; lines and blocks are drawn by hand so that they join.
class RowPainter final {
public:
    RowPainter(const theme::Theme& theme, const Colors& colors);

    void setScale(double percent, double ratio); ///< zoom in percent; device pixels a logical pixel
    QSizeF cell() const { return m_cell; }       ///< whole device pixels
    QFont font() const { return m_font; }
    void paint(QPainter& painter, const Row& row, int columns, const Symbols& symbols, QPointF at,
               const Overlay& overlay);

private:
    struct Run {
        int from;
        int to;
        Ink ink;
        std::uint16_t attributes;
        std::uint16_t extra;
    };
    void paintRun(QPainter& painter, const Row& row, const Symbols& symbols, QPointF at, const Run& run,
                  bool hovered);
    void paintLines(QPainter& painter, const QRectF& box, const Run& run, const Symbols& symbols,
                    bool hovered);
    void paintCursor(QPainter& painter, const Row& row, const Symbols& symbols, QPointF at,
                     const Overlay& overlay);
    void paintOther(QPainter& painter, const QString& text, const QRectF& box, std::uint16_t attributes);
    static int style(std::uint16_t attributes) {
        return (attributes & Bold ? 1 : 0) + (attributes & Italic ? 2 : 0);
    }
    quint32 glyph(int style, char32_t c);

    const theme::Theme& m_theme;
    const Colors& m_colors;
    QFont m_font;
    std::array<QFont, 4> m_fonts;
    std::array<QRawFont, 4> m_raw; ///< plain, bold, italic, both
    std::array<QHash<char32_t, quint32>, 4> m_glyphs;
    QSizeF m_cell{8, 18};
    double m_baseline = 13;
    double m_pixel = 1; ///< one device pixel
};

} // namespace understudy::terminal
