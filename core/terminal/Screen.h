#pragma once

#include "core/terminal/Event.h"
#include "core/terminal/Grid.h"
#include "core/terminal/HostColors.h"
#include "core/terminal/Modes.h"
#include "core/terminal/Parser.h"
#include "core/terminal/Pen.h"
#include "core/terminal/Symbols.h"
#include "core/vt/Charsets.h"
#include "core/vt/Replies.h"
#include "core/vt/TabStops.h"
#include "core/vt/Titles.h"

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// Longer than a header should be: the functions of one state, listed by the file they are in.
namespace understudy::terminal {

/// The terminal's own colors, for the queries OSC 4, 10, 11 and 12 (0xRRGGBB).
struct Palette {
    std::array<std::uint32_t, 16> ansi{};
    std::uint32_t text = 0;
    std::uint32_t background = 0;
    std::uint32_t cursor = 0;
};

/// What the host's bytes mean: two grids, the cursor, the pen, modes and the scrollback. Coordinates are from
/// 0. Replies and events pile up, bounded, until the session takes them. Where documents leave room, it does
/// as xterm 379 at VT level 4.
class Screen final : public Actions {
public:
    static constexpr int MostColumns = 1000;
    static constexpr int MostRows = 500;
    static constexpr std::size_t MostReplyBytes =
        vt::Replies::Most; ///< between two takeReplies; the rest is not sent
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
    /// Keeps every line from now on: those beyond the limit go into a file without a name in @p folder, which
    /// should be the trainee's alone. False when that folder can't be written to.
    bool keepAllHistory(const std::filesystem::path& folder);
    void setPalette(const Palette& palette) { m_palette = palette; }
    const HostColors& hostColors() const { return m_hostColors; }
    void setAllowed(const Allowed& allowed);
    void setWindow(const WindowFacts& window) { m_window = window; }
    /// Whether characters of ambiguous width (Greek, box drawing and more in East Asian fonts) take two
    /// cells.
    void setAmbiguousWide(bool wide) { m_ambiguousWide = wide; }
    /// The cursor at the start, which DECSCUSR 0 and resets go back to. One that a program chose stays till
    /// then.
    void setCursorStyle(CursorShape shape, bool blinks);

    /// 2 to MostColumns columns, 1 to MostRows rows (clamped). The main screen is wrapped anew.
    void resize(int columns, int rows);
    void clearHistory() { m_history.clear(); }
    void reset(); ///< RIS
    /// After a lost connection: modes, charset and main screen again, text and history kept, cursor on a new
    /// line.
    void recover();
    /// A line of the terminal's own, in OwnPaint: no host can write one that looks like it.
    void note(std::u32string_view words);

    bool isDirty(int y) const { return m_grid->allDirty() || m_grid->row(y).dirty; }
    void clean() { m_grid->clean(); }
    std::string takeReplies() { return m_replies.take(); }
    std::vector<Event> takeEvents();

    void printAscii(std::string_view run) override;
    void print(std::u32string_view run) override;
    void control(unsigned char c) override;
    void escape(char intermediate, char second, char final) override;
    void csi(const Parameters& p, char final) override;
    void osc(std::string_view text, bool endedByBell) override;
    void dcs(const Parameters& p, char final, std::string_view text) override;

private:
    /// What DECSC keeps.
    struct Cursor {
        int x = 0;
        int y = 0;
        bool pending = false; ///< the last column is written, the next character wraps
        bool origin = false;
        Pen pen;
        vt::Charsets sets;
    };
    /// Where scrolling happens, all four inside.
    struct Margins {
        int top;
        int bottom;
        int left;
        int right;
    };
    struct KeptLook {
        Pen pen;
        unsigned attributes; ///< which of them come back
        bool text;           ///< the colors likewise
        bool background;
    };
    enum class Protection : std::uint8_t { Off, Iso, Dec };

