// The rules of Prometheus 2.42 for rates, regressions and quantiles; where it extrapolates or clamps, so do
// we, and where it adds with a compensated sum, in the same order.
#include "labs/promql/Math.h"

#include "labs/promql/Table.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace understudy::promql {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

double seconds(std::int64_t ms) { return static_cast<double>(ms) / 1000; }

/// A sum after Kahan and Neumaier.
struct Sum {
    double value = 0, rest = 0;
    void add(double more) {
        const double t = value + more;
        rest += std::abs(value) >= std::abs(more) ? (value - t) + more : (more - t) + value;
        value = t;
    }
    double exact() const { return value + rest; }
};

double risen(const Window& window) {
    double result = window.samples.back().value - window.samples.front().value;
    const auto first = std::upper_bound(window.resets.begin(), window.resets.end(), window.samples.data());
    for (auto each = first; each != window.resets.end() && *each <= &window.samples.back(); ++each)
        result += (*each)[-1].value;
    return result;
}

std::optional<double> extrapolated(const Window& window, bool counter, bool perSecond) {
    const auto& samples = window.samples;
    if (samples.size() < 2)
        return std::nullopt;
    const double result = counter ? risen(window) : samples.back().value - samples.front().value;
    double toStart = seconds(samples.front().ms - window.fromMs);
    const double toEnd = seconds(window.toMs - samples.back().ms);
    const double sampled = seconds(samples.back().ms - samples.front().ms);
    const double average = sampled / static_cast<double>(samples.size() - 1);
    if (counter && result > 0 && samples.front().value >= 0)
        toStart = std::min(toStart, sampled * (samples.front().value / result));
    const double threshold = average * 1.1;
    double interval = sampled;
    interval += toStart < threshold ? toStart : average / 2;
    interval += toEnd < threshold ? toEnd : average / 2;
    double factor = interval / sampled;
    if (perSecond)
        factor /= seconds(window.toMs - window.fromMs);
    return result * factor;
}

std::optional<double> lastTwo(const Window& window, bool rate) {
    const auto& samples = window.samples;
    if (samples.size() < 2)
        return std::nullopt;
    const Sample& last = samples.back();
    const Sample& before = samples[samples.size() - 2];
    const double result = rate && last.value < before.value ? last.value : last.value - before.value;
    const std::int64_t ms = last.ms - before.ms;
    if (ms == 0)
        return std::nullopt;
    return rate ? result / seconds(ms) : result;
}

struct Line {
    double slope = 0, intercept = 0;
};

Line regression(std::span<const Sample> samples, std::int64_t zero) {
    const bool constant = std::all_of(samples.begin() + 1, samples.end(),
                                      [&](const Sample& each) { return each.value == samples[0].value; });
    if (constant)
        return std::isinf(samples[0].value) ? Line{nan, nan} : Line{0, samples[0].value};
    Sum x, y, xy, xx;
    for (const Sample& each : samples) {
        const double at = seconds(each.ms - zero);
        x.add(at);
        y.add(each.value);
        xy.add(at * each.value);
        xx.add(at * at);
    }
    const double n = static_cast<double>(samples.size());
    const double covariance = xy.exact() - x.exact() * y.exact() / n;
    const double variance = xx.exact() - x.exact() * x.exact() / n;
    const double slope = covariance / variance;
    return {slope, y.exact() / n - slope * x.exact() / n};
}

double variance(std::span<const Sample> samples) {
    Sum mean, aux;
    double count = 0;
    for (const Sample& each : samples) {
        count += 1;
        const double delta = each.value - mean.exact();
        mean.add(delta / count);
        aux.add(delta * (each.value - mean.exact()));
    }
    return aux.exact() / count;
}

double average(std::span<const Sample> samples) {
    Sum mean;
    double count = 0;
    for (const Sample& each : samples) {
        count += 1;
        if (std::isinf(mean.value) && !std::isnan(each.value) &&
            (!std::isinf(each.value) || (each.value > 0) == (mean.value > 0)))
            continue;
        mean.add(each.value / count - mean.value / count);
    }
    return std::isinf(mean.value) ? mean.value : mean.exact();
}

double sum(std::span<const Sample> samples) {
    Sum all;
    for (const Sample& each : samples)
        all.add(each.value);
    return std::isinf(all.value) ? all.value : all.exact();
}

double extreme(std::span<const Sample> samples, bool high) {
    double found = samples[0].value;
    for (const Sample& each : samples)
        if ((high ? each.value > found : each.value < found) || std::isnan(found))
            found = each.value;
    return found;
}

double turns(std::span<const Sample> samples, bool resets) {
    double count = 0;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        const double a = samples[i - 1].value, b = samples[i].value;
        count += resets ? b < a : (a != b && !(std::isnan(a) && std::isnan(b)));
    }
    return count;
}

std::optional<double> fitted(OverRange f, const Window& window, double scalar) {
    if (window.samples.size() < 2)
        return std::nullopt;
    const bool slope = f == OverRange::Deriv;
    const Line line = regression(window.samples, slope ? window.samples[0].ms : window.nowMs);
    return slope ? line.slope : line.slope * scalar + line.intercept;
}

} // namespace

double staleMark() {
    double value = 0;
    std::memcpy(&value, &staleBits, sizeof value);
    return value;
}

bool isStale(double value) { return missing(value); }

