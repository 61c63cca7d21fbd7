#include "views/charts/Scale.h"

#include <algorithm>
#include <cmath>

namespace understudy::charts {

namespace {

double niceStep(double wanted) {
    if (!(wanted > 0) || !std::isfinite(wanted))
        return 1;
    const double power = std::pow(10, std::floor(std::log10(wanted)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= wanted * 0.999)
            return factor * power;
    }
    return 10 * power;
}

Scale bandScale(const ChartSpec& spec, double low, double high, double full) {
    const double grain = full / 10;
    const double floor = std::min(*spec.normalFrom - 2 * grain, low - 0.2 * grain);
    Scale scale{std::max(0.0, std::floor(floor / grain) * grain),
                std::max(full, std::ceil(high / grain) * grain),
                {}};
    scale.ticks = {*spec.normalFrom, *spec.normalTo, full};
    if (scale.from < *spec.normalFrom - 2.5 * grain)
        scale.ticks.insert(scale.ticks.begin(), scale.from);
    return scale;
}

} // namespace

Scale scaleFor(const ChartSpec& spec, std::optional<double> low, std::optional<double> high) {
    // Beyond these a double no longer tells neighbours apart, and the axis could not be divided.
    const auto sane = [](double value) { return std::isfinite(value) ? std::clamp(value, -1e15, 1e15) : 0; };
    const double least = sane(low.value_or(0)), most = sane(high.value_or(0)),
                 line = sane(spec.line().value_or(0));
    const double full = spec.unit == QLatin1String("percent")       ? 100
                        : spec.unit == QLatin1String("percentunit") ? 1
                                                                    : 0;
    if (full > 0 && spec.normalFrom && spec.normalTo && *spec.normalFrom < *spec.normalTo &&
        *spec.normalTo < full)
        return bandScale(spec, low ? least : *spec.normalFrom, high ? most : full, full);

    const double bottom = std::min(0.0, least);
    double top = std::max({most * 1.15, line * 1.5, bottom});
    if (!(top - bottom > 1e-9))
        top = bottom + 1;
    const double step = niceStep((top - bottom) / 2.5);
    Scale scale{std::floor(bottom / (step / 2)) * (step / 2), std::ceil(top / (step / 2)) * (step / 2), {}};
    const double close = (scale.to - scale.from) * 0.12;
    for (double tick = std::ceil(scale.from / step) * step; tick <= scale.to; tick += step) {
        if (line == 0 || tick == 0 || std::abs(tick - line) >= close)
            scale.ticks.push_back(tick);
    }
    if (std::abs(line) >= close)
        scale.ticks.insert(std::upper_bound(scale.ticks.begin(), scale.ticks.end(), line), line);
    return scale;
}

} // namespace understudy::charts
