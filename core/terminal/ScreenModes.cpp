#include "core/terminal/Screen.h"

#include <algorithm>

// Modes, the two screens, and SGR.
namespace understudy::terminal {

void Screen::setModes(const Parameters& p, bool on) {
    for (int i = 0; i < p.count; ++i) {
        if (p.prefix == '?') {
            setPrivateMode(p.at(i), on);
        } else if (auto field = modeField(p.at(i), false)) {
            m_modes.*field = on;
        }
    }
}

void Screen::setPrivateMode(int number, bool on) {
    if (auto field = modeField(number, true)) {
        const bool changed = m_modes.*field != on;
        m_modes.*field = on;
        if (number == 6) {
            moveTo(0, 0);
        } else if (number == 5 && changed) {
            m_grid->touchAll();
        }
        return;
    }
    const auto mouse = [this, on](MouseReports kind) { m_modes.mouse = on ? kind : MouseReports::None; };
    switch (number) {
    case 9:
        mouse(MouseReports::Press);
        break;
    case 1000:
        mouse(MouseReports::PressRelease);
        break;
    case 1002:
        mouse(MouseReports::Drag);
        break;
    case 1003:
        mouse(MouseReports::All);
        break;
    case 1006:
        m_modes.mouseForm = on ? MouseForm::Sgr : MouseForm::Legacy;
        break;
    case 47:
        setAlternate(on);
        break;
    case 1047:
        if (!on && m_modes.alternate) {
            m_other = Grid(columns(), rows());
        }
        setAlternate(on);
        break;
    case 1048:
        on ? saveCursor() : restoreCursor();
        break;
    case 1049:
        if (on == m_modes.alternate) {
            break;
        }
        if (on) {
            saveCursor();
            m_other = Grid(columns(), rows());
            setAlternate(true);
        } else {
            setAlternate(false);
            restoreCursor();
        }
        break;
    default:
        break;
    }
}

void Screen::setAlternate(bool on) {
    if (on == m_modes.alternate) {
        return;
    }
    if (on) { // where the main screen's cursor is must survive a resize meanwhile
        m_saved[0].x = m_cursor.x;
        m_saved[0].y = m_cursor.y;
    }
    m_modes.alternate = on;
    m_grid = on ? &m_other : &m_main;
    m_cursor.pending = false;
    m_grid->touchAll();
}

void Screen::saveCursor() {
    m_cursor.origin = m_modes.origin;
    m_cursor.autowrap = m_modes.autowrap;
    m_saved[m_modes.alternate ? 1 : 0] = m_cursor;
}

void Screen::restoreCursor() {
    m_cursor = m_saved[m_modes.alternate ? 1 : 0];
    m_modes.origin = m_cursor.origin;
    m_modes.autowrap = m_cursor.autowrap;
    if (m_modes.origin) {
        m_cursor.y = std::clamp(m_cursor.y, m_top, m_bottom);
    }
}

void Screen::applyExtra() { m_cursor.pen.extra = m_symbols.extra(m_cursor.underline, m_cursor.link); }

int Screen::lookColor(const Parameters& p, int i, Paint& into) const {
    // 38:5:n, 38:2:r:g:b, 38:2:space:r:g:b with colons, or the old 38;5;n and 38;2;r;g;b.
    const int kind = p.at(i + 1);
    if (p.isJoined(i + 1)) {
        int end = i + 1;
        while (end < p.count && p.isJoined(end)) {
            ++end;
        }
        const int given = end - (i + 2);
        if (kind == 5 && given >= 1 && p.at(i + 2) < 256) {
            into = indexed(static_cast<unsigned>(p.at(i + 2)));
        } else if (kind == 2 && given >= 3) {
            const int r = i + 2 + (given >= 4 ? 1 : 0);
            into = rgb(static_cast<unsigned>(std::min(255, p.at(r))),
                       static_cast<unsigned>(std::min(255, p.at(r + 1))),
                       static_cast<unsigned>(std::min(255, p.at(r + 2))));
        }
        return end - 1;
    }
    if (kind == 5 && i + 2 < p.count) {
        if (p.at(i + 2) < 256) {
            into = indexed(static_cast<unsigned>(p.at(i + 2)));
        }
        return i + 2;
    }
    if (kind == 2 && i + 4 < p.count) {
        into = rgb(static_cast<unsigned>(std::min(255, p.at(i + 2))),
                   static_cast<unsigned>(std::min(255, p.at(i + 3))),
                   static_cast<unsigned>(std::min(255, p.at(i + 4))));
        return i + 4;
    }
    return p.count;
}

namespace {

/// SGR 1 to 9, 21 to 29, 53 and 55 on a cell's attributes.
std::uint16_t withLook(std::uint16_t now, int code) {
    const auto set = [now](unsigned bits) { return static_cast<std::uint16_t>(now | bits); };
    const auto clear = [now](unsigned bits) { return static_cast<std::uint16_t>(now & ~bits); };
    switch (code) {
    case 1:
        return set(Bold);
    case 2:
        return set(Faint);
    case 3:
        return set(Italic);
    case 4:
        return withUnderline(now, Underline::Single);
    case 5:
    case 6:
        return set(Blink);
    case 7:
        return set(Reverse);
    case 8:
        return set(Invisible);
    case 9:
        return set(Strike);
    case 21:
        return withUnderline(now, Underline::Double);
    case 22:
        return clear(Bold | Faint);
    case 23:
        return clear(Italic);
    case 24:
        return clear(UnderlineBits);
    case 25:
        return clear(Blink);
    case 27:
        return clear(Reverse);
    case 28:
        return clear(Invisible);
    case 29:
        return clear(Strike);
    case 53:
        return set(Overline);
    case 55:
        return clear(Overline);
    default:
        return now;
    }
}

} // namespace

void Screen::look(const Parameters& p) {
    Cell& pen = m_cursor.pen;
    const auto plain = [this, &pen] {
        pen = Cell{0, DefaultPaint, DefaultPaint, static_cast<std::uint16_t>(pen.attributes & Protected), 0};
        m_cursor.underline = DefaultPaint;
        applyExtra();
    };
    if (p.count == 0) {
        plain();
        return;
    }
    for (int i = 0; i < p.count; ++i) {
        const int code = p.at(i);
        if (code == 0) {
            plain();
        } else if (code == 4 && p.isJoined(i + 1)) {
            const int style = p.at(++i);
            pen.attributes = withUnderline(pen.attributes, static_cast<Underline>(style <= 5 ? style : 1));
        } else if (code >= 30 && code <= 37) {
            pen.fg = indexed(static_cast<unsigned>(code - 30));
        } else if (code >= 40 && code <= 47) {
            pen.bg = indexed(static_cast<unsigned>(code - 40));
        } else if (code >= 90 && code <= 97) {
            pen.fg = indexed(static_cast<unsigned>(code - 82));
        } else if (code >= 100 && code <= 107) {
            pen.bg = indexed(static_cast<unsigned>(code - 92));
        } else if (code == 38 || code == 48) {
            i = lookColor(p, i, code == 38 ? pen.fg : pen.bg);
        } else if (code == 39 || code == 49) {
            (code == 39 ? pen.fg : pen.bg) = DefaultPaint;
        } else if (code == 58) {
            i = lookColor(p, i, m_cursor.underline);
            applyExtra();
        } else if (code == 59) {
            m_cursor.underline = DefaultPaint;
            applyExtra();
        } else {
            pen.attributes = withLook(pen.attributes, code);
        }
    }
}

} // namespace understudy::terminal
