#pragma once

#include "labs/promql/Match.h"
#include "labs/promql/PromQl.h"

namespace understudy::promql {

/// Series that a test has written down.
class Shelf : public Storage {
public:
    std::vector<SeriesData> all;
    void each(const std::vector<Matcher>& matchers, std::int64_t from, std::int64_t to,
              const Take& take) const override {
        for (const auto& series : all) {
            if (!matches(matchers, series.labels))
                continue;
            SeriesData part{series.labels, {}};
            for (const auto& sample : series.samples)
                if (sample.ms >= from && sample.ms <= to)
                    part.samples.push_back(sample);
            if (!part.samples.empty())
                take(part);
        }
    }
};

} // namespace understudy::promql
