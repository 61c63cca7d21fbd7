#pragma once

#include "labs/membership/Network.h"
#include "labs/membership/Settings.h"

#include <functional>
#include <set>

namespace understudy::cluster {

/// What the nodes think of each other: every ten seconds each node votes, and wins 0.01 by a vote with the
/// majority or loses 0.10 by one against it, between 0 and 1. A node that never voted wrong costs nothing:
/// its score is 1.
class Reputation final {
public:
    static constexpr Micros round = 10 * second;
    struct Account {
        std::int64_t wrong = 0;
        Micros lastWrong = 0;
        int points = 100; ///< hundredths
        Steps score{1};
        std::set<std::string> modes;                                  ///< of faults that are on
        std::map<std::string, std::pair<std::string, double>> faults; ///< id to mode and share of wrong votes
        Micros silent = 0; ///< time it did not vote, up to `silentSince`
        std::optional<Micros> silentSince;
        bool told = false; ///< that it fell below the threshold
    };

    Reputation(Members& members, const Network& network, const Settings& settings, EventQueue& queue,
               const Noise& noise, Micros start)
        : m_members(members)
        , m_network(network)
        , m_settings(settings)
        , m_queue(queue)
        , m_noise(noise)
        , m_start(start) {}

    void begin(const std::string& node, const std::string& fault, const std::string& mode, double wrong);
    void end(const std::string& fault);
    /// To be called when the network changed: lossy lines make votes come too late.
    void look();
    /// It votes no more, or again; with a score of its own when it comes back.
    void silence(const std::string& node, bool silent, std::optional<double> score = std::nullopt);

    double score(const std::string& node) const { return score(node, m_queue.now()); }
    double score(const std::string& node, Micros when) const;
    std::int64_t votes(const std::string& node) const;
    std::int64_t wrong(const std::string& node) const;
    /// Share of its votes of the last @p span that were with the majority.
    double agreement(const std::string& node, Micros span) const;
    bool lies(const std::string& node) const; ///< a fault of kind byzantine is on it
    bool misbehaves(const std::string& node, const std::string& mode) const;
    const std::map<std::string, Account>& accounts() const { return m_accounts; }

    std::function<void(const std::string& node, double score)> fell; ///< below the threshold
    std::function<void(const std::string& node)> mismatch;           ///< a vote against the majority

private:
    double wrongShare(const std::string& node, const Account& account) const;
    bool votesWrong(const std::string& node, double share, std::int64_t turn) const;
    void arm();
    void vote();

    Members& m_members;
    const Network& m_network;
    const Settings& m_settings;
    EventQueue& m_queue;
    Noise m_noise;
    Micros m_start;
    bool m_armed = false;
    std::map<std::string, Account> m_accounts; ///< of nodes that ever voted wrong or were silent
};

} // namespace understudy::cluster
