#pragma once

#include "views/terminal/paint/Colors.h"
#include "views/terminal/paint/GlyphTiles.h"

namespace understudy::terminal {

/// What is laid over a row when it is painted; columns from up to before to.
struct Overlay {
    int selectedFrom = 0;
    int selectedTo = 0;
    std::vector<std::pair<int, int>> matches;
    std::pair<int, int> current{0, 0}; ///< the match the search stands on
    std::pair<int, int> link{0, 0};    ///< the link under the pointer
    int cursor = -1;                   ///< column of the cursor, -1 for none here
    bool focused = false;
    CursorShape shape = CursorShape::Block;
    bool reverseVideo = false;

    bool operator==(const Overlay&) const = default;
};

/// Paints one row of cells into a picture of device pixels, from tiles, so that nothing drifts.
class RowPainter final {
public:
    RowPainter(const theme::Theme& theme, const Colors& colors);

    void setScale(double percent, double ratio); ///< zoom in percent; device pixels a logical pixel
    QSize cell() const { return m_cell; }        ///< in device pixels
    double ratio() const { return m_ratio; }
    QFont font() const; ///< in logical pixels, for what is typed with an input method
    /// @p canvas is Format_RGB32; @p at the left upper pixel of column 0.
    void paint(QImage& canvas, const Row& row, int columns, const Symbols& symbols, QPoint at,
               const Overlay& overlay);

private:
    struct Run {
        int from;
        int to;
        Ink ink;
        std::uint16_t attributes;
        std::uint16_t extra;
    };
    struct Target {
        QImage& canvas;
        QPoint at;
        const Row& row;
        const Symbols& symbols;
        const Overlay& overlay;
    };
    /// DECDWL and the halves of DECDHL: painted as any row, then stretched.
    void paintLarge(QImage& canvas, const Row& row, int columns, const Symbols& symbols, QPoint at,
                    const Overlay& overlay);
    std::vector<Run> runs(const Row& row, int used, bool reverseVideo) const;
    void grounds(Target& target, const std::vector<Run>& runs, int used, int columns) const;
    void fill(Target& target, int from, int to, const QColor& color) const;
    void text(Target& target, const Run& run);
    int character(Target& target, int x, const QColor& ink, int style); ///< returns the cells it took
    void lines(Target& target, const Run& run) const;
    void cursor(Target& target);

    const theme::Theme& m_theme;
    const Colors& m_colors;
    GlyphTiles m_tiles;
    QFont m_font;
    QSize m_cell{8, 18};
    int m_baseline = 13;
    double m_ratio = 1;
};

} // namespace understudy::terminal
