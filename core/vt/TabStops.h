#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace understudy::vt {

/// The tab stops of a screen, columns from 0.
class TabStops final {
public:
    explicit TabStops(int most);

    void set(int x) { m_stops[static_cast<std::size_t>(x)] = true; }
    void clear(int x) { m_stops[static_cast<std::size_t>(x)] = false; }
    void clearAll() { m_stops.assign(m_stops.size(), false); }
    void everyEighth();
    /// The @p count-th stop right of @p x, at most @p last.
    int next(int x, int count, int last) const;
    /// The @p count-th stop left of @p x, at least @p first.
    int previous(int x, int count, int first) const;
    /// Sets those of a text as describe() gives it.
    void restore(std::string_view text);
    /// Their columns from 1, up to @p columns, as DECTABSR has them: 9/17/25.
    std::string describe(int columns) const;

private:
    std::vector<bool> m_stops;
};

} // namespace understudy::vt
