#pragma once

#include "labs/signals/ServiceModel.h"

#include <array>

namespace understudy::cluster {

/// The model sampled at ticks, with its counters summed up: every 15 s in the past, every 5 s from an hour
/// before the lab starts, and between them in steps that shrink little by little.
class Timeline final {
public:
    static constexpr std::array<double, 20> bucketSeconds{
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25,
        0.3,   0.4,  0.5,   0.75, 1,     1.5, 2.5,   5,    10,  1e300}; ///< the last is +Inf
    struct Service {
        std::vector<double> ok, notFound, failed, unavailable, seconds, podCpu;
        std::vector<std::array<double, 20>> buckets;
    };
    struct NodeUse {
        std::vector<double> idle, user, system, waiting; ///< seconds, mean of the cores
        std::vector<double> usedBytes;
    };

    Timeline(const ServiceModel& model, const Ledger& ledger, const Store& store, const Noise& noise,
             Micros start);

    /// Computes the ticks up to that moment.
    void extendTo(Micros now);
    std::size_t size() const { return m_states.size(); }
    Micros timeOf(std::size_t tick) const;
    /// The last tick at or before that moment.
    std::optional<std::size_t> tickAt(Micros when) const;

    const std::vector<Service>& services() const { return m_services; }
    const std::map<std::string, NodeUse>& nodes() const { return m_nodes; }
    const ServiceState& state(std::size_t tick, std::size_t service) const { return m_states[tick][service]; }
    double databaseQueries(std::size_t tick) const { return m_queries[tick]; }
    double cacheHits(std::size_t tick) const { return m_hits[tick]; }
    double cacheRequests(std::size_t tick) const { return m_lookups[tick]; }

private:
    void addTick(Micros when, double seconds);
    void addService(std::size_t index, const ServiceState& state, double seconds);
    void addNodes(const std::vector<ServiceState>& states, Micros when, double seconds);

    const ServiceModel& m_model;
    const Ledger& m_ledger;
    const Store& m_store;
    const Noise& m_noise;
    std::vector<Micros> m_past; ///< times of the ticks up to the first of the even 5 s
    std::vector<std::vector<ServiceState>> m_states;
    std::vector<Service> m_services;
    std::map<std::string, NodeUse> m_nodes;
    std::vector<double> m_queries, m_hits, m_lookups;
};

} // namespace understudy::cluster
