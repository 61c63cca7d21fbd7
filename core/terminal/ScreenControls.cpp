#include "core/terminal/Screen.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

// C0 controls, escape sequences, and what resets.
namespace understudy::terminal {

void Screen::reset() {
    if (m_modes.wideColumns && m_modes.columnModes && m_allowed.resizing) {
        m_modes.alternate = false;
        m_grid = &m_main;
        resizeForHost(80, rows());
    }
    const int width = columns();
    const int height = rows();
    m_main = Grid(width, height);
    m_other = Grid(width, height);
    m_grid = &m_main;
    firstModes();
    m_cursor = {};
    m_saved = {};
    resetMargins();
    m_last = 0;
    m_level = 4;
    m_protection = Protection::Off;
    m_extent = 1;
    m_tabs.everyEighth();
    m_titles.setForm();
    m_replies.setEightBit(false);
    m_looks.clear();
    m_savedModes.clear();
    m_keyFlags = {};
    if (!m_hostColors.isEmpty()) {
        m_hostColors = {};
        happened({Event::Kind::Colors});
    }
}

void Screen::recover() {
    if (m_modes.alternate) {
        setSpecialMode(1049, false);
    }
    const Place place = cursor();
    firstModes();
    m_cursor = {};
    m_saved = {};
    resetMargins();
    m_protection = Protection::Off;
    m_level = 4;
    m_replies.setEightBit(false);
    m_keyFlags = {};
    m_cursor.y = place.y;
    if (place.x > 0) {
        lineFeed();
    }
    m_grid->touchAll();
}

void Screen::note(std::u32string_view words) {
    if (m_cursor.x > 0) {
        carriageReturn();
        lineFeed();
    }
    const Pen pen = std::exchange(m_cursor.pen, {});
    m_cursor.pen.cell.fg = OwnPaint;
    m_cursor.pen.cell.bg = OwnPaint;
    print(words); // the painter carries the ground on to the edge: cells up to there would be wrapped
    m_cursor.pen = pen;
    carriageReturn();
    lineFeed();
}

void Screen::setCursorStyle(CursorShape shape, bool blinks) {
    const bool chosen = m_modes.cursorShape != m_firstShape || m_modes.cursorBlinks != m_firstBlinks;
    m_firstShape = shape;
    m_firstBlinks = blinks;
    if (!chosen) {
        firstCursor();
    }
}

void Screen::firstCursor() {
    m_modes.cursorShape = m_firstShape;
    m_modes.cursorBlinks = m_firstBlinks;
}

void Screen::firstModes() {
    m_modes = initialModes();
    m_modes.columnModes = m_allowed.columnModes;
    firstCursor();
}

void Screen::softReset() {
    m_modes.cursorVisible = true;
    firstCursor();
    m_modes.origin = false;
    m_modes.insert = false;
    m_modes.autowrap = true;
    m_modes.reverseWrap = false;
    m_modes.applicationCursor = false;
    m_modes.applicationKeypad = false;
    m_modes.keyboardLocked = false;
    m_modes.national = false;
    m_modes.sideMargins = false;
    resetMargins();
    m_protection = Protection::Off;
    const Cursor at = m_cursor;
    m_cursor = {};
    m_cursor.x = at.x;
    m_cursor.y = at.y;
    m_cursor.pending = at.pending;
    saved() = {};
}

void Screen::resetMargins() { m_margins = {0, rows() - 1, 0, columns() - 1}; }

void Screen::lineFeed() {
    m_cursor.pending = false;
    if (m_cursor.y != m_margins.bottom) {
        m_cursor.y += m_cursor.y < rows() - 1 ? 1 : 0;
    } else if (isFullWidth()) {
        m_grid->scrollUp(m_margins.top, m_margins.bottom, blank(), scrollback());
    } else if (inColumns()) {
        scroll(1);
    }
}

void Screen::reverseLineFeed() {
    m_cursor.pending = false;
    if (m_cursor.y != m_margins.top) {
        m_cursor.y -= m_cursor.y > 0 ? 1 : 0;
    } else if (inColumns()) {
        scroll(-1);
    }
}

void Screen::carriageReturn() {
    m_cursor.x = m_modes.origin || m_cursor.x >= m_margins.left ? m_margins.left : 0;
    m_cursor.pending = false;
}

/// BS and CUB. With reverse wraparound the cursor goes on at the end of the line above; from the first place
/// within the margins it goes to the last, however far it was sent.
void Screen::backwards(int count) {
    const bool around = m_modes.reverseWrap && m_modes.autowrap;
    if (around && m_cursor.pending) {
        --count;
    }
    m_cursor.pending = false;
    if (around && count > 0 && cursor() == Place{m_margins.left, m_margins.top}) {
        m_cursor.x = m_margins.right;
        m_cursor.y = m_margins.bottom;
        return;
    }
    const int left = m_cursor.x < m_margins.left ? 0 : m_margins.left;
    m_cursor.x -= count;
    if (m_cursor.x >= left) {
        return;
    }
    if (!around) {
        m_cursor.x = left;
        return;
    }
    const int width = m_margins.right - left + 1;
    const int length = width * rows();
    int offset = width * m_cursor.y + m_cursor.x - left;
    offset = (offset % length + length) % length;
    m_cursor.y = offset / width;
    m_cursor.x = offset % width + left;
}

/// DECBI
void Screen::columnBack() {
    if (m_cursor.x != m_margins.left) {
        m_cursor.x -= m_cursor.x > 0 ? 1 : 0;
        m_cursor.pending = false;
    } else if (inRows()) {
        scrollSideways(m_margins.left, -1);
    }
}

/// DECFI
void Screen::columnForward() {
    if (m_cursor.x != m_margins.right) {
        m_cursor.x += m_cursor.x < columns() - 1 ? 1 : 0;
        m_cursor.pending = false;
    } else if (inRows()) {
        scrollSideways(m_margins.left, 1);
    }
}

/// DECALN
void Screen::align() {
    m_modes.origin = false;
    resetMargins();
    m_cursor.pen.apply({});
    lookChanged();
    for (int y = 0; y < rows(); ++y) {
        m_grid->setSize(y, LineSize::Single);
        m_grid->erase(y, 0, columns(), Cell{'E'});
    }
    moveTo(0, 0);
}

void Screen::control(unsigned char c) {
    if (c == 0x7F) { // DEL is nothing, or a letter
        if (m_cursor.sets.has96()) {
            put(m_cursor.sets.translate(c), 1);
        }
        return;
    }
    m_last = 0;
    switch (c) {
    case 0x07:
        happened({Event::Kind::Bell});
        break;
    case 0x08:
        backwards(1);
        break;
    case 0x09:
        if (m_modes.moreFix && m_cursor.pending && m_modes.autowrap) {
            wrap();
        }
        m_cursor.x = m_tabs.next(m_cursor.x, 1, lineEnd(m_grid->row(m_cursor.y)) - 1);
        break;
    case 0x0A:
    case 0x0B:
    case 0x0C:
        lineFeed();
        if (m_modes.newLine) {
            carriageReturn();
        }
        break;
    case 0x0D:
        carriageReturn();
        break;
    case 0x0E:
        m_cursor.sets.lock(1);
        break;
    case 0x0F:
        m_cursor.sets.lock(0);
        break;
    default:
        break;
    }
}

void Screen::escape(char intermediate, char second, char final) {
    m_last = 0;
    if (intermediate == 0) {
        plainEscape(final);
    } else if (intermediate >= '(' && intermediate <= '+') {
        m_cursor.sets.designate(intermediate - '(', false, second, final, m_modes.national);
    } else if (intermediate >= '-' && intermediate <= '/') {
        m_cursor.sets.designate(intermediate - '-' + 1, true, second, final, m_modes.national);
    } else if (intermediate == '#' && second == 0) {
        if (final == '8') {
            align();
        } else if (final >= '3' && final <= '6') {
            static constexpr LineSize Sizes[] = {LineSize::TopHalf, LineSize::BottomHalf, LineSize::Single,
                                                 LineSize::DoubleWidth};
            m_grid->setSize(m_cursor.y, Sizes[final - '3']);
            m_cursor.x = std::min(m_cursor.x, lastColumn(m_grid->row(m_cursor.y)));
        }
    } else if (intermediate == ' ' && second == 0 && (final == 'F' || final == 'G') && m_level >= 2) {
        m_replies.setEightBit(final == 'G');
    }
}

bool Screen::plainEscape(char final) {
    switch (final) {
    case '6':
        columnBack();
        break;
    case '7':
        saveCursor();
        break;
    case '8':
        restoreCursor();
        break;
    case '9':
        columnForward();
        break;
    case '=':
    case '>':
        m_modes.applicationKeypad = final == '=';
        break;
    case 'D':
        lineFeed();
        break;
    case 'E':
        lineFeed();
        carriageReturn();
        break;
    case 'H':
        m_tabs.set(m_cursor.x);
        break;
    case 'M':
        reverseLineFeed();
        break;
    case 'N':
    case 'O':
        m_cursor.sets.single(final - 'N' + 2);
        break;
    case 'V': // SPA
        m_protection = Protection::Iso;
        m_cursor.pen.cell.attributes |= Protected;
        break;
    case 'W': // EPA
        m_cursor.pen.cell.attributes &= static_cast<std::uint16_t>(~unsigned(Protected));
        break;
    case 'Z':
        csi({}, 'c');
        break;
    case 'c':
        reset();
        break;
    case 'n':
    case 'o':
        m_cursor.sets.lock(final - 'n' + 2);
        break;
    case '~':
    case '}':
    case '|':
        m_cursor.sets.lockRight('~' - final + 1);
        break;
    default:
        return false;
    }
    return true;
}

} // namespace understudy::terminal
