#include "core/metrics/Series.h"

#include <algorithm>
#include <cmath>

namespace understudy::metrics {

namespace {

bool earlier(const Sample& sample, qint64 at) { return sample.at < at; }

} // namespace

bool operator==(const Sample& a, const Sample& b) {
    return a.at == b.at && (a.value == b.value || (std::isnan(a.value) && std::isnan(b.value)));
}

void Series::append(const Sample& sample) {
    if (m_samples.empty() || m_samples.back().at < sample.at) {
        m_samples.push_back(sample);
        return;
    }
    const auto place = std::lower_bound(m_samples.begin(), m_samples.end(), sample.at, earlier);
    if (place != m_samples.end() && place->at == sample.at)
        place->value = sample.value;
    else
        m_samples.insert(place, sample);
}

void Series::replace(qint64 from, qint64 to, const std::vector<Sample>& fresh) {
    const auto first = std::lower_bound(m_samples.begin(), m_samples.end(), from, earlier);
    const auto last = std::upper_bound(first, m_samples.end(), to,
                                       [](qint64 at, const Sample& sample) { return at < sample.at; });
    m_samples.erase(first, last);
    for (const Sample& sample : fresh) {
        if (sample.at >= from && sample.at <= to)
            append(sample);
    }
}

void Series::trimBefore(qint64 from) {
    m_samples.erase(m_samples.begin(), std::lower_bound(m_samples.begin(), m_samples.end(), from, earlier));
}

std::optional<Sample> Series::latest(qint64 notBefore) const {
    if (m_samples.empty() || m_samples.back().at < notBefore || !std::isfinite(m_samples.back().value))
        return {};
    return m_samples.back();
}

std::optional<Sample> Series::nearest(qint64 when, qint64 reach) const {
    if (m_samples.empty())
        return {};
    auto right = std::lower_bound(m_samples.begin(), m_samples.end(), when, earlier);
    if (right == m_samples.end() ||
        (right != m_samples.begin() && when - (right - 1)->at <= right->at - when))
        --right;
    if (std::abs(right->at - when) > reach || !std::isfinite(right->value))
        return {};
    return *right;
}

std::size_t Series::finiteCount() const {
    return static_cast<std::size_t>(std::count_if(m_samples.begin(), m_samples.end(),
                                                  [](const Sample& s) { return std::isfinite(s.value); }));
}

} // namespace understudy::metrics
