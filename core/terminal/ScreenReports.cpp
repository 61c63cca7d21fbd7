#include "core/terminal/Screen.h"

#include <algorithm>

// Questions and answers. Refused for safety: reading the clipboard, and, but for conformance tests, titles
// and checksums of the screen. No answer repeats text that the host chose.
namespace understudy::terminal {
namespace {

#ifdef UNDERSTUDY_VERSION
constexpr std::string_view Version = UNDERSTUDY_VERSION;
#else
constexpr std::string_view Version = "0";
#endif

std::string hex(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += "0123456789ABCDEF"[byte >> 4];
        out += "0123456789ABCDEF"[byte & 15];
    }
    return out;
}

} // namespace

bool Screen::report(const Parameters& p, char final) {
    const bool plain = p.prefix == 0 && p.intermediate == 0;
    if (p.intermediate == '$' && final == 'p' && (p.prefix == 0 || p.prefix == '?')) {
        const int number = p.at(0);
        if (p.prefix == 0 && m_level < 3) {
            return true;
        }
        m_replies.format(p.prefix == '?' ? "\x1b[?%d;%d$y" : "\x1b[%d;%d$y", number,
                         modeState(number, p.prefix == '?'));
    } else if (p.intermediate == '$' && final == 'w') {
        m_level >= 3 ? reportPresentation(p.at(0)) : void();
    } else if (p.intermediate == '$' && final == '|' && m_allowed.resizing) { // DECSCPP
        resizeForHost(p.at(0) == 132 ? 132 : 80, rows());
    } else if (p.intermediate == '*' && final == '|' && m_allowed.resizing) { // DECSNLS
        resizeForHost(columns(), p.orDefault(0, rows()));
    } else if (p.intermediate != 0) {
        return false;
    } else if (final == 'c' && p.at(0) == 0) {
        if (p.prefix == '>') {
            m_replies.add("\x1b[>41;379;0c"); // as xterm, whose ways we have
        } else if (p.prefix == '=') {
            m_replies.add("\x1bP!|00000000\x1b\\");
        } else if (plain) {
            m_replies.add("\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c");
        }
    } else if (final == 'n' && (plain || p.prefix == '?')) {
        reportStatus(p);
    } else if (final == 'q' && p.prefix == '>' && p.at(0) == 0) {
        m_replies.add("\x1bP>|Understudy(" + std::string(Version) + ")\x1b\\");
    } else if (final == 'x' && plain && p.at(0) <= 1 && m_level == 1) {
        m_replies.format("\x1b[%d;1;1;128;128;1;0x", p.at(0) + 2);
    } else {
        return false;
    }
    return true;
}

void Screen::reportStatus(const Parameters& p) {
    const int what = p.at(0);
    const bool origin = m_modes.origin;
    const int x = m_cursor.x + 1 - (origin ? m_margins.left : 0);
    const int y = m_cursor.y + 1 - (origin ? m_margins.top : 0);
    if (p.prefix == 0) {
        if (what == 5) {
            m_replies.add("\x1b[0n");
        } else if (what == 6) {
            m_replies.format("\x1b[%d;%dR", y, x);
        }
        return;
    }
    static constexpr std::pair<int, const char*> Answers[] = {
        {5, "\x1b[?0n"},   {15, "\x1b[?13n"}, {25, "\x1b[?20n"},   {26, "\x1b[?27;1;0;0n"},
        {53, "\x1b[?53n"}, {55, "\x1b[?53n"}, {56, "\x1b[?57;0n"}, {62, "\x1b[0000*{"},
        {75, "\x1b[?70n"}, {85, "\x1b[?83n"}};
    if (what == 6) {
        m_replies.format(m_level >= 3 ? "\x1b[?%d;%d;1R" : "\x1b[?%d;%dR", y, x); // the page came with VT320
    } else if (what == 63) {
        m_replies.format("\x1bP%d!~0000\x1b\\", p.at(1));
    }
    for (const auto& [asked, answer] : Answers) {
        if (asked == what) {
            m_replies.add(answer);
        }
    }
}