double quantileOf(double q, std::vector<double> values) {
    if (values.empty() || std::isnan(q))
        return nan;
    if (q < 0)
        return -inf;
    if (q > 1)
        return inf;
    std::sort(values.begin(), values.end(),
              [](double a, double b) { return std::isnan(a) ? !std::isnan(b) : a < b; });
    const double n = static_cast<double>(values.size());
    const double rank = q * (n - 1);
    const double lower = std::max(0.0, std::floor(rank));
    const double upper = std::min(n - 1, lower + 1);
    const double weight = rank - std::floor(rank);
    return values[static_cast<std::size_t>(lower)] * (1 - weight) +
           values[static_cast<std::size_t>(upper)] * weight;
}

std::optional<OverRange> overRangeNamed(const std::string& function) {
    static const std::map<std::string, OverRange> all{{"rate", OverRange::Rate},
                                                      {"increase", OverRange::Increase},
                                                      {"delta", OverRange::Delta},
                                                      {"irate", OverRange::Irate},
                                                      {"idelta", OverRange::Idelta},
                                                      {"deriv", OverRange::Deriv},
                                                      {"predict_linear", OverRange::PredictLinear},
                                                      {"avg_over_time", OverRange::Avg},
                                                      {"min_over_time", OverRange::Min},
                                                      {"max_over_time", OverRange::Max},
                                                      {"sum_over_time", OverRange::Sum},
                                                      {"count_over_time", OverRange::Count},
                                                      {"last_over_time", OverRange::Last},
                                                      {"present_over_time", OverRange::Present},
                                                      {"stddev_over_time", OverRange::Stddev},
                                                      {"stdvar_over_time", OverRange::Stdvar},
                                                      {"quantile_over_time", OverRange::Quantile},
                                                      {"changes", OverRange::Changes},
                                                      {"resets", OverRange::Resets}};
    const auto found = all.find(function);
    return found == all.end() ? std::nullopt : std::optional(found->second);
}

bool looksAtAll(OverRange f) {
    return f != OverRange::Rate && f != OverRange::Increase && f != OverRange::Delta &&
           f != OverRange::Irate && f != OverRange::Idelta && f != OverRange::Count && f != OverRange::Last &&
           f != OverRange::Present;
}

std::optional<double> overRange(OverRange f, const Window& window, double scalar) {
    const auto& samples = window.samples;
    if (samples.empty())
        return std::nullopt;
    switch (f) {
    case OverRange::Rate:
        return extrapolated(window, true, true);
    case OverRange::Increase:
        return extrapolated(window, true, false);
    case OverRange::Delta:
        return extrapolated(window, false, false);
    case OverRange::Irate:
        return lastTwo(window, true);
    case OverRange::Idelta:
        return lastTwo(window, false);
    case OverRange::Deriv:
    case OverRange::PredictLinear:
        return fitted(f, window, scalar);
    case OverRange::Avg:
        return average(samples);
    case OverRange::Min:
        return extreme(samples, false);
    case OverRange::Max:
        return extreme(samples, true);
    case OverRange::Sum:
        return sum(samples);
    case OverRange::Count:
        return static_cast<double>(samples.size());
    case OverRange::Last:
        return samples.back().value;
    case OverRange::Present:
        return 1;
    case OverRange::Stddev:
        return std::sqrt(variance(samples));
    case OverRange::Stdvar:
        return variance(samples);
    case OverRange::Changes:
    case OverRange::Resets:
        return turns(samples, f == OverRange::Resets);
    case OverRange::Quantile: {
        std::vector<double> values;
        for (const Sample& each : samples)
            values.push_back(each.value);
        return quantileOf(scalar, std::move(values));
    }
    }
    return std::nullopt;
}

double histogramQuantile(double q, std::vector<std::pair<double, double>>& buckets) {
    if (buckets.empty() || std::isnan(q))
        return nan;
    if (q < 0)
        return -inf;
    if (q > 1)
        return inf;
    const auto lower = [](const auto& a, const auto& b) { return a.first < b.first; };
    if (!std::is_sorted(buckets.begin(), buckets.end(), lower))
        std::sort(buckets.begin(), buckets.end(), lower);
    if (buckets.back().first != inf)
        return nan;
    std::size_t size = 0;
    for (const auto& bucket : buckets)
        if (size > 0 && buckets[size - 1].first == bucket.first)
            buckets[size - 1].second += bucket.second;
        else
            buckets[size++] = bucket;
    if (size < 2)
        return nan;
    double highest = buckets[0].second;
    for (std::size_t i = 1; i < size; ++i) {
        if (buckets[i].second > highest)
            highest = buckets[i].second;
        else if (buckets[i].second < highest)
            buckets[i].second = highest;
    }
    const double total = buckets[size - 1].second;
    if (total == 0)
        return nan;
    double rank = q * total;
    // The first bucket that reaches the rank; NaN counts decide the search as they do in Go's.
    std::size_t at = 0, end = size - 1;
    while (at < end) {
        const std::size_t middle = (at + end) / 2;
        if (buckets[middle].second >= rank)
            end = middle;
        else
            at = middle + 1;
    }
    if (at == size - 1)
        return buckets[size - 2].first;
    if (at == 0 && buckets[0].first <= 0)
        return buckets[0].first;
    double start = 0;
    double count = buckets[at].second;
    if (at > 0) {
        start = buckets[at - 1].first;
        count -= buckets[at - 1].second;
        rank -= buckets[at - 1].second;
    }
    return start + (buckets[at].first - start) * (rank / count);
}

} // namespace understudy::promql
