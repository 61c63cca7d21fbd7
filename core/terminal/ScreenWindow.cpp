#include "core/terminal/Screen.h"

#include <algorithm>

// CSI t. Sizes and places are told; whether the window moves is the trainee's affair, so its wishes are
// obeyed only where that is allowed. Titles are told only to conformance tests.
namespace understudy::terminal {

void Screen::window(const Parameters& p) {
    const int operation = p.at(0);
    const auto argument = [&p](int i) { return i < p.count ? std::max(-1, p.values[std::size_t(i)]) : -1; };
    if (operation >= 11 && operation <= 21) {
        windowReport(operation, argument(1));
        return;
    }
    if (operation == 22 || operation == 23) {
        const int which = p.at(1);
        if (which <= 2 && operation == 22) {
            m_titles.push();
        } else if (which <= 2 && m_titles.pop(which)) {
            happened({Event::Kind::Title, m_titles.title(vt::Titles::Window)});
        }
        return;
    }
    if (!m_allowed.resizing) {
        return;
    }
    const int cellWidth = std::max(1, m_window.cellWidth);
    const int cellHeight = std::max(1, m_window.cellHeight);
    const auto wanted = [](int asked, int now, int most) {
        return asked < 0 ? now : asked == 0 ? most : asked;
    };
    const int mostColumns = m_window.screenWidth / cellWidth;
    const int mostRows = m_window.screenHeight / cellHeight;
    switch (operation) {
    case 3:
        m_window.x = std::max(0, argument(1));
        m_window.y = std::max(0, argument(2));
        break;
    case 4: {
        const int height = wanted(argument(1), rows() * cellHeight, mostRows * cellHeight);
        const int width = wanted(argument(2), columns() * cellWidth, mostColumns * cellWidth);
        resizeForHost(width / cellWidth, height / cellHeight);
        return;
    }
    case 8:
        resizeForHost(wanted(argument(2), columns(), mostColumns), wanted(argument(1), rows(), mostRows));
        return;
    case 1:
    case 2:
        m_window.minimized = operation == 2;
        break;
    case 9:
    case 10:
        windowState(operation, std::max(0, argument(1)));
        break;
    default:
        if (operation >= 24) { // DECSLPP
            resizeForHost(columns(), operation);
        }
        if (operation >= 11) {
            return;
        }
    }
    if (operation >= 1) {
        happened({Event::Kind::WindowWish, {}, operation, argument(1), argument(2)});
    }
}

/// 9: maximize (0 back, 1 both ways, 2 in height, 3 in width); 10: full screen (0 back, 1 on, 2 the other).
void Screen::windowState(int operation, int argument) {
    const int mostColumns = m_window.screenWidth / std::max(1, m_window.cellWidth);
    const int mostRows = m_window.screenHeight / std::max(1, m_window.cellHeight);
    const bool isLarge = m_beforeMaximize.x > 0;
    const bool back = argument == 0 || (operation == 10 && argument == 2 && isLarge);
    if (back && isLarge) {
        const Place size = m_beforeMaximize;
        m_beforeMaximize = {};
        resizeForHost(size.x, size.y);
    } else if (!back) {
        m_beforeMaximize = isLarge ? m_beforeMaximize : Place{columns(), rows()};
        const bool both = operation == 10 || argument == 1;
        resizeForHost(both || argument == 3 ? mostColumns : columns(),
                      both || argument == 2 ? mostRows : rows());
    }
}

void Screen::windowReport(int operation, int argument) {
    const WindowFacts& w = m_window;
    switch (operation) {
    case 11:
        m_replies.add(w.minimized ? "\x1b[2t" : "\x1b[1t");
        break;
    case 13:
        m_replies.format("\x1b[3;%d;%dt", w.x, w.y);
        break;
    case 14:
        m_replies.format("\x1b[4;%d;%dt", rows() * w.cellHeight, columns() * w.cellWidth);
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
        m_replies.format("\x1b[9;%d;%dt", w.screenHeight / std::max(1, w.cellHeight),
                         w.screenWidth / std::max(1, w.cellWidth));
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
        static_cast<void>(argument);
        break;
    }
}

/// The screen takes its new size at once, since the host's next bytes count on it; the window follows.
void Screen::resizeForHost(int columns, int rows) {
    resize(columns, rows);
    happened({Event::Kind::Resized, {}, 0, this->columns(), this->rows()});
}

} // namespace understudy::terminal
