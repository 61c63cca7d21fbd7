#pragma once

#include "labs/alerting/Alertmanager.h"
#include "labs/cluster/Logs.h"
#include "labs/cluster/Milestones.h"
#include "labs/controllers/Controllers.h"
#include "labs/platform/PlatformSeries.h"
#include "labs/platform/PlatformTraces.h"
#include "labs/signals/Series.h"
#include "labs/telemetry/TroubleSeries.h"
#include "labs/tracing/TraceBook.h"

namespace understudy::cluster {

/// Something for the charts to mark.
struct Annotation {
    Micros at = 0;
    std::string kind, text; ///< deployment, alert or fault
    std::optional<Micros> until;
};

/// One simulated production with its own time. It is driven by one thread through advanceTo() and the parts
/// it gives out; the same topology, scenario, epoch, seed and journal give the same bytes.
class World final {
public:
    /// @p epoch: the moment (microseconds since 1970) that virtual time 0 stands for.
    World(Topology topology, Scenario scenario, std::int64_t epoch);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    void advanceTo(Micros when);
    /// Computes some of the metrics that nobody has asked for yet; false when there are more.
    bool prepareMetrics() const { return m_timeline.prepare(now(), 400); }
    Micros now() const { return m_queue.now(); }
    std::int64_t epoch() const { return m_epoch; }
    std::string stamp(Micros when) const { return toRfc3339(m_epoch + when); }
    const Scenario& scenario() const { return m_scenario; }
    const Topology& topology() const { return m_topology; }

    Store& store() { return m_store; }
    const Store& store() const { return m_store; }
    Pods& pods() { return m_pods; }
    Workloads& workloads() { return m_workloads; }
    Controllers& controllers() { return m_controllers; }
    Faults& faults() { return m_faults; }
    const Faults& faults() const { return m_faults; }
    const Telling& telling() const { return m_telling; }
    /// The named conditions of the scenario.
    const std::vector<Milestone>& milestones() const { return m_milestones.all(); }
    /// To be told of all that was done and read: conditions ask for it.
    void did(const Action& action) { m_milestones.did(action); }
    Platform& platform() { return m_platform; }
    const Platform& platform() const { return m_platform; }
    const PlatformTraces& platformTraces() const { return m_platformTraces; }
    const Alerts& alerts() const { return m_alerts; }
    Alertmanager& alertmanager() { return m_alertmanager; }
    const Alertmanager& alertmanager() const { return m_alertmanager; }
    TraceBook& traces() { return m_traces; }
    const TraceBook& traces() const { return m_traces; }
    const Logs& logs() const { return m_logs; }
    const Series& series() const { return m_series; }
    const ServiceModel& model() const { return m_model; }
    const Ledger& ledger() const { return m_ledger; }
    /// CPU in cores and memory in bytes of a pod now; nothing while it does not run.
    std::optional<std::pair<double, double>> usage(const Pod& pod) const;
    std::vector<Annotation> annotations(Micros from, Micros to) const;
    /// A hash of all objects and metrics.
    std::uint64_t digest() const;
    Noise noise() const { return m_noise; }

private:
    void populate();
    void publishImages();
    void addNodes();
    void addWorkload(const Workload& work);
    void addJob(const Workload& work, const PodTemplate& pods);
    void noteChange(const Object& object, ChangeType type);
    void everySome(Micros step, const std::function<void()>& run);

    Topology m_topology;
    Scenario m_scenario;
    std::int64_t m_epoch;
    Noise m_noise;
    EventQueue m_queue;
    Store m_store;
    Ledger m_ledger;
    Pods m_pods;
    Workloads m_workloads;
    Controllers m_controllers;
    ServiceModel m_model;
    TroubleSeries m_troubles;
    Alerts m_alerts;
    Alertmanager m_alertmanager;
    TraceBook m_traces;
    Platform m_platform;
    PlatformSeries m_platformSeries;
    PlatformTraces m_platformTraces;
    Faults m_faults;
    Timeline m_timeline;
    Telling m_telling;
    Logs m_logs;
    Series m_series;
    Milestones m_milestones;
    std::map<std::string, std::string> m_revisions; ///< deployment's uid to the revision last seen
    std::vector<Annotation> m_releases;
};

} // namespace understudy::cluster
