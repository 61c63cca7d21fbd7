#pragma once

#include "labs/membership/Reputation.h"

namespace understudy::cluster {

/// How the platform agrees: Raft among the controllers, PBFT among seven voters (the controllers and four
/// elected workers) for what must hold even if some of them lie.
class Consensus final {
public:
    Consensus(Members& members, const Network& network, const Reputation& reputation, Settings& settings,
              EventQueue& queue, const Noise& noise);

    const std::vector<std::string>& voters() const { return m_voters; }
    int tolerated() const { return (static_cast<int>(m_voters.size()) - 1) / 3; }
    /// Votes to commit: 2f+1, or more when the requirement in the settings asks for that.
    int needed() const;
    int honestVoters() const; ///< that can be reached and do not lie
    int reachableVoters() const;
    std::string protocol() const; ///< raft or pbft
    std::int64_t view() const { return m_view; }
    std::string primary() const;
    bool operational() const;
    int pending() const; ///< proposals that wait while nothing can be agreed
    Micros lastCommit() const;
    /// How long agreeing on something takes now, on ways of that mode. Seconds.
    double latency(Path::Mode mode) const;
    double raftCommitSeconds() const;

    void begin(const PlatformFault& fault);
    void end(const std::string& fault);
    /// After anything changed: who votes, whether it works, how long it takes.
    void look();
    void changeView(std::int64_t to);
    void reset(); ///< forgets what waits

    const Steps& latencyOverTime() const { return m_latency; }
    const Steps& commitOverTime() const { return m_commit; }
    const Steps& viewChangesOverTime() const { return m_viewChanges; }
    std::function<void(const std::string& type, const std::string& node, const std::string& text)> tell;

private:
    void elect();
    void flap(const std::string& fault);
    bool reachable(const std::string& node) const;

    Members& m_members;
    const Network& m_network;
    const Reputation& m_reputation;
    Settings& m_settings;
    EventQueue& m_queue;
    Noise m_noise;
    std::vector<std::string> m_voters;
    std::map<std::string, PlatformFault> m_faults;
    std::int64_t m_view = 12;
    std::optional<Micros> m_stalled;
    bool m_changing = false;
    Steps m_latency{0.05}, m_commit{0.006}, m_viewChanges;
};

} // namespace understudy::cluster
