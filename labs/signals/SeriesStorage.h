#pragma once

#include "labs/promql/PromQl.h"
#include "labs/signals/Series.h"

namespace understudy::cluster {

/// The metrics of production as PromQL reads them: samples at the timeline's ticks, up to a moment.
class SeriesStorage final : public promql::Storage {
public:
    /// @p epoch: microseconds since 1970 that virtual time 0 stands for.
    SeriesStorage(const Series& series, std::int64_t epoch, Micros now)
        : m_series(series)
        , m_epoch(epoch)
        , m_now(now) {}
    void each(const std::vector<promql::Matcher>& matchers, std::int64_t fromMs, std::int64_t toMs,
              const Take& take) const override;
    /// The labels alone of what has samples then.
    void eachLabels(const std::vector<promql::Matcher>& matchers, Micros from, Micros to,
                    const std::function<void(const promql::Labels&)>& take) const;

private:
    void views(const std::vector<promql::Matcher>& matchers, Micros from, Micros to,
               const std::function<void(const SeriesView&)>& take) const;

    const Series& m_series;
    const std::int64_t m_epoch;
    const Micros m_now;
};

} // namespace understudy::cluster
