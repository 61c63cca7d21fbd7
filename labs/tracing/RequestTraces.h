#pragma once

#include "labs/signals/ServiceModel.h"
#include "labs/signals/TraceSource.h"

#include <deque>

namespace understudy::cluster {

/// Traces of requests that came in at the edge: one in a hundred, and every one that failed. Nothing is
/// stored: what a trace is follows from its second and its number in it, and its id says both.
class RequestTraces final : public TraceSource {
public:
    /// @p start: of the history.
    RequestTraces(const ServiceModel& model, const Noise& noise, Micros start);

    /// What a service calls its part of a request.
    static std::string operationOf(const Workload& work, const std::string& route);
    std::map<std::string, std::vector<std::string>> operations() const override;
    /// Looks through at most some ten thousand traces.
    void each(const std::string& service, Micros from, Micros to, const Take& take) const override;
    std::optional<Trace> find(const std::string& id, Micros now) const override;
    /// Calls a second from service to service at that moment.
    std::map<std::pair<std::string, std::string>, double> calls(Micros when) const;

private:
    struct Second {
        std::int64_t number = 0;
        std::vector<ServiceState> states;
        std::uint32_t sound = 0, failed = 0; ///< how many traces of each there are
    };
    struct Making;
    const Second& second(std::int64_t number) const;
    Trace make(const Second& of, std::uint32_t index) const;
    void span(Making& making, std::size_t service, const std::string& parent) const;
    void cacheSpan(Making& making, const std::string& parent, double ms) const;
    std::size_t culprit(const Second& of, const std::string& key) const;
    double weightOf(std::size_t caller, const std::string& called, double share, Micros when) const;

    const ServiceModel& m_model;
    const Noise& m_noise;
    const Micros m_start;
    std::optional<std::size_t> m_edge;    ///< the service that takes requests from outside
    mutable std::deque<Second> m_seconds; ///< looked at lately
};

} // namespace understudy::cluster
