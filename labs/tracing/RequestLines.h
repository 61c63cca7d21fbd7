#pragma once

#include "labs/signals/ServiceModel.h"
#include "labs/signals/TraceSource.h"

namespace understudy::cluster {

/// What one line of a service's log says about a request.
struct RequestLine {
    Micros at = 0; ///< when it was answered
    std::string route;
    int status = 200;
    int ms = 0;
    std::string error; ///< of one that failed
    std::string trace; ///< the id of its trace
    bool failed() const { return status >= 500; }
};

/// The requests that the pods of services write a line about, and the traces of them. Nothing is stored: a
/// line follows from its pod and its number, and the id of its trace says both.
class RequestLines final : public TraceSource {
public:
    static constexpr Micros pace = 7 * second; ///< of the lines of one pod, on average

    RequestLines(const ServiceModel& model, const Ledger& ledger, const Noise& noise)
        : m_model(model)
        , m_ledger(ledger)
        , m_noise(noise) {}

    /// When a pod writes its line of that number, at another pace than that of requests too.
    static Micros momentOf(const Noise& noise, const std::string& uid, std::int64_t n, Micros pace);
    RequestLine line(const std::string& app, const std::string& uid, const ServiceState& state, Micros at,
                     std::int64_t n) const;

    /// What a pod answered to somebody who asked it directly, at that moment; of GET alone.
    RequestLine answered(const std::string& path, const std::string& uid, const ServiceState& state,
                         Micros at) const;

    /// Nothing that a search would find: those are RequestTraces.
    std::map<std::string, std::vector<std::string>> operations() const override { return {}; }
    void each(const std::string&, Micros, Micros, const Take&) const override {}
    std::optional<Trace> find(const std::string& id, Micros now) const override;

private:
    struct Making;
    std::vector<std::size_t> wayTo(std::size_t service) const;
    void add(Making& making, std::size_t service, Micros start, Micros end, const PodLife* pod) const;
    void addCalls(Making& making, std::size_t service, Micros start, Micros end) const;
    Trace make(const RequestLine& line, std::size_t service, const PodLife& pod, bool direct) const;
    std::optional<Trace> findAnswered(std::uint64_t plain, Micros now) const;
    const PodLife* somePod(const Workload& work, const std::string& key, Micros when) const;

    const ServiceModel& m_model;
    const Ledger& m_ledger;
    const Noise& m_noise;
};

} // namespace understudy::cluster
