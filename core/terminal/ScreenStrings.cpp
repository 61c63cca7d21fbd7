#include "core/terminal/Screen.h"
#include "core/vt/ColorSpec.h"

#include <algorithm>
#include <cstdio>

// OSC: titles, colors, links, the clipboard, prompt marks.
namespace understudy::terminal {
namespace {

constexpr std::size_t LongestAddress = 2083;
constexpr std::size_t LongestClipboard = 64 * 1024;

/// Text from a host made safe to show in our own windows: whole UTF-8, no controls, a bounded length.
std::string shown(std::string_view text, std::size_t longest) {
    std::string out;
    for (const char32_t c : fromUtf8(text.substr(0, longest * 4))) {
        const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
                             (c >= 0x2066 && c <= 0x2069);
        if (!control && out.size() < longest) {
            appendUtf8(out, c);
        }
    }
    return out;
}

int base64Digit(char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

std::string decodeBase64(std::string_view text) {
    std::string out;
    unsigned bits = 0;
    int have = 0;
    for (const char c : text) {
        const int digit = base64Digit(c);
        if (c == '=') {
            break;
        }
        if (digit < 0) {
            return {};
        }
        bits = bits << 6 | static_cast<unsigned>(digit);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out += static_cast<char>(bits >> have & 0xFFu);
        }
    }
    return out;
}

std::string encodeBase64(std::string_view text) {
    static constexpr char Digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        unsigned bits = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            bits = bits << 8 | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0u);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            out += i + j > text.size() ? '=' : Digits[bits >> (18 - 6 * j) & 63u];
        }
    }
    return out;
}

/// The number before the next semicolon, which goes with it; -1 when something else stands there.
int leadingNumber(std::string_view& text) {
    int number = -1;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9' && number < 100'000) {
        number = std::max(number, 0) * 10 + (text.front() - '0');
        text.remove_prefix(1);
    }
    if (!text.empty() && text.front() == ';') {
        text.remove_prefix(1);
    } else if (!text.empty()) {
        number = -1;
    }
    return number;
}

std::string_view leadingPart(std::string_view& text) {
    const std::string_view part = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return part;
}

constexpr int FirstDynamic = 10;
constexpr int LastDynamic = 19;
constexpr int Specials = 5;
constexpr int CubeSteps[] = {0, 95, 135, 175, 215, 255};

} // namespace

void Screen::happened(Event event) {
    const bool isWish = event.kind == Event::Kind::WindowWish; // of which each has its own work
    const auto known = std::find_if(m_events.begin(), m_events.end(), [&](const Event& other) {
        return other.kind == event.kind && (!isWish || other.number == event.number);
    });
    if (known != m_events.end()) {
        m_events.erase(known); // only the newest of a kind counts
    }
    // Who measures the window for one of the others must already know its size.
    const bool isFirst = event.kind == Event::Kind::Resized;
    m_events.insert(isFirst ? m_events.begin() : m_events.end(), std::move(event));
}

void Screen::osc(std::string_view text, bool endedByBell) {
    m_bellEnds = endedByBell;
    m_last = 0;
    const int number = leadingNumber(text);
    switch (number) {
    case 0:
    case 1:
    case 2:
        setTitle(number, text);
        break;
    case 4:
    case 5:
        colors(number, text);
        break;
    case 7:
        happened({Event::Kind::Folder, shown(text, LongestAddress)});
        break;
    case 8:
        link(text);
        break;
    case 52:
        clipboard(text);
        break;
    case 104:
    case 105:
        forgetColors(number, text);
        break;
    case 133:
        if (!text.empty() && m_grid == &m_main) {
            promptMark(text);
        }
        break;
    default:
        if (number >= FirstDynamic && number <= LastDynamic) {
            dynamicColors(number, text);
        } else if (number >= 100 + FirstDynamic && number <= 100 + LastDynamic) {
            m_hostColors.forget(HostColors::Dynamic + number - 100);
            happened({Event::Kind::Colors});
        }
        break;
    }
}

namespace {

/// What was typed at the last prompt above row @p end, from its mark (OSC 133;B) on; empty when that has left
/// the screen.
std::string typedAbove(const Grid& grid, const Symbols& symbols, int end) {
    int begin = end - 1;
    while (begin >= 0 && grid.row(begin).commandColumn < 0) {
        if (grid.row(begin).mark == Mark::Output) {
            return {};
        }
        --begin;
    }
    std::string typed;
    for (int y = std::max(begin, 0); begin >= 0 && y < end; ++y) {
        const Row& row = grid.row(y);
        for (int x = y == begin ? row.commandColumn : 0; x < row.used; ++x) {
            symbols.append(typed, row.cells[static_cast<std::size_t>(x)]);
        }
        if (!row.wrapped) {
            typed.erase(typed.find_last_not_of(' ') + 1);
            typed += y + 1 < end ? "\n" : "";
        }
    }
    return typed;
}

} // namespace

void Screen::setTitle(int which, std::string_view text) {
    const auto decoded = m_titles.decoded(text);
    if (decoded && m_titles.set(which, shown(*decoded, vt::Titles::LongestTitle))) {
        happened({Event::Kind::Title, m_titles.title(vt::Titles::Window)});
    }
}

