#pragma once

#include "labs/signals/ServiceModel.h"

#include <array>
#include <deque>

namespace understudy::cluster {

class Timeline;

/// What a service has counted from the first tick up to one of them.
struct TickTotals {
    static constexpr std::array<double, 20> bucketSeconds{
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25,
        0.3,   0.4,  0.5,   0.75, 1,     1.5, 2.5,   5,    10,  1e300}; ///< the last is +Inf

    double ok = 0, notFound = 0, failed = 0, unavailable = 0, seconds = 0, podCpu = 0;
    std::array<double, 20> buckets{};

    /// One tick more of that length; @p requests: whether it answers requests at all.
    void add(const ServiceState& state, double span, bool requests);
};

/// One number of a service by tick.
class TotalColumn final {
public:
    TotalColumn(const Timeline& timeline, std::size_t service, double TickTotals::*member)
        : m_timeline(&timeline)
        , m_service(service)
        , m_member(member) {}
    double operator[](std::size_t tick) const;

private:
    const Timeline* m_timeline;
    std::size_t m_service;
    double TickTotals::*m_member;
};

/// The cumulative buckets of a service by tick.
class BucketColumn final {
public:
    BucketColumn(const Timeline& timeline, std::size_t service)
        : m_timeline(&timeline)
        , m_service(service) {}
    std::array<double, 20> operator[](std::size_t tick) const;

private:
    const Timeline* m_timeline;
    std::size_t m_service;
};

/// One number of a node by tick: bytes, or its share of the seconds it was idle or busy.
class NodeColumn final {
public:
    enum class What { Idle, Busy, Bytes };
    NodeColumn(const Timeline& timeline, std::size_t node, What what, double share = 1)
        : m_timeline(&timeline)
        , m_node(node)
        , m_what(what)
        , m_share(share) {}
    double operator[](std::size_t tick) const;

private:
    const Timeline* m_timeline;
    std::size_t m_node;
    What m_what;
    double m_share;
};

/// The states of all services at all ticks, in few bytes each.
class StateTicks final {
public:
    void resize(std::size_t services) { m_services = services; }
    std::size_t size() const { return m_services == 0 ? m_ticks : m_packed.size() / m_services; }
    void add(const std::vector<ServiceState>& states);
    ServiceState state(std::size_t tick, std::size_t service) const;

private:
    struct Packed {
        float rps, use, p50, shift, error, cores, mi, slowMs;
        float slowShare, refused;
        std::int32_t ready;
    };
    std::size_t m_services = 0, m_ticks = 0;
    std::deque<Packed> m_packed; ///< grows without ever being copied
};

} // namespace understudy::cluster
