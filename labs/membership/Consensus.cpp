#include "labs/membership/Consensus.h"

#include <algorithm>
#include <cmath>

namespace understudy::cluster {

Consensus::Consensus(Members& members, const Network& network, const Reputation& reputation,
                     Settings& settings, EventQueue& queue, const Noise& noise)
    : m_members(members)
    , m_network(network)
    , m_reputation(reputation)
    , m_settings(settings)
    , m_queue(queue)
    , m_noise(noise) {
    elect();
}

// The controllers and four workers far apart in the list; who is quarantined or gone gives way to the next.
void Consensus::elect() {
    m_voters.clear();
    for (const auto& each : m_members.controllers())
        if (m_voters.size() < 3 || m_members.controllers().size() == 5)
            m_voters.push_back(each.id);
    const auto& workers = m_members.workers();
    for (std::size_t seat = 0; seat < 4 && !workers.empty(); ++seat) {
        const std::size_t first = seat * (workers.size() - 1) / 3;
        for (std::size_t i = 0; i < workers.size(); ++i) {
            const auto& node = workers[(first + i) % workers.size()];
            const bool kept =
                node.status != WorkerNode::Status::Quarantined && node.status != WorkerNode::Status::Banned;
            if (kept && std::find(m_voters.begin(), m_voters.end(), node.id) == m_voters.end()) {
                m_voters.push_back(node.id);
                break;
            }
        }
    }
}

bool Consensus::reachable(const std::string& node) const {
    if (const auto* controller = m_members.controller(node))
        return controller->up && !m_network.cutOff(node);
    const auto* worker = m_members.worker(node);
    return worker && worker->status == WorkerNode::Status::Ready && !m_network.cutOff(node);
}

int Consensus::reachableVoters() const {
    return static_cast<int>(std::count_if(m_voters.begin(), m_voters.end(),
                                          [this](const auto& each) { return reachable(each); }));
}

int Consensus::honestVoters() const {
    return static_cast<int>(std::count_if(m_voters.begin(), m_voters.end(), [this](const auto& each) {
        return reachable(each) && !m_reputation.lies(each);
    }));
}

std::string Consensus::protocol() const {
    const std::string wanted = m_settings.text("acp.mode");
    if (wanted == "raft" || wanted == "pbft")
        return wanted;
    return m_network.partitioned() || honestVoters() < static_cast<int>(m_voters.size()) ? "pbft" : "raft";
}

std::string Consensus::primary() const {
    return m_voters.empty() ? std::string() : m_voters[static_cast<std::size_t>(m_view) % m_voters.size()];
}

int Consensus::needed() const {
    const double asked = m_settings.number("acp.quorum") * static_cast<double>(m_voters.size());
    return std::max(2 * tolerated() + 1, static_cast<int>(std::ceil(asked - 1e-9)));
}

bool Consensus::operational() const {
    return m_members.hasQuorum() && !m_members.leader().empty() && honestVoters() >= needed();
}

Micros Consensus::lastCommit() const { return m_stalled.value_or(m_queue.now()); }

int Consensus::pending() const {
    return m_stalled ? static_cast<int>((m_queue.now() - *m_stalled) / (10 * second)) : 0;
}

double Consensus::latency(Path::Mode mode) const {
    double seconds = mode == Path::Mode::Internet ? 2.0 : mode == Path::Mode::Hybrid ? 0.5 : 0.05;
    const auto liars = static_cast<int>(m_voters.size()) - honestVoters();
    seconds *= 1 + 0.22 * liars;
    for (const auto& [id, fault] : m_faults)
        if (fault.kind == "consensus_slow") // raising Raft's timeouts for a long way takes half of it off
            seconds = std::max(seconds, m_settings.number("acp.raft.election_timeout_ms") >= 500
                                            ? 0.5 * fault.seconds
                                            : fault.seconds);
    return seconds;
}

double Consensus::raftCommitSeconds() const {
    double rtt = 1;
    for (const auto& [id, fault] : m_faults)
        if (fault.kind == "leader_flap")
            rtt = std::max(rtt, fault.rttMs);
    return (rtt + 5) / 1000;
}

void Consensus::begin(const PlatformFault& fault) {
    m_faults[fault.id] = fault;
    if (fault.kind == "leader_flap")
        flap(fault.id);
    look();
}

void Consensus::end(const std::string& fault) {
    m_faults.erase(fault);
    look();
}

// With a round trip longer than a third of the election timeout heartbeats come too late now and then.
void Consensus::flap(const std::string& fault) {
    const auto found = m_faults.find(fault);
    if (found == m_faults.end())
        return;
    if (found->second.rttMs * 3 > m_settings.number("acp.raft.election_timeout_ms")) {
        const std::string before = m_members.leader();
        const int took = m_members.elect() + static_cast<int>(found->second.rttMs);
        if (tell)
            tell("election", m_members.leader(),
                 "leader changed from " + (before.empty() ? "nobody" : before) + " to " + m_members.leader() +
                     ", election time " + std::to_string(took) + "ms");
        look();
    }
    const Micros wait = 4 * minute + m_noise.below(120, "flap/" + fault, m_members.term()) * second;
    m_queue.after(wait, [this, fault] { flap(fault); });
}

void Consensus::look() {
    if (m_members.controllers().empty())
        return;
    elect();
    const Micros now = m_queue.now();
    if (operational())
        m_stalled.reset();
    else if (!m_stalled)
        m_stalled = now;
    m_latency.set(now, m_stalled ? 30 : latency(m_network.typical(m_voters.back()).mode));
    m_commit.set(now, raftCommitSeconds());
    // A primary that lies or is gone is replaced after the view change's timeout.
    const std::string at = primary();
    if ((m_reputation.lies(at) || !reachable(at)) && !m_changing && honestVoters() >= needed()) {
        m_changing = true;
        m_queue.after(10 * second, [this] {
            m_changing = false;
            if (const std::string still = primary(); m_reputation.lies(still) || !reachable(still))
                changeView(m_view + 1);
        });
    }
}

void Consensus::changeView(std::int64_t to) {
    if (to <= m_view)
        return;
    m_view = to;
    m_viewChanges.set(m_queue.now(), m_viewChanges.at(m_queue.now()) + 1);
    if (tell)
        tell("election", primary(), "view changed to " + std::to_string(m_view) + ", primary " + primary());
    look();
}

void Consensus::reset() {
    m_stalled.reset();
    m_view += 1;
    m_viewChanges.set(m_queue.now(), m_viewChanges.at(m_queue.now()) + 1);
    look();
}

} // namespace understudy::cluster
