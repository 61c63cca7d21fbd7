#pragma once

#include <cstdint>
#include <vector>

namespace understudy::terminal {

/// What a cell's text looks like, as bits; the underline style takes three of them (see underlineOf).
enum Attribute : std::uint16_t {
    Bold = 1 << 0,
    Faint = 1 << 1,
    Italic = 1 << 2,
    Blink = 1 << 3,
    Reverse = 1 << 4,
    Invisible = 1 << 5,
    Strike = 1 << 6,
    Overline = 1 << 7,
    UnderlineBits = 7 << 8,
    Wide = 1 << 11,      ///< this cell and the next hold one character
    Tail = 1 << 12,      ///< the second half of a wide character
    Protected = 1 << 13, ///< DECSCA: selective erasing leaves it
};

enum class Underline : std::uint8_t { None, Single, Double, Curly, Dotted, Dashed };

/// A color as a number: 0 is the terminal's own, otherwise the kind in the upper byte.
using Paint = std::uint32_t;
constexpr Paint DefaultPaint = 0;
constexpr Paint OwnPaint = 0x03000000u; ///< of the terminal's own words; nothing a host sends makes it
constexpr Paint indexed(unsigned index) { return 0x01000000u | (index & 0xFFu); }
constexpr Paint rgb(unsigned r, unsigned g, unsigned b) {
    return 0x02000000u | (r & 0xFFu) << 16 | (g & 0xFFu) << 8 | (b & 0xFFu);
}
constexpr bool isIndexed(Paint paint) { return paint >> 24 == 1; }
constexpr bool isRgb(Paint paint) { return paint >> 24 == 2; }

/// One place of the screen, 16 bytes. The character 0 is a blank nobody wrote; from ClusterBase on it is the
/// number of a cluster of Symbols (a letter with its marks).
struct Cell {
    static constexpr std::uint32_t ClusterBase = 0x80000000u;

    std::uint32_t ch = 0;
    Paint fg = DefaultPaint;
    Paint bg = DefaultPaint;
    std::uint16_t attributes = 0;
    std::uint16_t extra = 0; ///< number of a link and underline color in Symbols, 0 for neither

    bool operator==(const Cell&) const = default;
};
static_assert(sizeof(Cell) == 16);

constexpr Underline underlineOf(std::uint16_t attributes) {
    return static_cast<Underline>((attributes & UnderlineBits) >> 8);
}
constexpr std::uint16_t withUnderline(std::uint16_t attributes, Underline style) {
    return static_cast<std::uint16_t>((attributes & ~unsigned(UnderlineBits)) | unsigned(style) << 8);
}

/// What OSC 133 says that begins on a row.
enum class Mark : std::uint8_t { None, Prompt, Command, Output };

/// DECSWL, DECDWL and the two halves of DECDHL.
enum class LineSize : std::uint8_t { Single, DoubleWidth, TopHalf, BottomHalf };

/// One row of cells. Cells from `used` on equal Cell{}, so that recycling a row clears only what was written.
struct Row {
    std::vector<Cell> cells;
    int used = 0;
    bool wrapped = false; ///< the text goes on in the next row
    bool hasWide = false; ///< a wide character may be here
    bool dirty = true;
    Mark mark = Mark::None;
    LineSize size = LineSize::Single;
    std::int16_t commandColumn = -1; ///< where what was typed at the prompt begins (OSC 133;B)
    std::int16_t exitStatus = -1;    ///< of the command that ended where this row begins (OSC 133;D)
};

/// A place on the screen, from 0.
struct Place {
    int x = 0;
    int y = 0;
    bool operator==(const Place&) const = default;
};

/// A rectangle of cells; right and bottom lie outside.
struct Area {
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;
    bool isEmpty() const { return left >= right || top >= bottom; }
};

} // namespace understudy::terminal
