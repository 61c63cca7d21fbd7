#pragma once

#include "core/terminal/Event.h"
#include "core/terminal/Grid.h"
#include "core/terminal/HostColors.h"
#include "core/terminal/Modes.h"
#include "core/terminal/Parser.h"
#include "core/terminal/Symbols.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::terminal {

/// The terminal's own colors, for the queries OSC 4, 10, 11 and 12 (0xRRGGBB).
struct Palette {
    std::array<std::uint32_t, 16> ansi{};
    std::uint32_t text = 0;
    std::uint32_t background = 0;
    std::uint32_t cursor = 0;
};

/// What the host's bytes mean: two grids, the cursor, the pen, modes and the scrollback. Coordinates are from
/// 0. Replies and events pile up, bounded, until the session takes them.
class Screen final : public Actions {
public:
    static constexpr int MostColumns = 1000;
    static constexpr int MostRows = 500;
    static constexpr std::size_t MostReplyBytes = 4096; ///< between two takeReplies; what is over is not sent
    static constexpr std::size_t MostEvents = 32;

    Screen(int columns, int rows, std::size_t historyLines = 10'000);

    int columns() const { return m_grid->columns(); }
    int rows() const { return m_grid->rows(); }
    const Row& row(int y) const { return m_grid->row(y); }
    Place cursor() const { return {m_cursor.x, m_cursor.y}; }
    const Modes& modes() const { return m_modes; }
    const History& history() const { return m_history; }
    const Symbols& symbols() const { return m_symbols; }
    void setHistoryLimit(std::size_t lines) { m_history.setMost(lines); }
    void setPalette(const Palette& palette) { m_palette = palette; }
    const HostColors& hostColors() const { return m_hostColors; }
    void setAllowed(const Allowed& allowed) { m_allowed = allowed; }
    void setWindow(const WindowFacts& window) { m_window = window; }

    /// 2 to MostColumns columns, 1 to MostRows rows (clamped). The main screen is wrapped anew.
    void resize(int columns, int rows);
    void clearHistory() { m_history.clear(); }
    void reset(); ///< RIS
    /// After a lost connection: modes, charset and main screen again, text and history kept, cursor on a new
    /// line.
    void recover();

    bool isDirty(int y) const { return m_grid->allDirty() || m_grid->row(y).dirty; }
    void clean() { m_grid->clean(); }
    std::string takeReplies();
    std::vector<Event> takeEvents();

    void printAscii(std::string_view run) override;
    void print(char32_t c) override;
    void control(unsigned char c) override;
    void escape(char intermediate, char final) override;
    void csi(const Parameters& p, char final) override;
    void osc(std::string_view text) override;
    void dcs(const Parameters& p, char final, std::string_view text) override;

private:
    struct Cursor {
        int x = 0;
        int y = 0;
        bool pending = false; ///< the last column is written, the next character wraps
        bool origin = false;
        bool autowrap = true;
        Cell pen;
        Paint underline = DefaultPaint;
        std::uint32_t link = 0;
        std::array<char, 4> sets{'B', 'B', 'B', 'B'};
        int set = 0;
    };

    // Screen.cpp: text and C0
    void put(char32_t c, int width);
    void combine(char32_t c);
    void wrap();
    char32_t translated(char32_t c);
    void lineFeed();
    void reverseLineFeed();
    void tab(int count);
    void softReset();
    // ScreenCsi.cpp: moving and editing
    bool move(const Parameters& p, char final);
    bool edit(const Parameters& p, char final);
    void eraseDisplay(const Parameters& p, bool selective);
    void eraseLine(const Parameters& p, bool selective);
    void eraseCells(int y, int from, int to, bool selective);
    void scroll(int lines);
    void moveLines(int count, bool insert);
    void moveTo(int x, int y);
    void setMargins(const Parameters& p);
    void repeat(int count);
    // ScreenModes.cpp: modes, SGR
    void setModes(const Parameters& p, bool on);
    void setPrivateMode(int number, bool on);
    void setAlternate(bool on);
    void saveCursor();
    void restoreCursor();
    void look(const Parameters& p);
    int lookColor(const Parameters& p, int i, Paint& into) const;
    void applyExtra();
    // ScreenReports.cpp: questions, OSC, DCS
    bool report(const Parameters& p, char final);
    void reportMode(const Parameters& p);
    void reply(std::string_view bytes);
    void happened(Event event);
    void promptMark(std::string_view text);
    void link(std::string_view text);
    void clipboard(std::string_view text);
    void colorQuery(int number, std::string_view text);
    std::string describeLook() const;

    Cell blank() const { return Cell{0, DefaultPaint, m_cursor.pen.bg, 0, 0}; }
    History* scrollback() { return m_grid == &m_main && m_top == 0 ? &m_history : nullptr; }

    Grid m_main;
    Grid m_other;
    Grid* m_grid = &m_main;
    History m_history;
    Symbols m_symbols;
    Modes m_modes;
    Cursor m_cursor;
    std::array<Cursor, 2> m_saved{}; ///< main, alternate
    int m_top = 0;
    int m_bottom;
    char32_t m_last = 0; ///< for REP
    std::vector<bool> m_tabs;
    Palette m_palette;
    HostColors m_hostColors;
    Allowed m_allowed;
    WindowFacts m_window;
    std::string m_replies;
    std::vector<Event> m_events;
};

} // namespace understudy::terminal
