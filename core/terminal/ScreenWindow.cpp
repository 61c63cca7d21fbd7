#include "core/terminal/Screen.h"

#include <algorithm>

// CSI t. Sizes and places are told; whether the window moves is the trainee's affair, so a host's wishes are
// passed on only where that is allowed. Titles are told only to conformance tests.
namespace understudy::terminal {
namespace {

/// A parameter of CSI t: -1 when it was left out, which is not the same as 0.
int argument(const Parameters& p, int i) {
    return i < p.count ? std::max(-1, p.values[static_cast<std::size_t>(i)]) : -1;
}

} // namespace

void Screen::window(const Parameters& p) {
    const int operation = p.at(0);
    if (operation >= 11 && operation <= 21) {
        windowReport(p);
    } else if (operation == 22 || operation == 23) {
        const int which = p.at(1);
        if (which <= 2 && operation == 22) {
            m_titles.push();
        } else if (which <= 2 && m_titles.pop(which)) {
            happened({Event::Kind::Title, m_titles.title(vt::Titles::Window)});
        }
    } else if (operation == 4 || operation == 8 || operation >= 24) {
        m_allowed.resizing ? resizeByWish(p) : void();
    } else if (operation >= 1 && operation <= 10 && m_allowed.windowing) {
        happened({Event::Kind::WindowWish, {}, operation, argument(p, 1), argument(p, 2)});
    }
}

/// 4 in pixels, 8 in cells, from 24 on so many lines (DECSLPP). What is left out stays, 0 is all there is
/// room for.
void Screen::resizeByWish(const Parameters& p) {
    const int operation = p.at(0);
    if (operation >= 24) {
        resizeForHost(columns(), operation);
        return;
    }
    const Place cell = operation == 4
                           ? Place{std::max(1, m_window.cellWidth), std::max(1, m_window.cellHeight)}
                           : Place{1, 1};
    const auto wanted = [](int asked, int now, int most) {
        return asked < 0 ? now : asked == 0 ? most : asked;
    };
    resizeForHost(wanted(argument(p, 2), columns() * cell.x, most().x * cell.x) / cell.x,
                  wanted(argument(p, 1), rows() * cell.y, most().y * cell.y) / cell.y);
}

/// The columns and rows that the largest window can have.
Place Screen::most() const {
    const WindowFacts& w = m_window;
    return {w.mostColumns > 0 ? w.mostColumns : w.screenWidth / std::max(1, w.cellWidth),
            w.mostRows > 0 ? w.mostRows : w.screenHeight / std::max(1, w.cellHeight)};
}

void Screen::windowReport(const Parameters& p) {
    const WindowFacts& w = m_window;
    switch (p.at(0)) {
    case 11:
        m_replies.add(w.minimized ? "\x1b[2t" : "\x1b[1t");
        break;
    case 13:
        m_replies.format("\x1b[3;%d;%dt", w.x, w.y);
        break;
    case 14:
        p.at(1) == 2 && w.wholeHeight > 0
            ? m_replies.format("\x1b[4;%d;%dt", w.wholeHeight, w.wholeWidth)
            : m_replies.format("\x1b[4;%d;%dt", rows() * w.cellHeight, columns() * w.cellWidth);
        break;
    case 15:
        m_replies.format("\x1b[5;%d;%dt", w.screenHeight, w.screenWidth);
        break;
    case 16:
        m_replies.format("\x1b[6;%d;%dt", w.cellHeight, w.cellWidth);
        break;
    case 18:
        m_replies.format("\x1b[8;%d;%dt", rows(), columns());
        break;
    case 19:
        m_replies.format("\x1b[9;%d;%dt", most().y, most().x);
        break;
    case 20:
        if (m_allowed.testReports) {
            m_replies.add("\x1b]L" + m_titles.told(vt::Titles::Icon) + "\x1b\\");
        }
        break;
    case 21:
        if (m_allowed.testReports) {
            m_replies.add("\x1b]l" + m_titles.told(vt::Titles::Window) + "\x1b\\");
        }
        break;
    default:
        break;
    }
}

/// The screen takes its new size at once, since the host's next bytes count on it; the window follows.
void Screen::resizeForHost(int columns, int rows) {
    const Place before{this->columns(), this->rows()};
    resize(columns, rows);
    if (m_window.wholeWidth > 0) { // it will follow, and may be asked for before
        m_window.wholeWidth += (this->columns() - before.x) * m_window.cellWidth;
        m_window.wholeHeight += (this->rows() - before.y) * m_window.cellHeight;
    }
    happened({Event::Kind::Resized, {}, 0, this->columns(), this->rows()});
}

} // namespace understudy::terminal
