#include "views/terminal/paint/GlyphTiles.h"

#include "views/terminal/paint/BoxDrawing.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace understudy::terminal {
namespace {

constexpr char32_t Joiner = 0x200D;

QString shown(std::u32string text) {
    while (text.size() > 1 && text.back() == Joiner) {
        text.pop_back(); // its other half is a cell of its own
    }
    return QString::fromUcs4(text.data(), static_cast<qsizetype>(text.size()));
}

/// Turns a drawing in white on nothing into coverage, or keeps it when it has colors.
Tile tileOf(const QImage& image) {
    Tile tile;
    tile.width = image.width();
    tile.height = image.height();
    tile.top = tile.height;
    tile.coverage.resize(static_cast<std::size_t>(tile.width) * static_cast<std::size_t>(tile.height));
    std::uint8_t* to = tile.coverage.data();
    bool colored = false;
    for (int y = 0; y < tile.height; ++y) {
        const auto* from = reinterpret_cast<const QRgb*>(image.constScanLine(y));
        bool any = false;
        for (int x = 0; x < tile.width; ++x) {
            const int alpha = qAlpha(from[x]);
            colored = colored || qRed(from[x]) != alpha || qGreen(from[x]) != alpha;
            any = any || alpha > 0;
            *to++ = static_cast<std::uint8_t>(alpha);
        }
        if (any) {
            tile.top = std::min(tile.top, y);
            tile.bottom = y + 1;
        }
    }
    tile.top = std::min(tile.top, tile.bottom);
    if (colored) {
        tile.picture = image;
        tile.coverage.clear();
    }
    return tile;
}

} // namespace

void GlyphTiles::setLook(const QFont& font, QSize cell, int baseline) {
    for (int i = 0; i < 4; ++i) {
        QFont& face = m_fonts[static_cast<std::size_t>(i)];
        face = font;
        face.setBold(i & 1);
        face.setItalic(i & 2);
    }
    m_cell = cell;
    m_baseline = baseline;
    m_ascii.fill(nullptr);
    m_tiles.clear();
    m_clusters.clear();
    m_asOne.clear();
}

const Tile& GlyphTiles::tile(char32_t c, int style, int cells) {
    const auto quick = static_cast<std::size_t>(style) * 128 + c;
    if (c < 128 && cells == 1 && m_ascii[quick]) {
        return *m_ascii[quick];
    }
    if (size() > MostTiles) {
        m_ascii.fill(nullptr);
        m_tiles.clear();
        m_clusters.clear();
    }
    auto& slot = m_tiles[std::uint64_t(c) | std::uint64_t(style) << 32 | std::uint64_t(cells) << 40];
    if (!slot) {
        slot = std::make_unique<Tile>(draw({c}, style, cells));
    }
    if (c < 128 && cells == 1) {
        m_ascii[quick] = slot.get();
    }
    return *slot;
}

const Tile& GlyphTiles::tile(const std::u32string& text, int style, int cells) {
    if (text.size() == 1) {
        return tile(text[0], style, cells);
    }
    if (size() > MostTiles) {
        m_clusters.clear();
    }
    std::u32string key = text;
    key += static_cast<char32_t>(style);
    key += static_cast<char32_t>(cells);
    auto& slot = m_clusters[key];
    if (!slot) {
        slot = std::make_unique<Tile>(draw(text, style, cells));
    }
    return *slot;
}

bool GlyphTiles::drawsAsOne(const std::u32string& text) {
    if (m_asOne.size() > MostTiles) {
        m_asOne.clear();
    }
    const auto known = m_asOne.find(text);
    if (known != m_asOne.end()) {
        return known->second;
    }
    const QFontMetricsF metrics(m_fonts[0]);
    const double first = metrics.horizontalAdvance(shown(text.substr(0, text.find(Joiner))));
    const bool one = metrics.horizontalAdvance(shown(text)) < 1.4 * first;
    m_asOne.emplace(text, one);
    return one;
}

Tile GlyphTiles::draw(const std::u32string& text, int style, int cells) const {
    QImage image(m_cell.width() * cells, m_cell.height(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    if (text.size() != 1 || !paintBox(painter, text[0], image.rect(), Qt::white, 1)) {
        const QFont& font = m_fonts[static_cast<std::size_t>(style)];
        const QString words = shown(text);
        const double advance = QFontMetricsF(font).horizontalAdvance(words);
        if (advance > image.width() * 1.05) { // a fallback font is wider than our cells
            painter.translate(0, m_baseline);
            painter.scale(image.width() / advance, 1);
            painter.translate(0, -m_baseline);
        }
        painter.setFont(font);
        painter.setPen(Qt::white);
        painter.drawText(QPointF(0, m_baseline), words);
    }
    painter.end();
    return tileOf(image);
}

void lay(const Tile& tile, std::uint32_t ink, std::uint32_t* to, std::size_t stride, int columns) {
    const int width = std::min(tile.width, columns);
    const std::uint32_t inkRb = ink & 0xFF00FFu;
    const std::uint32_t inkG = ink & 0x00FF00u;
    const std::uint8_t* from =
        tile.coverage.data() + static_cast<std::size_t>(tile.top) * static_cast<std::size_t>(tile.width);
    to += static_cast<std::size_t>(tile.top) * stride;
    for (int y = tile.top; y < tile.bottom; ++y, from += tile.width, to += stride) {
        for (int x = 0; x < width; ++x) {
            const std::uint32_t share = from[x] + (from[x] >> 7u); // 0 to 256
            const std::uint32_t rest = 256 - share;
            const std::uint32_t rb = ((to[x] & 0xFF00FFu) * rest + inkRb * share) >> 8u;
            const std::uint32_t g = ((to[x] & 0x00FF00u) * rest + inkG * share) >> 8u;
            to[x] = 0xFF000000u | (rb & 0xFF00FFu) | (g & 0x00FF00u);
        }
    }
}

} // namespace understudy::terminal
