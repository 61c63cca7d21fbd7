#pragma once

#include "labs/faults/Audit.h"
#include "labs/faults/Conditions.h"

namespace understudy::cluster {

/// The faults of a scenario: which wait, which are on, which are over.
class Faults final {
public:
    enum class State { Waiting, On, Over };
    struct Running {
        FaultSpec spec;
        State state = State::Waiting;
        bool byHand = false;
        Micros started = 0;
        std::optional<Micros> ended;
        std::unique_ptr<Fault> fault; ///< while it is on
    };
    /// The part of the world where faults of the platform live.
    struct Platform {
        std::function<void(const PlatformFault&)> begin;
        std::function<void(const std::string& id)> end;
        std::function<bool(const std::string& id)> mended;
    };

    explicit Faults(const FaultGround& ground);

    void plan(const std::vector<FaultSpec>& specs);
    enum class Injected { Started, Unknown, NotWaiting };
    Injected inject(const std::string& id);
    const std::vector<Running>& all() const { return m_faults; }
    std::string stateOf(const std::string& id) const; ///< waiting, on, over, or "" for an unknown one
    std::optional<Pods::Crash> crashOf(const Pod& pod) const;
    /// Ends what the trainee mended and kills what outgrew its memory.
    void look();

    std::vector<Backup> backups(Micros now) const { return backupsOf(on(), now); }
    std::vector<Finding> findings(const std::string& image) const { return findingsOf(on(), image); }
    /// The source of production, as it lies on the lab host.
    std::vector<Repository> repositories() const;
    const Conditions& conditions() const { return m_conditions; }
    Conditions& conditions() { return m_conditions; }
    /// When it started last; nothing while it never has.
    std::optional<Micros> startedAt(const std::string& id) const;
    Platform platform;

private:
    void start(std::size_t index);
    void end(std::size_t index);
    bool mended(const Running& fault) const;
    void killFull();
    std::vector<FaultSpec> on() const;

    FaultGround m_ground;
    Conditions m_conditions;
    std::vector<Running> m_faults;
};

} // namespace understudy::cluster
