#include "views/terminal/paint/Canvas.h"

#include <algorithm>
#include <cstring>

namespace understudy::terminal {

void Canvas::setSize(QSize pixels, QPoint origin, int rows, const QColor& ground) {
    if (m_image.size() == pixels && m_origin == origin && m_ground == ground &&
        m_known.size() == static_cast<std::size_t>(rows)) {
        return;
    }
    if (m_image.size() != pixels) {
        m_image = QImage(pixels, QImage::Format_RGB32);
    }
    m_image.fill(ground);
    m_origin = origin;
    m_ground = ground;
    m_known.assign(static_cast<std::size_t>(std::max(0, rows)), {});
}

void Canvas::forget() {
    for (Known& known : m_known) {
        known.valid = false;
    }
}

QRect Canvas::rowRect(int y) const {
    return {0, m_origin.y() + y * m_painter.cell().height(), m_image.width(), m_painter.cell().height()};
}

bool Canvas::draw(int y, const Row& row, int columns, const Symbols& symbols, const Overlay& overlay) {
    if (y < 0 || static_cast<std::size_t>(y) >= m_known.size() || m_image.isNull()) {
        return false;
    }
    Known& known = m_known[static_cast<std::size_t>(y)];
    const auto used = static_cast<std::size_t>(
        std::clamp(row.used, 0, std::min(columns, static_cast<int>(row.cells.size()))));
    if (known.valid && known.columns == columns && known.used == static_cast<int>(used) &&
        known.size == row.size && known.overlay == overlay &&
        (used == 0 || std::memcmp(known.cells.data(), row.cells.data(), used * sizeof(Cell)) == 0)) {
        return false;
    }
    known.valid = true;
    known.columns = columns;
    known.size = row.size;
    known.used = static_cast<int>(used);
    known.cells.assign(row.cells.begin(), row.cells.begin() + static_cast<std::ptrdiff_t>(used));
    known.overlay = overlay;
    m_painter.paint(m_image, row, columns, symbols, {m_origin.x(), rowRect(y).y()}, overlay);
    ++m_painted;
    return true;
}

} // namespace understudy::terminal