    // Screen.cpp: text
    void put(char32_t c, int width);
    void combine(char32_t c);
    void wrap();
    void repeat(int count);
    // ScreenControls.cpp: C0, ESC and resets
    void lineFeed();
    void reverseLineFeed();
    void carriageReturn();
    void backwards(int count);
    void columnBack();
    void columnForward();
    void align();
    void softReset();
    void firstModes();
    void firstCursor();
    void resetMargins();
    bool plainEscape(char final);
    // ScreenCsi.cpp: dispatch and moving
    bool plainCsi(const Parameters& p, char final);
    bool moveCsi(const Parameters& p, char final);
    bool privateCsi(const Parameters& p, char final);
    bool spacedCsi(const Parameters& p, char final);
    bool otherCsi(const Parameters& p, char final);
    void moveTo(int x, int y);
    void moveRows(int count);
    void moveColumns(int count);
    void setMargins(const Parameters& p);
    void setSideMargins(const Parameters& p);
    // ScreenEdit.cpp: editing
    bool edit(const Parameters& p, char final);
    void eraseDisplay(int what, bool selective);
    void eraseLine(int what, bool selective);
    void eraseCells(int y, int from, int to, bool keepProtected);
    void scroll(int lines);
    void scrollSideways(int x, int count);
    void moveLines(int count);
    // ScreenRectangles.cpp
    bool rectangle(const Parameters& p, char final);
    Area area(const Parameters& p, int first) const;
    bool isOutside(const Parameters& p, int first) const;
    void eraseCharacters(const Area& target);
    void copyArea(const Parameters& p);
    void changeLooks(const Parameters& p, bool reverse);
    void checksum(const Parameters& p);
    unsigned checksumOf(const Area& area) const;
    std::string commonLook(const Area& area) const;
    // ScreenModes.cpp
    void setModes(const Parameters& p, bool on);
    void setMode(int number, bool isPrivate, bool on);
    void setSpecialMode(int number, bool on);
    void setScreenMode(int number, bool on);
    void setAlternate(bool on);
    void setColumnMode(bool wide);
    int modeState(int number, bool isPrivate) const;
    void saveModes(const Parameters& p, bool save);
    void saveCursor();
    void restoreCursor();
    void keepLook(const Parameters& p, bool save);
    bool keyProtocol(const Parameters& p, char final);
    // ScreenReports.cpp: questions
    bool report(const Parameters& p, char final);
    void reportStatus(const Parameters& p);
    void reportSetting(std::string_view what);
    void reportTerminfo(std::string_view names);
    void reportPresentation(int which);
    // ScreenStrings.cpp: OSC
    void happened(Event event);
    void setTitle(int which, std::string_view text);
    void promptMark(std::string_view text);
    void link(std::string_view text);
    void clipboard(std::string_view text);
    void colors(int number, std::string_view text);
    void dynamicColors(int number, std::string_view text);
    void oneColor(int number, const std::string& name, std::string_view text);
    void forgetColors(int number, std::string_view text);
    std::uint32_t colorOf(int number) const;
    // ScreenWindow.cpp: CSI t
    void window(const Parameters& p);
    void resizeByWish(const Parameters& p);
    void windowReport(const Parameters& p);
    Place most() const;
    void resizeForHost(int columns, int rows);

    Cell blank() const { return Cell{0, DefaultPaint, m_cursor.pen.cell.bg, 0, 0}; }
    Cursor& saved() { return m_saved[m_modes.alternate ? 1 : 0]; }
    History* scrollback() { return m_grid == &m_main && m_margins.top == 0 ? &m_history : nullptr; }
    bool inColumns() const { return m_cursor.x >= m_margins.left && m_cursor.x <= m_margins.right; }
    bool inRows() const { return m_cursor.y >= m_margins.top && m_cursor.y <= m_margins.bottom; }
    bool isFullWidth() const { return m_margins.left == 0 && m_margins.right == columns() - 1; }
    int lastColumn(const Row& row) const {
        return row.size == LineSize::Single ? columns() - 1 : columns() / 2 - 1;
    }
    /// The column behind the last one that text can reach from the cursor.
    int lineEnd(const Row& row) const {
        return (m_cursor.x <= m_margins.right ? std::min(m_margins.right, lastColumn(row))
                                              : lastColumn(row)) +
               1;
    }
    void lookChanged() {
        Pen& pen = m_cursor.pen;
        pen.cell.extra = pen.underline == DefaultPaint && pen.link == 0
                             ? std::uint16_t(0)
                             : m_symbols.extra(pen.underline, pen.link);
    }

    Grid m_main;
    Grid m_other;
    Grid* m_grid = &m_main;
    History m_history;
    Symbols m_symbols;
    Modes m_modes = initialModes();
    CursorShape m_firstShape = CursorShape::Block;
    bool m_firstBlinks = true;
    Cursor m_cursor;
    std::array<Cursor, 2> m_saved{}; ///< main, alternate
    Margins m_margins;
    char32_t m_last = 0; ///< for REP
    int m_level = 4;     ///< VT100 to VT420 (DECSCL)
    Protection m_protection = Protection::Off;
    int m_extent = 1; ///< DECSACE, as it was asked for; 2 is a rectangle
    bool m_ambiguousWide = false;
    vt::TabStops m_tabs{MostColumns};
    vt::Titles m_titles;
    vt::Replies m_replies;
    std::vector<KeptLook> m_looks;                         ///< XTPUSHSGR
    std::map<int, bool> m_savedModes;                      ///< XTSAVE
    std::array<std::vector<std::uint8_t>, 2> m_keyFlags{}; ///< kitty's stacks: main, alternate
    bool m_bellEnds = false;                               ///< the OSC being answered ended with BEL
    std::string m_ownClipboard;                            ///< only for test reports
    Palette m_palette;
    HostColors m_hostColors;
    Allowed m_allowed;
    WindowFacts m_window;
    std::vector<Event> m_events;
};

} // namespace understudy::terminal
