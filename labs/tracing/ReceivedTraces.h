#pragma once

#include "labs/signals/TraceSource.h"

#include <deque>

namespace understudy::cluster {

/// Traces that programs of the trainee sent. The oldest go when there are too many.
class ReceivedTraces final : public TraceSource {
public:
    static constexpr std::size_t mostTraces = 1000, mostSpans = 20'000, mostSpansOfOne = 5'000;

    struct Sent {
        std::string trace;
        Span span;
    };
    /// How many of them there was no room for.
    std::size_t add(std::vector<Sent> spans);

    std::map<std::string, std::vector<std::string>> operations() const override;
    void each(const std::string& service, Micros from, Micros to, const Take& take) const override;
    std::optional<Trace> find(const std::string& id, Micros now) const override;

private:
    std::deque<Trace> m_traces; ///< in the order in which they came
    std::size_t m_spans = 0;
};

} // namespace understudy::cluster
