#pragma once

#include "labs/promql/PromQl.h"

namespace understudy::promql {

/// The samples of one series inside a range, ended ones left out, and the range.
struct Window {
    std::vector<Sample> samples;
    std::int64_t fromMs = 0, toMs = 0;
};

/// A function of a range vector for one series; nothing when there are too few samples. @p scalar is its
/// other argument.
std::optional<double> overRange(const std::string& function, const Window& window, double scalar);
/// A function of one number, such as abs; @p a and @p b are its further arguments.
double ofNumber(const std::string& function, double value, double a, double b);
/// An aggregation, such as sum, of the members of one group; @p parameter is that of quantile.
double fold(const std::string& what, const std::vector<Point>& members, double parameter);
double quantileOf(double q, std::vector<double> values);
/// Cumulative buckets (upper bound, count), as Prometheus 2.42 interpolates.
double histogramQuantile(double q, std::vector<std::pair<double, double>> buckets);

} // namespace understudy::promql
