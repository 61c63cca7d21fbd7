#include "core/vt/TabStops.h"

#include <algorithm>

namespace understudy::vt {

TabStops::TabStops(int most)
    : m_stops(static_cast<std::size_t>(most)) {
    everyEighth();
}

void TabStops::everyEighth() {
    for (std::size_t x = 0; x < m_stops.size(); ++x) {
        m_stops[x] = x % 8 == 0;
    }
}

int TabStops::next(int x, int count, int last) const {
    for (; count > 0 && x < last; --count) {
        do {
            ++x;
        } while (x < last && !m_stops[static_cast<std::size_t>(x)]);
    }
    return x;
}

int TabStops::previous(int x, int count, int first) const {
    for (; count > 0 && x > first; --count) {
        do {
            --x;
        } while (x > first && !m_stops[static_cast<std::size_t>(x)]);
    }
    return x;
}

void TabStops::restore(std::string_view text) {
    clearAll();
    std::size_t column = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= '0' && c <= '9') {
            column = std::min<std::size_t>(column * 10 + static_cast<std::size_t>(c - '0'), 100'000);
        } else {
            column = 0;
        }
        const bool over = i + 1 == text.size() || text[i + 1] < '0' || text[i + 1] > '9';
        if (over && column >= 1 && column <= m_stops.size()) {
            m_stops[column - 1] = true;
        }
    }
}

std::string TabStops::describe(int columns) const {
    std::string out;
    const int end = std::min(columns + 1, static_cast<int>(m_stops.size()));
    for (int x = 0; x < end; ++x) {
        if (m_stops[static_cast<std::size_t>(x)]) {
            out += (out.empty() ? "" : "/") + std::to_string(x + 1);
        }
    }
    return out;
}

} // namespace understudy::vt
