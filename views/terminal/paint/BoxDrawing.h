#pragma once

#include <QColor>
#include <QRectF>

class QPainter;

namespace understudy::terminal {

/// Draws a box-drawing or block character (U+2500 to U+259F, but diagonals and rounded dashes) so that it
/// meets its neighbors; false when @p c is another character. @p pixel is one device pixel in logical ones.
bool paintBox(QPainter& painter, char32_t c, const QRectF& box, const QColor& color, double pixel);

} // namespace understudy::terminal
