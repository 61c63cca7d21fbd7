#pragma once

#include "labs/alerting/Alertmanager.h"
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
    Alertmanager& alertmanager;
    const Noise& noise;
    /// The image that a deployment or stateful set asks for now; "" when there is none.
    std::string imageOf(const std::string& ns, const std::string& name) const;
    /// Pods with the label app, those that end already left out.
    std::vector<std::shared_ptr<const Pod>> podsOf(const std::string& ns, const std::string& app) const;
    /// Stores an object that is only JSON, in the place of the one of that name.
    void put(Kind kind, const std::string& ns, const std::string& name, std::string body) const;
};

/// Remembers what was found out from objects of the cluster until one of those kinds changes.
class Remembered final {
public:
    template <class F>
    bool ask(const Store& store, std::initializer_list<Kind> kinds, F find) const {
        std::uint64_t now = 1;
        for (const Kind kind : kinds)
            for (const auto& [key, object] : store.of(kind))
                now += object->meta.revision + 1;
        if (now != m_seen) {
            m_answer = find();
            m_seen = now;
        }
        return m_answer;
    }

private:
    mutable std::uint64_t m_seen = 0;
    mutable bool m_answer = false;
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
    /// Every few seconds while it is on.
    virtual void look() {}
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
std::unique_ptr<Fault> makeAccessFault(const FaultSpec& spec, FaultGround& ground);
std::unique_ptr<Fault> makeMeshFault(const FaultSpec& spec, FaultGround& ground);
std::unique_ptr<Fault> makeSourceFault(const FaultSpec& spec, FaultGround& ground);

} // namespace understudy::cluster