void Screen::dcs(const Parameters& p, char final, std::string_view text) {
    m_last = 0;
    if (p.intermediate == '$' && final == 't' && p.at(0) == 2) { // DECRSPS
        m_tabs.restore(text);
    } else if (p.intermediate == '$' && final == 'q') {
        reportSetting(text);
    } else if (p.intermediate == '+' && final == 'q') {
        reportTerminfo(text);
    }
}

/// DECRQSS. What we do not know is told so.
void Screen::reportSetting(std::string_view what) {
    if (what == "\"p" && m_level == 1) { // a VT100 has no levels
        return;
    }
    const auto number = [](int value, const char* rest) { return std::to_string(value) + rest; };
    const int cursorStyle = 1 + 2 * int(m_modes.cursorShape) + (m_modes.cursorBlinks ? 0 : 1);
    std::string answer;
    if (what == "m") {
        answer = m_cursor.pen.describe() + "m";
    } else if (what == "r") {
        answer = number(m_margins.top + 1, ";") + number(m_margins.bottom + 1, "r");
    } else if (what == "s") {
        answer = number(m_margins.left + 1, ";") + number(m_margins.right + 1, "s");
    } else if (what == " q") {
        answer = number(cursorStyle, " q");
    } else if (what == "\"p") {
        answer = number(60 + m_level, m_replies.isEightBit() ? ";0\"p" : ";1\"p");
    } else if (what == "\"q") {
        answer = m_cursor.pen.cell.attributes & Protected ? "1\"q" : "0\"q";
    } else if (what == "t") {
        answer = number(std::max(24, rows()), "t");
    } else if (what == "$|") {
        answer = number(columns() > 80 ? 132 : 80, "$|");
    } else if (what == "*|") {
        answer = number(rows(), "*|");
    } else if (what == "*x") {
        answer = number(m_extent, "*x");
    } else if (what == "$}") {
        answer = "0$}";
    } else if (what == "$~") {
        answer = "0$~";
    }
    m_replies.add(answer.empty() ? "\x1bP0$r\x1b\\" : "\x1bP1$r" + answer + "\x1b\\");
}

/// XTGETTCAP for the few capabilities that programs ask for.
void Screen::reportTerminfo(std::string_view names) {
    static constexpr std::pair<std::string_view, std::string_view> Known[] = {
        {"TN", "xterm-256color"}, {"Co", "256"}, {"colors", "256"}, {"RGB", "8/8/8"}};
    while (!names.empty()) {
        const std::string_view name = names.substr(0, names.find(';'));
        names.remove_prefix(std::min(names.size(), name.size() + 1));
        std::string answer = "\x1bP0+r\x1b\\";
        for (const auto& [known, value] : Known) {
            if (hex(known) == name) {
                answer = "\x1bP1+r" + hex(known) + "=" + hex(value) + "\x1b\\";
            }
        }
        m_replies.add(answer);
    }
}

/// DECRQPSR: 1 the cursor, 2 the tab stops.
void Screen::reportPresentation(int which) {
    if (which == 2) {
        m_replies.add("\x1bP2$u" + m_tabs.describe(columns()) + "\x1b\\");
    } else if (which == 1) {
        const unsigned look = m_cursor.pen.cell.attributes;
        const char looks = static_cast<char>('@' + (look & Bold ? 1 : 0) + (look & UnderlineBits ? 2 : 0) +
                                             (look & Blink ? 4 : 0) + (look & Reverse ? 8 : 0));
        const char flags = static_cast<char>('@' + (m_modes.origin ? 1 : 0) + (m_cursor.pending ? 8 : 0));
        const vt::Charsets& sets = m_cursor.sets;
        m_replies.format("\x1bP1$u%d;%d;1;%c;%c;%c;%d;%d;O;%c%c%c%c\x1b\\", m_cursor.y + 1, m_cursor.x + 1,
                         looks, look & Protected ? 'A' : '@', flags, sets.left(), sets.right(), sets.name(0),
                         sets.name(1), sets.name(2), sets.name(3));
    }
}

} // namespace understudy::terminal
