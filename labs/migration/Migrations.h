#pragma once

#include "labs/migration/MigrationMath.h"
#include "labs/migration/Planner.h"

namespace understudy::cluster {

/// What somebody asks of a migration. 0: by the defaults.
struct MigrationWish {
    std::string vm, target, strategy = "pre-copy";
    int streams = 0, level = 0;
    double maxDowntimeMs = 20000, timeoutSeconds = 0;
};

/// The moves of VMs between workers, each in phases: placement, prediction and vote; the transfer, whose pace
/// follows the network while it runs; the start on the target.
class Migrations final {
public:
    Migrations(Members& members, const Network& network, Machines& machines, const Planner& planner,
               const Consensus& consensus, const Settings& settings, EventQueue& queue, const Noise& noise);

    Granted<std::string> start(const MigrationWish& wish); ///< its id
    std::optional<Denial> cancel(const std::string& id, const std::string& why);
    const Migration* find(const std::string& id) const;
    const Migration* lastOf(const std::string& vm) const;
    const std::vector<Migration>& all() const { return m_all; } ///< oldest first
    int running() const;
    int runningOn(const std::string& worker) const;
    /// After the network or the settings changed: the transfers that run go on at their new pace.
    void look();
    /// A few of the day before, so that charts and lists are not empty.
    void remember(int count, Micros from);

    double savedAtMost() const; ///< hde_bad_ratio; with a high level or a dictionary a little more
    double saved(Path::Mode mode, int level) const;
    double throughputOf(const std::string& worker) const; ///< Mbps a transfer from there would reach
    double sentMbit(const std::string& worker, Micros when) const;
    std::map<std::string, double> timeouts;        ///< seconds, by VM
    std::map<std::string, std::string> strategies; ///< by VM
    std::map<std::string, int> levels;             ///< by VM
    std::map<std::string, double> badVersions;     ///< share of migrations that fail there
    std::map<std::string, double> badRatios;       ///< fault to saved share at most
    std::function<void(const Migration&)> changed; ///< its phase

    static constexpr int most = 16; ///< open at the same time

private:
    using Index = std::size_t;
    std::optional<Denial> refused(const MigrationWish& wish, const Vm* vm) const;
    Granted<std::string> targetOf(const MigrationWish& wish, const Vm& vm) const;
    Migration made(const MigrationWish& wish, const Vm& vm, const std::string& target) const;
    Migration past(const Vm& vm, Micros at) const;
    void transfer(Index index);
    void pace(Index index);
    void settle(Index index);
    void finish(Index index, Migration::Phase phase, const std::string& why);
    std::optional<double> failing(const Migration& one) const;
    Transfer transferOf(const Migration& one) const;
    void plan(Migration& one, const Vm& vm) const;

    Members& m_members;
    const Network& m_network;
    Machines& m_machines;
    const Planner& m_planner;
    const Consensus& m_consensus;
    const Settings& m_settings;
    EventQueue& m_queue;
    Noise m_noise;
    std::vector<Migration> m_all;
};

} // namespace understudy::cluster
