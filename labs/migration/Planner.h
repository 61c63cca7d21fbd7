#pragma once

#include "labs/membership/StateSync.h"
#include "labs/migration/Machines.h"

namespace understudy::cluster {

/// A rule the placement solver has to keep.
struct Constraint {
    std::string id, type, what; ///< type: affinity, anti-affinity or resource
    double seconds = 0;         ///< of the solver's time
};

/// Where VMs belong: the placement solver; and how the lines will be: the prediction of bandwidth.
class Planner final {
public:
    Planner(const Members& members, const Machines& machines, const Settings& settings, EventQueue& queue,
            const Noise& noise);

    /// The worker for a VM: the emptiest one that may take it. @p avoid: not that one.
    Granted<std::string> place(const Vm& vm, const std::string& region, const std::string& avoid) const;
    /// Why nothing can be moved there, or nothing.
    std::optional<Denial> unfit(const Vm& vm, const std::string& worker) const;
    void avoid(const std::string& node, Micros until) { m_avoided[node] = until; }

    double utilization() const; ///< of the ready workers' memory and of what the solver packs together
    struct Solving {
        double total = 0, constraints = 0, affinity = 0, anti = 0, resources = 0; ///< seconds
    };
    Solving solving() const;
    /// Seconds from the question where a VM belongs to the answer.
    double decisionSeconds() const { return 0.2 + std::max(0.0, solving().total - 2.5); }
    const std::vector<Constraint>& constraints() const { return m_constraints; }
    bool dropConstraint(const std::string& id);
    double controllerCpu() const; ///< percent

    double accuracy(Micros when) const { return m_accuracy.at(when); }
    Micros lastTraining() const { return m_trained; }
    std::optional<Micros> trainingUntil() const { return m_trainingUntil; }
    void retrain();

    void begin(const PlatformFault& fault);
    void end(const PlatformFault& fault);

private:
    const Members& m_members;
    const Machines& m_machines;
    const Settings& m_settings;
    EventQueue& m_queue;
    Noise m_noise;
    std::vector<Constraint> m_constraints;
    std::map<std::string, Micros> m_avoided;
    Steps m_accuracy{0.78};
    Micros m_trained;
    std::optional<Micros> m_trainingUntil;
};

} // namespace understudy::cluster
