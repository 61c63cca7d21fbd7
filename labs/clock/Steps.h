#pragma once

#include "labs/clock/Time.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace understudy::cluster {

/// A value that changes at moments and stays in between: the change points from which metrics are computed.
class Steps final {
public:
    explicit Steps(double before = 0)
        : m_before(before) {}
    /// Moments must not go back; a second value of the same moment replaces the first.
    void set(Micros at, double value) {
        if (!m_points.empty() && m_points.back().first == at)
            m_points.back().second = value;
        else if (this->at(at) != value)
            m_points.emplace_back(at, value);
    }
    double at(Micros when) const {
        if (m_points.empty() || when < m_points.front().first)
            return m_before;
        if (when >= m_points.back().first)
            return m_points.back().second;
        const auto after = std::upper_bound(m_points.begin(), m_points.end(), when,
                                            [](Micros t, const auto& point) { return t < point.first; });
        return std::prev(after)->second;
    }
    const std::vector<std::pair<Micros, double>>& points() const { return m_points; }

private:
    double m_before;
    std::vector<std::pair<Micros, double>> m_points;
};

} // namespace understudy::cluster
