#include "core/terminal/Pen.h"

#include <algorithm>

namespace understudy::terminal {
namespace {

unsigned part(const Parameters& p, int i) { return static_cast<unsigned>(std::min(255, p.at(i))); }

/// 38:5:n, 38:2:r:g:b, 38:2:space:r:g:b. Returns the last parameter it took.
int joinedColor(const Parameters& p, int i, Paint& into) {
    int end = i + 1;
    while (end < p.count && p.isJoined(end)) {
        ++end;
    }
    const int kind = p.at(i + 1);
    const int given = end - (i + 2);
    if (kind == 5 && given >= 1 && p.at(i + 2) < 256) {
        into = indexed(part(p, i + 2));
    } else if (kind == 2 && given >= 3) {
        const int r = i + 2 + (given >= 4 ? 1 : 0);
        into = rgb(part(p, r), part(p, r + 1), part(p, r + 2));
    }
    return end - 1;
}

/// A color after 38, 48 or 58, with colons or in the old form 38;5;n and 38;2;r;g;b.
int color(const Parameters& p, int i, Paint& into) {
    if (p.isJoined(i + 1) && i + 1 < p.count) {
        return joinedColor(p, i, into);
    }
    const int kind = p.at(i + 1);
    if (kind == 5) {
        if (p.at(i + 2) < 256) {
            into = indexed(part(p, i + 2));
        }
        return i + 2;
    }
    if (kind == 2 && i + 4 < p.count) {
        into = rgb(part(p, i + 2), part(p, i + 3), part(p, i + 4));
        return i + 4;
    }
    return kind == 2 ? p.count : i + 1;
}

void describeColor(std::string& out, Paint paint, int base) {
    const auto index = static_cast<int>(paint & 0xFFu);
    const auto number = [](unsigned value) { return std::to_string(value & 0xFFu); };
    if (isIndexed(paint) && index < 16) {
        out += ';' + std::to_string(base + index + (index < 8 ? 0 : 52));
    } else if (isIndexed(paint)) {
        out += ';' + std::to_string(base + 8) + ":5:" + std::to_string(index);
    } else if (isRgb(paint)) {
        out += ';' + std::to_string(base + 8) + ":2::" + number(paint >> 16) + ':' + number(paint >> 8) +
               ':' + number(paint);
    }
}

} // namespace

std::uint16_t withLook(std::uint16_t now, int code) {
    static constexpr std::uint16_t Bits[] = {0,     Bold,  Faint,   Italic,    0,
                                             Blink, Blink, Reverse, Invisible, Strike};
    const auto set = [now](unsigned bits) { return static_cast<std::uint16_t>(now | bits); };
    const auto clear = [now](unsigned bits) { return static_cast<std::uint16_t>(now & ~bits); };
    switch (code) {
    case 4:
        return withUnderline(now, Underline::Single);
    case 21:
        return withUnderline(now, Underline::Double);
    case 22:
        return clear(Bold | Faint);
    case 24:
        return clear(UnderlineBits);
    case 23:
    case 25:
    case 27:
    case 28:
    case 29:
        return clear(Bits[code - 20]);
    case 53:
        return set(Overline);
    case 55:
        return clear(Overline);
    default:
        return code >= 1 && code <= 9 ? set(Bits[code]) : now;
    }
}

void Pen::apply(const Parameters& p, int first) {
    const auto plain = [this] {
        cell =
            Cell{0, DefaultPaint, DefaultPaint, static_cast<std::uint16_t>(cell.attributes & Protected), 0};
        underline = DefaultPaint;
    };
    if (first >= p.count) {
        plain();
    }
    for (int i = first; i < p.count; ++i) {
        const int code = p.at(i);
        if (code >= 30 && code <= 37) {
            cell.fg = indexed(static_cast<unsigned>(code - 30));
        } else if (code == 38) {
            i = color(p, i, cell.fg);
        } else if (code == 48) {
            i = color(p, i, cell.bg);
        } else if (code == 0) {
            plain();
        } else if (code == 4 && i + 1 < p.count && p.isJoined(i + 1)) {
            const int style = p.at(++i);
            cell.attributes = withUnderline(cell.attributes, static_cast<Underline>(style <= 5 ? style : 1));
        } else if (code >= 40 && code <= 47) {
            cell.bg = indexed(static_cast<unsigned>(code - 40));
        } else if (code >= 90 && code <= 97) {
            cell.fg = indexed(static_cast<unsigned>(code - 82));
        } else if (code >= 100 && code <= 107) {
            cell.bg = indexed(static_cast<unsigned>(code - 92));
        } else if (code == 39 || code == 49) {
            (code == 39 ? cell.fg : cell.bg) = DefaultPaint;
        } else if (code == 58) {
            i = color(p, i, underline);
        } else if (code == 59) {
            underline = DefaultPaint;
        } else {
            cell.attributes = withLook(cell.attributes, code);
        }
    }
}

std::string Pen::describe() const {
    std::string out = "0";
    const auto add = [this, &out](unsigned bit, const char* code) {
        out += cell.attributes & bit ? code : "";
    };
    const Underline style = underlineOf(cell.attributes);
    add(Bold, ";1");
    out += style == Underline::Single                               ? ";4"
           : style == Underline::None || style == Underline::Double ? ""
                                                                    : ";4:" + std::to_string(int(style));
    add(Blink, ";5");
    add(Reverse, ";7");
    add(Invisible, ";8");
    add(Faint, ";2");
    add(Italic, ";3");
    add(Strike, ";9");
    out += style == Underline::Double ? ";21" : "";
    add(Overline, ";53");
    describeColor(out, cell.fg, 30);
    describeColor(out, cell.bg, 40);
    return out;
}

} // namespace understudy::terminal
