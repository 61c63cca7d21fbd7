#pragma once

#include "labs/membership/Members.h"
#include "labs/scenario/PlatformFault.h"

namespace understudy::cluster {

/// The ways between the nodes: what the topology says, changed by faults of kind net and partition.
class Network final {
public:
    Network(const PlatformPlan& plan, const Members& members)
        : m_plan(plan)
        , m_members(members) {}

    Path between(const std::string& a, const std::string& b) const;
    /// Where a node's line leads most of the time: to its neighbor in the list of workers.
    Path typical(const std::string& node) const;
    void begin(const PlatformFault& fault);
    void end(const std::string& fault);
    bool partitioned() const { return !m_partitions.empty(); }
    /// Nodes a partition cuts off from the leader's side.
    bool cutOff(const std::string& node) const;
    /// Loss on a node's own line by faults, for how often its votes come too late.
    double lossAt(const std::string& node) const;
    /// Nothing: by the ways themselves. Otherwise every way has this mode.
    std::optional<Path::Mode> forced;

private:
    std::string regionOf(const std::string& node) const;
    int groupOf(const PlatformFault& partition, const std::string& node) const;

    const PlatformPlan& m_plan;
    const Members& m_members;
    std::vector<PlatformFault> m_faults, m_partitions;
};

} // namespace understudy::cluster
