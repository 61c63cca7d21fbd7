#include "core/vt/TabStops.h"

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

std::string TabStops::describe(int columns) const {
    std::string out;
    for (int x = 0; x < columns; ++x) {
        if (m_stops[static_cast<std::size_t>(x)]) {
            out += (out.empty() ? "" : "/") + std::to_string(x + 1);
        }
    }
    return out;
}

} // namespace understudy::vt
