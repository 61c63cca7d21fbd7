#pragma once

#include "labs/cluster/World.h"

namespace understudy::podweb {

/// Where a connection from a pod ends up.
struct Reached {
    enum class How {
        Connected,
        UnknownName, ///< no such service, pod or node
        Refused,     ///< nobody listens there
        Lost         ///< no answer: a network policy, or a port that no service has
    };
    How how = How::Connected;
    std::string ip; ///< what the name resolved to
    std::shared_ptr<const cluster::Pod> pod;
    int port = 0;       ///< of that pod
    bool local = false; ///< it is the asking pod itself, by its loopback
};

/// The cluster's DNS and routing, as a pod meets them.
class Network final {
public:
    Network(const cluster::World& world, std::shared_ptr<const cluster::Pod> from)
        : m_world(world)
        , m_from(std::move(from)) {}

    /// An address of a name, or of itself when it is one; "" when nobody has it.
    std::string resolve(const std::string& name) const;
    /// The name in full, as the cluster's DNS has it; the name itself when it has none.
    std::string fullName(const std::string& name) const;
    Reached reach(const std::string& host, int port) const;
    /// There and back, in microseconds: a little more to another node than to this one.
    cluster::Micros roundTrip(const Reached& to) const;
    static constexpr const char* dnsAddress = "10.96.0.10";

private:
    std::shared_ptr<const cluster::Service> serviceOf(const std::string& name) const;
    std::shared_ptr<const cluster::Service> serviceAt(const std::string& ip) const;
    std::shared_ptr<const cluster::Pod> podAt(const std::string& ip) const;
    std::shared_ptr<const cluster::Pod> backend(const cluster::Service& service) const;
    Reached arrive(Reached reached) const;

    const cluster::World& m_world;
    std::shared_ptr<const cluster::Pod> m_from;
};

} // namespace understudy::podweb
