#pragma once

#include "views/terminal/paint/RowPainter.h"

namespace understudy::terminal {

/// The picture of the rows in view, in device pixels. A row is painted anew only when its cells or what lies
/// over them are not what was painted last.
class Canvas final {
public:
    explicit Canvas(RowPainter& painter)
        : m_painter(painter) {}

    /// A new size forgets everything painted; @p ground fills the margins around the rows.
    void setSize(QSize pixels, QPoint origin, int rows, const QColor& ground);
    void forget(); ///< after a change of font, colors or the meaning of cells
    /// Paints row @p y unless it is there already; true when pixels have changed.
    bool draw(int y, const Row& row, int columns, const Symbols& symbols, const Overlay& overlay);
    QRect rowRect(int y) const; ///< in device pixels, over the whole width
    const QImage& image() const { return m_image; }
    std::uint64_t rowsPainted() const { return m_painted; } ///< since the beginning, for measuring

private:
    struct Known {
        bool valid = false;
        int used = 0;
        int columns = 0;
        LineSize size = LineSize::Single;
        std::vector<Cell> cells;
        Overlay overlay;
    };
    RowPainter& m_painter;
    QImage m_image;
    QPoint m_origin;
    QColor m_ground;
    std::vector<Known> m_known;
    std::uint64_t m_painted = 0;
};

} // namespace understudy::terminal
