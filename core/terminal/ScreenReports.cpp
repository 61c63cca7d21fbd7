#include "core/terminal/Screen.h"

#include <algorithm>
#include <cstdio>

// Questions and answers, OSC and DCS. Refused for safety, on purpose: reporting titles (CSI 21 t), reading
// the clipboard (OSC 52 with ?), moving or resizing the window, changing the palette, and checksums of the
// screen. No answer repeats text that the host chose.
namespace understudy::terminal {
namespace {

#ifdef UNDERSTUDY_VERSION
constexpr std::string_view Version = UNDERSTUDY_VERSION;
#else
constexpr std::string_view Version = "0";
#endif

constexpr std::size_t LongestTitle = 256;
constexpr std::size_t LongestAddress = 2083;
constexpr std::size_t LongestClipboard = 64 * 1024;

template <typename... Numbers>
std::string format(const char* pattern, Numbers... numbers) {
    char out[96];
    const int length = std::snprintf(out, sizeof out, pattern, numbers...);
    return {out, static_cast<std::size_t>(std::clamp(length, 0, int(sizeof out) - 1))};
}

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

} // namespace

void Screen::reply(std::string_view bytes) {
    if (m_replies.size() + bytes.size() <= MostReplyBytes) {
        m_replies += bytes;
    }
}

void Screen::happened(Event event) {
    for (Event& known : m_events) {
        if (known.kind == event.kind) {
            known = std::move(event); // only the newest of a kind counts
            return;
        }
    }
    m_events.push_back(std::move(event));
}

bool Screen::report(const Parameters& p, char final) {
    if (p.intermediate == '$' && final == 'p') {
        reportMode(p);
    } else if (p.intermediate != 0) {
        return false;
    } else if (final == 'c' && p.at(0) == 0) {
        reply(p.prefix == 0     ? "\x1b[?62;6;22c"
              : p.prefix == '>' ? "\x1b[>1;100;0c"
              : p.prefix == '=' ? "\x1bP!|00000000\x1b\\"
                                : "");
    } else if (final == 'n' && p.prefix == 0 && p.at(0) == 5) {
        reply("\x1b[0n");
    } else if (final == 'n' && p.at(0) == 6) {
        const int y = m_cursor.y - (m_modes.origin ? m_top : 0) + 1;
        reply(p.prefix == '?' ? format("\x1b[?%d;%d;1R", y, m_cursor.x + 1)
                              : format("\x1b[%d;%dR", y, m_cursor.x + 1));
    } else if (final == 'q' && p.prefix == '>') {
        reply("\x1bP>|Understudy(" + std::string(Version) + ")\x1b\\");
    } else if (final == 't' && p.prefix == 0 && p.at(0) == 18) {
        reply(format("\x1b[8;%d;%dt", rows(), columns()));
    } else if (final == 'x' && p.prefix == 0 && p.at(0) <= 1) {
        reply(format("\x1b[%d;1;1;128;128;1;0x", p.at(0) + 2));
    } else {
        return false;
    }
    return true;
}

void Screen::reportMode(const Parameters& p) {
    const int number = p.at(0);
    int state = 0;
    if (auto field = modeField(number, p.prefix == '?')) {
        state = m_modes.*field ? 1 : 2;
    } else if (p.prefix == '?') {
        const auto mouse = [this](MouseReports kind) { return m_modes.mouse == kind ? 1 : 2; };
        switch (number) {
        case 9:
            state = mouse(MouseReports::Press);
            break;
        case 1000:
            state = mouse(MouseReports::PressRelease);
            break;
        case 1002:
            state = mouse(MouseReports::Drag);
            break;
        case 1003:
            state = mouse(MouseReports::All);
            break;
        case 1006:
            state = m_modes.mouseForm == MouseForm::Sgr ? 1 : 2;
            break;
        case 47:
        case 1047:
        case 1049:
            state = m_modes.alternate ? 1 : 2;
            break;
        default:
            break;
        }
    }
    reply(format(p.prefix == '?' ? "\x1b[?%d;%d$y" : "\x1b[%d;%d$y", number, state));
}

void Screen::osc(std::string_view text) {
    const int number = leadingNumber(text);
    switch (number) {
    case 0:
    case 2:
        happened({Event::Kind::Title, shown(text, LongestTitle)});
        break;
    case 4:
    case 10:
    case 11:
    case 12:
        colorQuery(number, text);
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
    case 133:
        if (!text.empty() && m_grid == &m_main) {
            promptMark(text);
        }
        break;
    default:
        break;
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
        happened({Event::Kind::CommandStarted});
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
        m_cursor.link = 0;
    } else {
        const std::string address = shown(text.substr(semicolon + 1), LongestAddress);
        m_cursor.link = m_symbols.link(text.substr(0, semicolon), address);
    }
    applyExtra();
}

void Screen::clipboard(std::string_view text) {
    const std::size_t semicolon = text.find(';');
    if (semicolon == std::string_view::npos) {
        return;
    }
    text.remove_prefix(semicolon + 1);
    if (text == "?" || text.size() > LongestClipboard * 4 / 3 + 4) {
        return;
    }
    std::string decoded = decodeBase64(text);
    if (!decoded.empty()) {
        happened({Event::Kind::ClipboardWrite, std::move(decoded)});
    }
}

void Screen::colorQuery(int number, std::string_view text) {
    std::uint32_t color = number == 11   ? m_palette.background
                          : number == 12 ? m_palette.cursor
                                         : m_palette.text;
    std::string prefix = std::to_string(number);
    if (number == 4) {
        const int index = leadingNumber(text);
        if (index < 0 || index > 15) {
            return;
        }
        color = m_palette.ansi[static_cast<std::size_t>(index)];
        prefix += ';' + std::to_string(index);
    }
    if (text != "?") {
        return;
    }
    const auto part = [color](int shift) { return (color >> shift & 0xFFu) * 0x101u; };
    reply("\x1b]" + prefix + format(";rgb:%04x/%04x/%04x\x1b\\", part(16), part(8), part(0)));
}

std::string Screen::describeLook() const {
    const Cell& pen = m_cursor.pen;
    std::string out = "0";
    for (const auto& [bit, code] : {std::pair(Bold, ";1"),
                                    {Faint, ";2"},
                                    {Italic, ";3"},
                                    {Blink, ";5"},
                                    {Reverse, ";7"},
                                    {Invisible, ";8"},
                                    {Strike, ";9"},
                                    {Overline, ";53"}}) {
        out += pen.attributes & bit ? code : "";
    }
    if (const Underline style = underlineOf(pen.attributes); style != Underline::None) {
        out += style == Underline::Single ? ";4" : ";4:" + std::to_string(int(style));
    }
    const auto color = [&out](Paint paint, int base) {
        const unsigned index = paint & 0xFFu;
        if (isIndexed(paint) && index < 16) {
            out += ';' + std::to_string(base + int(index) + (index < 8 ? 0 : 52));
        } else if (isIndexed(paint)) {
            out += format(";%d:5:%u", base + 8, index);
        } else if (isRgb(paint)) {
            out += format(";%d:2::%u:%u:%u", base + 8, paint >> 16 & 0xFFu, paint >> 8 & 0xFFu, index);
        }
    };
    color(pen.fg, 30);
    color(pen.bg, 40);
    return out;
}

void Screen::dcs(const Parameters& p, char final, std::string_view text) {
    if (p.intermediate != '$' || final != 'q') {
        return;
    }
    const int cursorStyle = 1 + 2 * int(m_modes.cursorShape) + (m_modes.cursorBlinks ? 0 : 1);
    std::string answer;
    if (text == "m") {
        answer = describeLook() + "m";
    } else if (text == "r") {
        answer = format("%d;%dr", m_top + 1, m_bottom + 1);
    } else if (text == " q") {
        answer = format("%d q", cursorStyle);
    } else if (text == "\"p") {
        answer = "62;1\"p";
    } else if (text == "\"q") {
        answer = m_cursor.pen.attributes & Protected ? "1\"q" : "0\"q";
    }
    reply(answer.empty() ? "\x1bP0$r\x1b\\" : "\x1bP1$r" + answer + "\x1b\\");
}

} // namespace understudy::terminal
