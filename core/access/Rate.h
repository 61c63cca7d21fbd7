#pragma once

#include "core/base/Clock.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace understudy::access {

/// How many requests a minute somebody may make: a bucket of a minute's requests that fills up evenly.
class Rate final {
public:
    /// @p perMinute 0: any number.
    Rate(const Clock& clock, int perMinute)
        : m_clock(clock)
        , m_perMinute(perMinute) {}

    /// Counts one request of @p name. False: it is one too many.
    bool take(const std::string& name) {
        if (m_perMinute <= 0)
            return true;
        const auto now = m_clock.now();
        if (m_buckets.size() >= m_sweepAt) {
            std::erase_if(m_buckets, [&](const auto& entry) { return level(entry.second, now) <= 0; });
            m_sweepAt = std::max<std::size_t>(1000, 2 * m_buckets.size());
        }
        auto& bucket = m_buckets[name];
        bucket = {level(bucket, now), now};
        if (bucket.used + 1 > m_perMinute)
            return false;
        bucket.used += 1;
        return true;
    }

private:
    struct Bucket {
        double used = 0;
        Instant when{};
    };
    double level(const Bucket& bucket, Instant now) const {
        const auto passed = std::chrono::duration<double, std::ratio<60>>(now - bucket.when).count();
        // A clock that was set back holds nobody up.
        return passed < 0 ? 0 : std::max(0.0, bucket.used - passed * m_perMinute);
    }

    const Clock& m_clock;
    int m_perMinute;
    std::size_t m_sweepAt = 1000;
    std::unordered_map<std::string, Bucket> m_buckets;
};

} // namespace understudy::access
