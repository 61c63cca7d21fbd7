#pragma once

#include "labs/clock/Time.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace understudy::cluster {

/// A metric by name; a histogram is three families: _bucket, _sum, _count.
struct MetricFamily {
    std::string name, type, help;
};

/// One time series of a source, computed at whatever moment is asked for.
struct SourceSeries {
    std::map<std::string, std::string> labels; ///< with __name__
    Micros from = 0;                           ///< samples exist from here
    Micros until = 0;                          ///< up to and with here
    std::function<double(Micros)> value;
};

/// Metrics that a part of the model brings itself. Values depend on the moment asked for alone, so that any
/// sample can be had at any time, in any order.
class SeriesSource {
public:
    using Take = std::function<void(const SourceSeries&)>;
    virtual ~SeriesSource() = default;
    virtual const std::vector<MetricFamily>& families() const = 0; ///< ordered by name
    /// Calls for each series of that name that has samples between the two moments.
    virtual void each(const std::string& name, Micros from, Micros to, const Take& take) const = 0;
};

} // namespace understudy::cluster
