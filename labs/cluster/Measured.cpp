#include "labs/cluster/Measured.h"

#include "labs/signals/SeriesStorage.h"

#include <algorithm>
#include <cmath>

namespace understudy::cluster {

namespace {

/// A value there is: compared with a number when one is given, and otherwise enough as it is.
bool meets(const Condition& condition, double value) {
    const auto wanted = condition.fields.find("is");
    return wanted == condition.fields.end() || (!std::isnan(value) && wanted->second.holds(value));
}

} // namespace

bool Measured::holds(const Condition& condition, Micros now) {
    if (now < 0)
        return false;
    Found& found = m_found[condition.place];
    if (found.at < 0 || (now % every == 0 && found.at < now))
        found = {now, condition.lasts > 0 ? overTime(condition, now) : look(condition, now)};
    return found.holds;
}

bool Measured::look(const Condition& condition, Micros now) const {
    const auto result = promql::evaluate(*condition.expression, SeriesStorage(m_series, m_epoch, now),
                                         (m_epoch + now) / 1000);
    const auto* value = std::get_if<promql::Value>(&result);
    if (!value)
        return false;
    if (value->type == promql::ValueType::Scalar)
        return condition.fields.empty() ? value->scalar != 0 : meets(condition, value->scalar);
    return !value->vector.empty() &&
           std::all_of(value->vector.begin(), value->vector.end(),
                       [&](const promql::Point& point) { return meets(condition, point.value); });
}

// At each of the moments there must be a value, and all must be as wanted.
bool Measured::overTime(const Condition& condition, Micros now) const {
    const Micros step = std::max(every, condition.lasts / 100 / second * second);
    const std::int64_t from = (m_epoch + now - condition.lasts) / 1000, to = (m_epoch + now) / 1000;
    const auto result = promql::evaluateRange(*condition.expression, SeriesStorage(m_series, m_epoch, now),
                                              from, to, step / 1000);
    const auto* value = std::get_if<promql::Value>(&result);
    if (!value)
        return false;
    std::map<std::int64_t, bool> moments;
    const bool scalar = condition.expression->type == promql::ValueType::Scalar;
    for (const auto& series : value->matrix)
        for (const auto& sample : series.samples) {
            const bool good =
                scalar && condition.fields.empty() ? sample.value != 0 : meets(condition, sample.value);
            const auto [place, fresh] = moments.emplace(sample.ms, good);
            place->second = place->second && good;
        }
    return static_cast<std::int64_t>(moments.size()) == (to - from) / (step / 1000) + 1 &&
           std::all_of(moments.begin(), moments.end(), [](const auto& each) { return each.second; });
}

} // namespace understudy::cluster
