// The rules of Prometheus 2.42 for rates, regressions and quantiles; where it extrapolates or clamps, so do
// we.
#include "labs/promql/Math.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace understudy::promql {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

double seconds(std::int64_t ms) { return static_cast<double>(ms) / 1000; }

std::optional<double> extrapolated(const Window& window, bool counter, bool perSecond) {
    const auto& samples = window.samples;
    if (samples.size() < 2)
        return std::nullopt;
    double result = samples.back().value - samples.front().value;
    if (counter)
        for (std::size_t i = 1; i < samples.size(); ++i)
            if (samples[i].value < samples[i - 1].value)
                result += samples[i - 1].value;
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

std::optional<double> lastTwo(const Window& window, bool counter, bool perSecond) {
    const auto& samples = window.samples;
    if (samples.size() < 2)
        return std::nullopt;
    const Sample& last = samples.back();
    const Sample& before = samples[samples.size() - 2];
    double result = counter && last.value < before.value ? last.value : last.value - before.value;
    const std::int64_t ms = last.ms - before.ms;
    if (ms == 0)
        return std::nullopt;
    return perSecond ? result / seconds(ms) : result;
}

struct Line {
    double slope = 0, intercept = 0;
};

Line regression(const std::vector<Sample>& samples, std::int64_t zero) {
    const bool constant = std::all_of(samples.begin(), samples.end(),
                                      [&](const Sample& each) { return each.value == samples[0].value; });
    if (constant)
        return std::isinf(samples[0].value) ? Line{nan, nan} : Line{0, samples[0].value};
    double n = 0, sx = 0, sy = 0, sxy = 0, sxx = 0;
    double cx = 0, cy = 0, cxy = 0, cxx = 0;
    const auto add = [](double value, double& sum, double& rest) {
        const double t = sum + value;
        rest += std::abs(sum) >= std::abs(value) ? (sum - t) + value : (value - t) + sum;
        sum = t;
    };
    for (const Sample& each : samples) {
        const double x = seconds(each.ms - zero);
        n += 1;
        add(x, sx, cx);
        add(each.value, sy, cy);
        add(x * each.value, sxy, cxy);
        add(x * x, sxx, cxx);
    }
    sx += cx, sy += cy, sxy += cxy, sxx += cxx;
    const double covariance = sxy - sx * sy / n;
    const double variance = sxx - sx * sx / n;
    const double slope = covariance / variance;
    return {slope, sy / n - slope * sx / n};
}

double deviation(const std::vector<Sample>& samples, bool root) {
    double mean = 0, aux = 0, count = 0;
    for (const Sample& each : samples) {
        count += 1;
        const double delta = each.value - mean;
        mean += delta / count;
        aux += delta * (each.value - mean);
    }
    return root ? std::sqrt(aux / count) : aux / count;
}

double plainOverTime(const std::string& what, const std::vector<Sample>& samples) {
    double sum = 0, rest = 0, low = samples[0].value, high = low;
    for (const Sample& each : samples) {
        const double t = sum + each.value;
        rest += std::abs(sum) >= std::abs(each.value) ? (sum - t) + each.value : (each.value - t) + sum;
        sum = t;
        if (each.value < low || std::isnan(low))
            low = each.value;
        if (each.value > high || std::isnan(high))
            high = each.value;
    }
    const double exact = std::isinf(sum) ? sum : sum + rest;
    return what == "avg"   ? exact / static_cast<double>(samples.size())
           : what == "sum" ? exact
           : what == "min" ? low
                           : high;
}

} // namespace

