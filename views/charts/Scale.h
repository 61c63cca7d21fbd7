#pragma once

#include "views/charts/ChartSpec.h"

#include <vector>

namespace understudy::charts {

/// The value axis of a chart: its ends and where it is labelled. Steps are coarse so that it stands still
/// while values move.
struct Scale {
    double from = 0, to = 1;
    std::vector<double> ticks; ///< rising

    bool operator==(const Scale&) const = default;
};

/// A scale that shows @p low to @p high, the limit and what is normal. Percentages with a normal band go to
/// 100.
Scale scaleFor(const ChartSpec& spec, std::optional<double> low, std::optional<double> high);

} // namespace understudy::charts