void Screen::promptMark(std::string_view text) {
    Row& row = m_grid->row(m_cursor.y);
    switch (text[0]) {
    case 'A':
        row.mark = Mark::Prompt;
        break;
    case 'B':
        row.mark = row.mark == Mark::None ? Mark::Command : row.mark;
        row.commandColumn = static_cast<std::int16_t>(m_cursor.x);
        break;
    case 'C':
        row.mark = Mark::Output;
        happened({Event::Kind::CommandStarted, typedAbove(*m_grid, m_symbols, m_cursor.y)});
        break;
    case 'D': {
        text.remove_prefix(std::min<std::size_t>(2, text.size()));
        const int status = leadingNumber(text);
        row.exitStatus = static_cast<std::int16_t>(std::clamp(status, -1, 0x7FFF));
        happened({Event::Kind::CommandEnded, {}, status});
        break;
    }
    default:
        break;
    }
}

void Screen::link(std::string_view text) {
    const std::size_t semicolon = text.find(';');
    if (semicolon == std::string_view::npos || text.size() > LongestAddress) {
        m_cursor.pen.link = 0;
    } else {
        const std::string address = shown(text.substr(semicolon + 1), LongestAddress);
        m_cursor.pen.link = m_symbols.link(text.substr(0, semicolon), address);
    }
    lookChanged();
}

/// OSC 52. A program may ask to write; what is on the clipboard is never told. For a conformance test it is
/// told again what it has written itself.
void Screen::clipboard(std::string_view text) {
    const std::size_t semicolon = text.find(';');
    if (semicolon == std::string_view::npos) {
        return;
    }
    const std::string which(text.substr(0, std::min<std::size_t>(semicolon, 8)));
    text.remove_prefix(semicolon + 1);
    if (text == "?") {
        if (m_allowed.testReports && which.find_first_not_of("cpqs01234567") == std::string::npos) {
            m_replies.add("\x1b]52;" + (which.empty() ? "s0" : which) + ";" + encodeBase64(m_ownClipboard) +
                          (m_bellEnds ? "\x07" : "\x1b\\"));
        }
        return;
    }
    if (text.size() > LongestClipboard * 4 / 3 + 4) {
        return;
    }
    std::string decoded = decodeBase64(text);
    if (m_allowed.testReports) {
        m_ownClipboard = decoded.substr(0, 1024);
    }
    if (!decoded.empty()) {
        happened({Event::Kind::ClipboardWrite, std::move(decoded)});
    }
}

/// OSC 4 and 5: pairs of a number and a color or a question mark.
void Screen::colors(int number, std::string_view text) {
    while (!text.empty()) {
        const int index = leadingNumber(text);
        const std::string_view color = leadingPart(text);
        const int most = number == 5 ? Specials : HostColors::Special + Specials;
        if (index < 0 || index >= most) {
            return;
        }
        oneColor(number == 5 ? HostColors::Special + index : index,
                 std::to_string(number) + ';' + std::to_string(index), color);
    }
}

/// OSC 10 to 19: a color for that number, the next for the number after.
void Screen::dynamicColors(int number, std::string_view text) {
    for (; !text.empty() && number <= LastDynamic; ++number) {
        oneColor(HostColors::Dynamic + number, std::to_string(number), leadingPart(text));
    }
}

void Screen::oneColor(int number, const std::string& name, std::string_view text) {
    if (text == "?") {
        const std::uint32_t color = colorOf(number);
        const auto part = [color](int shift) { return (color >> shift & 0xFFu) * 0x101u; };
        char rgb[32];
        std::snprintf(rgb, sizeof rgb, ";rgb:%04x/%04x/%04x", part(16), part(8), part(0));
        m_replies.add("\x1b]" + name + rgb + (m_bellEnds ? "\x07" : "\x1b\\"));
    } else if (const auto color = vt::colorSpec(text)) {
        m_hostColors.set(number, *color);
        happened({Event::Kind::Colors});
    }
}

void Screen::forgetColors(int number, std::string_view text) {
    const int first = number == 105 ? HostColors::Special : 0;
    const int end = HostColors::Special + (number == 105 ? Specials : 0);
    if (text.empty()) {
        m_hostColors.forget(first, end);
    }
    while (!text.empty()) {
        const int index = leadingNumber(text);
        if (index >= 0 && first + index < HostColors::Special + Specials) {
            m_hostColors.forget(first + index);
        } else if (index < 0) {
            break;
        }
    }
    happened({Event::Kind::Colors});
}

/// What a color is now: the host's own, or the theme's.
std::uint32_t Screen::colorOf(int number) const {
    if (const auto set = m_hostColors.color(number)) {
        return *set;
    }
    if (number >= HostColors::Dynamic) {
        const int dynamic = number - HostColors::Dynamic;
        const bool back = dynamic == 11 || dynamic == 14 || dynamic == 16 || dynamic == 19;
        return back                             ? m_palette.background
               : dynamic == 12 || dynamic == 18 ? m_palette.cursor
                                                : m_palette.text;
    }
    if (number >= HostColors::Special) {
        return m_palette.text;
    }
    if (number < 16) {
        return m_palette.ansi[static_cast<std::size_t>(number)];
    }
    if (number >= 232) {
        return static_cast<std::uint32_t>(8 + 10 * (number - 232)) * 0x010101u;
    }
    const int cube = number - 16;
    return static_cast<std::uint32_t>(CubeSteps[cube / 36] << 16 | CubeSteps[cube / 6 % 6] << 8 |
                                      CubeSteps[cube % 6]);
}

} // namespace understudy::terminal
