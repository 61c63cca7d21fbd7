#pragma once

#include "labs/promql/PromQl.h"

#include <span>

namespace understudy::promql {

/// The samples of one series inside a range, ended ones left out, and the range.
struct Window {
    std::span<const Sample> samples;
    std::int64_t fromMs = 0, toMs = 0;
    std::int64_t nowMs = 0; ///< the moment of evaluation: @p toMs and the offset
    /// For counters: which samples of the whole series are lower than the one before, as addresses.
    std::span<const Sample* const> resets;
};

/// A function of a range vector for one series.
enum class OverRange {
    Rate,
    Increase,
    Delta,
    Irate,
    Idelta,
    Deriv,
    PredictLinear,
    Avg,
    Min,
    Max,
    Sum,
    Count,
    Last,
    Present,
    Stddev,
    Stdvar,
    Quantile,
    Changes,
    Resets
};
std::optional<OverRange> overRangeNamed(const std::string& function);
/// Nothing when there are too few samples. @p scalar is the function's other argument.
std::optional<double> overRange(OverRange function, const Window& window, double scalar);
/// True for those that look at every sample of the window.
bool looksAtAll(OverRange function);

double quantileOf(double q, std::vector<double> values);
/// Cumulative buckets (upper bound, count), as Prometheus 2.42 interpolates. Sorts and mends @p buckets.
double histogramQuantile(double q, std::vector<std::pair<double, double>>& buckets);

} // namespace understudy::promql
