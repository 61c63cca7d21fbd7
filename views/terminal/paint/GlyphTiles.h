#pragma once

#include <QFont>
#include <QImage>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace understudy::terminal {

/// A character drawn once, in device pixels, to be laid on any ground in any color.
struct Tile {
    int width = 0;
    int height = 0;
    int top = 0;    ///< first row of pixels with anything in it
    int bottom = 0; ///< the row after the last one
    std::vector<std::uint8_t> coverage;
    QImage picture; ///< a character with colors of its own (emoji); coverage is then empty
};

/// Every character the terminal has shown, drawn once for each face: the terminal's own font or, where it
/// lacks the character, the system's fallback; lines and blocks by hand. Nothing here forms a ligature.
class GlyphTiles final {
public:
    static constexpr std::size_t MostTiles = 20'000; ///< past it the cache starts anew

    /// @p font in device pixels; @p cell too, @p baseline from the cell's top.
    void setLook(const QFont& font, QSize cell, int baseline);
    /// The tile of one character or of a cluster (@p text), @p cells wide; @p style is bold 1 + italic 2.
    const Tile& tile(char32_t c, int style, int cells);
    const Tile& tile(const std::u32string& text, int style, int cells);
    /// Says whether the fonts at hand draw @p text (two emoji and a joiner) as one picture.
    bool drawsAsOne(const std::u32string& text);
    std::size_t size() const { return m_tiles.size() + m_clusters.size(); }

private:
    Tile draw(const std::u32string& text, int style, int cells) const;

    std::array<QFont, 4> m_fonts;
    QSize m_cell{8, 18};
    int m_baseline = 13;
    std::array<const Tile*, 4 * 128> m_ascii{};
    std::unordered_map<std::uint64_t, std::unique_ptr<Tile>> m_tiles;
    std::unordered_map<std::u32string, std::unique_ptr<Tile>> m_clusters; ///< style and cells at its end
    std::unordered_map<std::u32string, bool> m_asOne;
};

/// Lays a tile over pixels in the color @p ink. @p to is the tile's left upper pixel, @p stride pixels a
/// line; no more than @p columns pixels a line are written.
void lay(const Tile& tile, std::uint32_t ink, std::uint32_t* to, std::size_t stride, int columns);

} // namespace understudy::terminal
