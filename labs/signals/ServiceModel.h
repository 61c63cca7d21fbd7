#pragma once

#include "labs/scenario/Topology.h"
#include "labs/signals/Circuits.h"
#include "labs/signals/Disturbances.h"
#include "labs/signals/Ledger.h"

namespace understudy::cluster {

/// How one service does at a moment.
struct ServiceState {
    double rps = 0;      ///< requests a second
    double use = 0;      ///< of the CPU its ready pods may take; above 1 it is overloaded
    double p50Ms = 0;    ///< median latency of the log-normal part
    double shiftMs = 0;  ///< what every request pays besides
    double error = 0;    ///< share of requests answered with 5xx
    double refused = 0;  ///< of these, share of requests turned away with 503: a breaker, no ready pod
    double podCores = 0; ///< CPU of one ready pod
    double podMi = 0;    ///< memory of one ready pod, without leaks
    double slowMs = 0;   ///< what a share of the requests pays besides that
    double slowShare = 0;
    int ready = 0;

    double quantileMs(double deviations) const; ///< 1.645 for p95
    double meanMs() const;
    double shareBelow(double milliseconds) const; ///< of the requests, answered in that time
    void addSlow(double share, double milliseconds);
};

/// What makes load, latency, errors and memory of all services follow from one cause, at any moment of
/// virtual time.
class ServiceModel final {
public:
    static constexpr double sigma = 0.545; ///< of the log-normal latencies

    /// @p start: of the history.
    ServiceModel(const Topology& topology, const Ledger& ledger, const Noise& noise, Micros start);
    ServiceModel(const ServiceModel&) = delete;
    ServiceModel& operator=(const ServiceModel&) = delete;

    const std::vector<const Workload*>& services() const { return m_services; }
    std::optional<std::size_t> indexOf(const std::string& ns, const std::string& name) const;
    /// One state a service, in the order of services().
    std::vector<ServiceState> at(Micros when) const;
    /// The same when clients do that.
    std::vector<ServiceState> under(const std::vector<Flow>& flows, Micros when) const;
    const Circuits& circuits() const { return m_circuits; }
    /// The share of one call's tries that fail or come too late.
    double failing(const Call& call, ServiceState called, Micros when) const;
    /// Calls for each request of the caller.
    double weightOf(const Call& call, Micros when) const;
    double edgeRps(Micros when) const;
    /// Queries a second at the user database for that many session checks a second.
    double databaseShare(Micros when) const;
    double hitRatio(Micros when) const;
    bool cacheUp(Micros when) const { return m_ledger.ready("production", "redis", when) > 0; }
    double podBytes(const PodLife& life, const ServiceState& state, Micros when) const;
    double podCores(const PodLife& life, const ServiceState& state, Micros when) const;
    bool nodeUp(const std::string& node, Micros when) const { return disturbed.nodeUp(node, when); }
    const Topology& topology() const { return m_topology; }

    Disturbances disturbed;

private:
    void addCalls();
    double driveOf(const Workload& work, Micros when) const;
    double tryMs(const Call& call, Micros when) const;
    std::vector<double> timesOf(const std::vector<Flow>& flows) const;
    ServiceState own(const Workload& work, double edgeNow, double times, Micros when) const;
    void disturb(const Workload& work, ServiceState& state, Micros when) const;
    void disturb(const Call& call, ServiceState& called, Micros when) const;
    void addTroubled(const Call& call, const Flow& flow, double weight, ServiceState called,
                     ServiceState& state, Micros when) const;
    void addCalls(std::size_t index, std::vector<ServiceState>& states, const std::vector<Flow>& flows,
                  Micros when) const;

    const Topology& m_topology;
    const Ledger& m_ledger;
    const Noise& m_noise;
    std::vector<const Workload*> m_services; ///< called ones before their callers
    std::map<Store::Key, std::size_t> m_index;
    Circuits m_circuits;
    std::map<std::pair<std::size_t, std::string>, std::size_t> m_calls; ///< caller and called one
};

} // namespace understudy::cluster
