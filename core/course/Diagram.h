#pragma once

#include "core/base/Result.h"

#include <QByteArray>

// Pictures drawn from text. Authors write Graphviz with the color names of the design system; the SVG that
// comes out carries classes instead of colors, so that the reader's style sheet colors it, light or dark.
namespace understudy::course {

/// Replaces the names ink, muted, accent, ok, warn, danger, panel and well in color attributes of Graphviz
/// source by marker colors that `dot` knows and cleanSvg() turns into classes.
QByteArray markColors(const QByteArray& dotSource);

/// Rewrites an SVG with the elements and attributes of a still picture only: shapes, texts, groups, geometry,
/// and the classes f-NAME (fill) and s-NAME (stroke). Scripts, styles, links, images and anything from
/// outside are left out; entities, depth and size are limited. One user unit becomes one pixel.
Result<QByteArray> cleanSvg(const QByteArray& svg);

} // namespace understudy::course