double staleMark() {
    const std::uint64_t bits = 0x7ff0000000000002ULL;
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

bool isStale(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return bits == 0x7ff0000000000002ULL;
}

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

std::optional<double> overRange(const std::string& f, const Window& window, double scalar) {
    const auto& samples = window.samples;
    if (f == "rate")
        return extrapolated(window, true, true);
    if (f == "increase")
        return extrapolated(window, true, false);
    if (f == "delta")
        return extrapolated(window, false, false);
    if (f == "irate")
        return lastTwo(window, true, true);
    if (f == "idelta")
        return lastTwo(window, false, false);
    if (f == "deriv" || f == "predict_linear") {
        if (samples.size() < 2)
            return std::nullopt;
        const Line line = regression(samples, f == "deriv" ? samples[0].ms : window.toMs);
        return f == "deriv" ? line.slope : line.slope * scalar + line.intercept;
    }
    if (samples.empty())
        return std::nullopt;
    if (f == "last_over_time")
        return samples.back().value;
    if (f == "present_over_time")
        return 1;
    if (f == "count_over_time")
        return static_cast<double>(samples.size());
    if (f == "changes" || f == "resets") {
        double count = 0;
        for (std::size_t i = 1; i < samples.size(); ++i) {
            const double a = samples[i - 1].value, b = samples[i].value;
            count += f == "resets" ? b < a : (a != b && !(std::isnan(a) && std::isnan(b)));
        }
        return count;
    }
    if (f == "stddev_over_time" || f == "stdvar_over_time")
        return deviation(samples, f == "stddev_over_time");
    if (f == "quantile_over_time") {
        std::vector<double> values;
        for (const Sample& each : samples)
            values.push_back(each.value);
        return quantileOf(scalar, std::move(values));
    }
    return plainOverTime(f.substr(0, 3), samples);
}

double ofNumber(const std::string& f, double value, double a, double b) {
    if (f == "abs")
        return std::abs(value);
    if (f == "ceil")
        return std::ceil(value);
    if (f == "floor")
        return std::floor(value);
    if (f == "round")
        return std::floor(value * (1.0 / a) + 0.5) / (1.0 / a);
    if (f == "clamp")
        return std::isnan(a) || std::isnan(b) || std::isnan(value) ? nan : std::max(a, std::min(b, value));
    if (f == "clamp_min")
        return std::isnan(a) || std::isnan(value) ? nan : std::max(a, value);
    if (f == "clamp_max")
        return std::isnan(a) || std::isnan(value) ? nan : std::min(a, value);
    if (f == "sqrt")
        return std::sqrt(value);
    if (f == "exp")
        return std::exp(value);
    if (f == "ln")
        return std::log(value);
    if (f == "log2")
        return std::log2(value);
    if (f == "log10")
        return std::log10(value);
    return value < 0 ? -1 : value > 0 ? 1 : value; // sgn
}

double histogramQuantile(double q, std::vector<std::pair<double, double>> buckets) {
    if (buckets.empty() || std::isnan(q))
        return nan;
    if (q < 0)
        return -inf;
    if (q > 1)
        return inf;
    std::sort(buckets.begin(), buckets.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (!std::isinf(buckets.back().first))
        return nan;
    std::vector<std::pair<double, double>> merged;
    for (const auto& bucket : buckets)
        if (!merged.empty() && merged.back().first == bucket.first)
            merged.back().second += bucket.second;
        else
            merged.push_back(bucket);
    if (merged.size() < 2)
        return nan;
    double highest = merged[0].second;
    for (auto& bucket : merged) {
        highest = std::max(highest, bucket.second);
        bucket.second = highest;
    }
    const double total = merged.back().second;
    if (total == 0)
        return nan;
    double rank = q * total;
    std::size_t at = 0;
    while (at + 1 < merged.size() && merged[at].second < rank)
        ++at;
    if (at == merged.size() - 1)
        return merged[merged.size() - 2].first;
    if (at == 0 && merged[0].first <= 0)
        return merged[0].first;
    double start = 0;
    double count = merged[at].second;
    if (at > 0) {
        start = merged[at - 1].first;
        count -= merged[at - 1].second;
        rank -= merged[at - 1].second;
    }
    return start + (merged[at].first - start) * (rank / count);
}

double fold(const std::string& what, const std::vector<Point>& members, double parameter) {
    const double n = static_cast<double>(members.size());
    double sum = 0, rest = 0, low = members[0].value, high = low, mean = 0, aux = 0, count = 0;
    std::vector<double> values;
    for (const Point& point : members) {
        const double v = point.value, t = sum + v;
        rest += std::abs(sum) >= std::abs(v) ? (sum - t) + v : (v - t) + sum;
        sum = t;
        low = v < low || std::isnan(low) ? v : low;
        high = v > high || std::isnan(high) ? v : high;
        count += 1;
        const double delta = v - mean;
        mean += delta / count;
        aux += delta * (v - mean);
        values.push_back(v);
    }
    const double exact = std::isfinite(sum) ? sum + rest : sum;
    if (what == "sum")
        return exact;
    if (what == "avg")
        return exact / n;
    if (what == "min")
        return low;
    if (what == "max")
        return high;
    if (what == "count")
        return n;
    if (what == "group")
        return 1;
    if (what == "stdvar")
        return aux / n;
    if (what == "stddev")
        return std::sqrt(aux / n);
    return quantileOf(parameter, std::move(values));
}

} // namespace understudy::promql
