#pragma once

#include "labs/kubernetes/Workloads.h"
#include "labs/scenario/Scenario.h"
#include "labs/signals/Alerts.h"

#include <memory>

namespace understudy::cluster {

/// What faults work on.
struct FaultGround {
    EventQueue& queue;
    Store& store;
    Pods& pods;
    Workloads& workloads;
    ServiceModel& model;
    Alerts& alerts;
    const Ledger& ledger;
    /// The image that a deployment or stateful set asks for now; "" when there is none.
    std::string imageOf(const std::string& ns, const std::string& name) const;
    /// Pods with the label app, those that end already left out.
    std::vector<std::shared_ptr<const Pod>> podsOf(const std::string& ns, const std::string& app) const;
};

/// One fault while it is on. It changes parameters of the model only; nothing the trainee does is forbidden
/// by one. What it did to the past stays when it ends.
class Fault {
public:
    Fault(const FaultSpec& spec, FaultGround& ground)
        : m_spec(spec)
        , m_ground(ground) {}
    virtual ~Fault() = default;
    Fault(const Fault&) = delete;
    Fault& operator=(const Fault&) = delete;

    virtual void start() = 0;
    virtual void end() {}
    /// True when the trainee has put right what it is about.
    virtual bool mended() const { return false; }
    /// How a container of the pod that starts now will end.
    virtual std::optional<Pods::Crash> crashOf(const Pod&) const { return std::nullopt; }

protected:
    Micros now() const { return m_ground.queue.now(); }
    const FaultSpec m_spec;
    FaultGround& m_ground;
};

/// Makes a fault of that kind; nullptr when it only has to be known to be on.
std::unique_ptr<Fault> makeFault(const FaultSpec& spec, FaultGround& ground);

// One for each family; nullptr when the kind is of another.
std::unique_ptr<Fault> makeTrafficFault(const FaultSpec& spec, FaultGround& ground);
std::unique_ptr<Fault> makeReleaseFault(const FaultSpec& spec, FaultGround& ground);
std::unique_ptr<Fault> makeDatabaseFault(const FaultSpec& spec, FaultGround& ground);
std::unique_ptr<Fault> makeNodeFault(const FaultSpec& spec, FaultGround& ground);
std::unique_ptr<Fault> makeSignalFault(const FaultSpec& spec, FaultGround& ground);

} // namespace understudy::cluster
