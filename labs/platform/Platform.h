#pragma once

#include "labs/migration/Migrations.h"

#include <array>
#include <set>

namespace understudy::cluster {

/// A copy of the registry, made by `cluster snapshot` or at 02:00.
struct Snapshot {
    std::string name;
    Micros at = 0;
    std::size_t vms = 0;
    std::uint64_t checksum = 0;
};

/// The DWCP v3 platform: controllers, workers, VMs and the six components that move them, as one small model.
/// It is changed by what is asked of it (see labs/dwcpapi) and by faults, and by nothing else.
class Platform final {
public:
    Platform(const PlatformPlan& plan, EventQueue& queue, const Noise& noise);
    Platform(const Platform&) = delete;
    Platform& operator=(const Platform&) = delete;
    bool on() const { return m_plan.on; }
    const PlatformPlan& plan() const { return m_plan; }
    Micros now() const { return m_queue.now(); }
    const Noise& noise() const { return m_noise; }

    Members members;
    Network network;
    Settings settings;
    Reputation reputation;
    Consensus consensus;
    StateSync sync;
    Machines machines;
    Planner planner;
    Migrations migrations;

    void begin(const PlatformFault& fault);
    void end(const std::string& fault);
    /// True when the trainee has dealt with what the fault does: nodes quarantined, all back on a good
    /// release.
    bool mended(const std::string& fault) const;
    const std::map<std::string, PlatformFault>& faults() const { return m_faults; }

    /// After a setting, a node or the network changed: everything that follows from it.
    void look();
    void set(const std::string& key, const std::string& value);
    /// A setting of a scenario's `config`, where the component's name may be left out: reputation.threshold.
    void configure(const std::string& key, const std::string& value);
    std::optional<Denial> quarantine(const std::string& node, const std::string& reason);
    std::optional<Denial> release(const std::string& node, const std::string& reason);
    std::optional<Denial> ban(const std::string& node, Micros lasts);
    std::optional<Denial> removeWorker(const std::string& node);
    /// Puts a node into another datacenter; the moment when it is there. A worker must have no VMs.
    Granted<Micros> relocate(const std::string& node, const std::string& datacenter);
    /// Ends the whole cluster, which must have no VMs.
    std::optional<Denial> decommission();
    /// Starts a migration for each VM of the node, as many as may run; the ids.
    std::vector<std::string> evacuate(const std::string& node);
    Granted<std::string> createVm(const VmWish& wish);
    std::optional<Denial> deleteVm(const std::string& id);
    std::optional<Denial> defer(const std::string& vm, Micros delay);
    /// Puts those nodes on that version, some at a time; the moment they all are.
    Micros roll(const std::string& version, const std::vector<std::string>& nodes);
    const Snapshot& snapshot(const std::string& name);
    const std::vector<Snapshot>& snapshots() const { return m_snapshots; }

    void tell(const std::string& type, const std::string& node, const std::string& text,
              const std::string& level = "info");
    const std::vector<PlatformEvent>& events() const { return m_events; }
    std::uint64_t registryChecksum() const; ///< of all VMs: where they are and what they hold
    std::uint64_t digest() const;
    /// What a metric of a node shows is not what is: faults of kind lie and byzantine metrics. A factor.
    double lieOf(const std::string& metric, const std::string& node, Micros when) const;
    const Steps& throughputOf(const std::string& worker) const; ///< Mbps over time
    const Steps& lossOf(const std::string& worker) const;       ///< share of its packets lost by faults
    const Steps& savedOverTime() const { return m_saved; }
    const Steps& dedupOverTime() const { return m_dedup; }

private:
    void beginOnNodes(const PlatformFault& fault);
    void beginRelease(const PlatformFault& fault);
    void migrationChanged(const Migration& one);
    void arrive(const std::string& node, const WorkerNode& like);
    std::vector<std::string> chosen(const PlatformFault& fault) const;

    PlatformPlan m_plan;
    EventQueue& m_queue;
    Noise m_noise;
    std::map<std::string, PlatformFault> m_faults;
    std::map<std::string, std::vector<std::string>> m_hit; ///< fault to its nodes
    std::map<std::pair<std::string, std::string>, Steps> m_lies;
    std::map<std::string, Steps> m_throughput; ///< of those that ever differed from the usual
    std::map<std::string, Steps> m_loss;
    std::map<std::string, Micros> m_rolled; ///< fault to when its release is everywhere it shall be
    Steps m_saved{0.6}, m_dedup{0.25};
    std::set<std::string> m_close; ///< faults that have ended because the controllers stand together
    std::vector<Snapshot> m_snapshots;
    std::vector<PlatformEvent> m_events;
};

} // namespace understudy::cluster
