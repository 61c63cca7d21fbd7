#pragma once

#include "labs/signals/TimelineColumns.h"

namespace understudy::cluster {

/// The model sampled at ticks: every 15 s in the past, every 5 s from an hour before the lab starts, and
/// between them in steps that shrink little by little. Ticks are computed when somebody asks for them: the
/// model knows its own history, so that it makes no difference when. A tick is there as soon as the world is
/// past it.
class Timeline final {
public:
    static constexpr auto bucketSeconds = TickTotals::bucketSeconds;
    struct Service {
        TotalColumn ok, notFound, failed, unavailable, seconds, podCpu;
        BucketColumn buckets;
    };
    struct NodeUse {
        NodeColumn idle, user, system, waiting; ///< seconds, mean of the cores
        NodeColumn usedBytes;
    };

    Timeline(const ServiceModel& model, const Ledger& ledger, const Store& store, const Noise& noise,
             Micros start);
    Timeline(const Timeline&) = delete;
    Timeline& operator=(const Timeline&) = delete;

    /// Computes ticks up to that moment, at most so many; false when there are more. To be called while
    /// nobody waits, so that the first question after a long skip need not.
    bool prepare(Micros when, std::size_t most) const;
    std::size_t size() const { return extended(m_store.now()), m_states.size(); }
    Micros timeOf(std::size_t tick) const;
    /// The last tick at or before that moment.
    std::optional<std::size_t> tickAt(Micros when) const;

    const std::vector<Service>& services() const { return m_services; }
    const std::map<std::string, NodeUse>& nodes() const { return extended(m_store.now()), m_nodes; }
    ServiceState state(std::size_t tick, std::size_t service) const { return m_states.state(tick, service); }
    double databaseQueries(std::size_t tick) const { return m_queries[tick]; }
    double cacheHits(std::size_t tick) const { return m_hits[tick]; }
    double cacheRequests(std::size_t tick) const { return m_lookups[tick]; }

    /// For the columns: what was counted up to that tick.
    const TickTotals& totals(std::size_t tick, std::size_t service) const;
    double nodeBusySeconds(std::size_t tick, std::size_t node) const;
    double nodeBytes(std::size_t tick, std::size_t node) const { return m_nodeTicks[node].bytes[tick]; }

private:
    struct NodeTicks {
        std::vector<float> busy, bytes;
        std::vector<double> marks; ///< busy seconds before each block
        double sum = 0;
    };
    /// What one service counted at each tick of a block.
    struct Block {
        std::size_t service = 0, block = 0;
        std::uint64_t used = 0;
        std::vector<TickTotals> totals;
    };
    void extended(Micros when) const;
    double spanBefore(std::size_t tick) const;
    void addTick(Micros when, double seconds) const;
    void addNodes(const std::vector<ServiceState>& states, Micros when, double seconds) const;
    bool counts(std::size_t service) const;

    const ServiceModel& m_model;
    const Ledger& m_ledger;
    const Store& m_store;
    const Noise& m_noise;
    std::vector<Micros> m_past; ///< times of the ticks up to the first of the even 5 s
    std::vector<Service> m_services;
    // Below: what was computed so far. All of it follows from the above alone.
    mutable StateTicks m_states;
    mutable std::vector<TickTotals> m_sums;               ///< one a service, up to the last tick
    mutable std::vector<std::vector<TickTotals>> m_marks; ///< of a service, up to the tick before each block
    mutable std::map<std::string, NodeUse> m_nodes;
    mutable std::map<std::string, std::size_t> m_nodeIndex;
    mutable std::vector<NodeTicks> m_nodeTicks;
    mutable std::vector<std::optional<std::size_t>> m_lifeService; ///< of each pod of the ledger
    mutable std::vector<double> m_queries, m_hits, m_lookups;
    mutable std::vector<Block> m_blocks;
    mutable std::map<std::pair<std::size_t, std::size_t>, std::size_t> m_blockAt;
    mutable std::uint64_t m_uses = 0;
};

} // namespace understudy::cluster
