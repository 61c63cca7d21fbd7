#pragma once

#include "core/terminal/Screen.h"
#include "views/theme/Theme.h"

#include <QHash>

#include <array>

namespace understudy::terminal {

/// The two colors a cell is painted with.
struct Ink {
    QColor text;
    QColor ground;
};

/// Turns what a program asked for into the theme's colors, and keeps text readable: on a palette background
/// text has at least 4.5:1, and 256-color and true-color text at least 3:1.
class Colors final {
public:
    explicit Colors(const theme::Theme& theme);

    void reload();                           ///< after the theme changed
    void setHost(const HostColors& changed); ///< colors that the program has put in the theme's place
    Ink ink(const Cell& cell, bool reverseVideo) const;
    QColor paint(Paint paint, const QColor& fallback) const;
    QColor cursor() const { return m_cursor; }
    QColor selection() const { return m_selection; }
    Palette palette() const; ///< the theme's own

    /// WCAG 2.1 contrast of two colors, 1 to 21.
    static double contrast(const QColor& a, const QColor& b);

private:
    QColor readable(const QColor& text, const QColor& ground, double least) const;

    const theme::Theme& m_theme;
    HostColors m_host;
    std::array<QColor, 256> m_table;
    QColor m_text;
    QColor m_ground;
    QColor m_cursor;
    QColor m_selection;
    mutable QHash<quint64, QRgb> m_readable;
};

} // namespace understudy::terminal
