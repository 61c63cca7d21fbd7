#pragma once

#include "labs/scenario/Condition.h"
#include "labs/signals/Series.h"

namespace understudy::cluster {

/// Decides conditions of kind promql. From the start of a lab on they are looked at each 15 seconds of its
/// time; in between what was found last holds.
class Measured final {
public:
    /// @p epoch: microseconds since 1970 that virtual time 0 stands for.
    Measured(const Series& series, std::int64_t epoch)
        : m_series(series)
        , m_epoch(epoch) {}
    static constexpr Micros every = 15 * second;
    bool holds(const Condition& condition, Micros now);

private:
    struct Found {
        Micros at = -1;
        bool holds = false;
    };
    bool look(const Condition& condition, Micros now) const;
    bool overTime(const Condition& condition, Micros now) const;

    const Series& m_series;
    std::int64_t m_epoch;
    std::map<std::string, Found> m_found; ///< by the condition's place
};

} // namespace understudy::cluster
