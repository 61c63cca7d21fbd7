#include "labs/dwcpapi/Told.h"

#include <algorithm>

namespace understudy::dwcp {

using namespace cluster;

namespace {

Told quorum(Scene& scene, const Args&) {
    const Platform& p = scene.platform;
    const auto& consensus = p.consensus;
    json::array voters;
    for (const auto& each : consensus.voters())
        voters.push_back(json::value(each));
    std::string names;
    for (const auto& each : consensus.voters())
        names += (names.empty() ? "" : " ") + each;
    return {200,
            json::object{{"protocol", consensus.protocol()},
                         {"state", consensus.operational() ? "operational" : "stalled"},
                         {"voters", std::move(voters)},
                         {"voter_names", names},
                         {"reachable_voters", consensus.reachableVoters()},
                         {"tolerated", consensus.tolerated()},
                         {"needed", consensus.needed()},
                         {"requirement", p.settings.number("acp.quorum")},
                         {"view", consensus.view()},
                         {"primary", consensus.primary()},
                         {"leader", p.members.leader()},
                         {"term", p.members.term()},
                         {"elections_last_hour", p.members.electionsWithin(hour)},
                         {"pending", consensus.pending()},
                         {"last_commit", scene.stamp(consensus.lastCommit())},
                         {"latency_seconds", rounded(consensus.latencyOverTime().at(p.now()), 2)}},
            {{"Protocol", "protocol"},
             {"State", "state"},
             {"Voters", "voter_names"},
             {"Reachable voters", "reachable_voters"},
             {"Tolerated liars", "tolerated"},
             {"Votes needed", "needed"},
             {"Requirement", "requirement"},
             {"View", "view"},
             {"Primary", "primary"},
             {"Leader", "leader"},
             {"Term", "term"},
             {"Elections last hour", "elections_last_hour"},
             {"Pending", "pending"},
             {"Last commit", "last_commit"},
             {"Latency s", "latency_seconds"}},
            "",
            ""};
}

Told analyze(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const std::string node = args.text("node");
    if (!p.members.known(node))
        return {404, nullptr, {}, "There is no node " + node + ".", "NODE_NOT_FOUND"};
    const double agreement = p.reputation.agreement(node, 5 * minute);
    const auto votes = std::min<std::int64_t>(p.reputation.votes(node), 30);
    const auto with = static_cast<std::int64_t>(rounded(agreement * static_cast<double>(votes), 0));
    const auto& voters = p.consensus.voters();
    return {200,
            json::object{{"node", node},
                         {"window", "5m"},
                         {"votes_cast", votes},
                         {"votes_with_consensus", with},
                         {"agreement_percent", rounded(100 * agreement, 1)},
                         {"expected_percent", 95},
                         {"voter", std::find(voters.begin(), voters.end(), node) != voters.end()},
                         {"packet_loss", rounded(p.lossOf(node).at(p.now()), 4)},
                         {"verdict", agreement < 0.75   ? "votes against the majority"
                                     : agreement < 0.95 ? "some votes differ or come late"
                                                        : "votes with the majority"}},
            {{"Node", "node"},
             {"Window", "window"},
             {"Votes cast", "votes_cast"},
             {"Votes with consensus", "votes_with_consensus"},
             {"With consensus %", "agreement_percent"},
             {"Expected above %", "expected_percent"},
             {"Packet loss", "packet_loss"},
             {"Verdict", "verdict"}},
            "",
            ""};
}

Told viewChange(Scene& scene, const Args& args) {
    const int view = args.whole("new-view", 0);
    if (view <= scene.platform.consensus.view())
        return Told::wrong("The view is " + std::to_string(scene.platform.consensus.view()) +
                           "; a new one must be higher.");
    if (view > scene.platform.consensus.view() + 100)
        return Told::wrong("Views go up one by one; the next is " +
                           std::to_string(scene.platform.consensus.view() + 1) + ".");
    scene.platform.consensus.changeView(view);
    return Told::done("The view is " + std::to_string(view) + ", the primary " +
                      scene.platform.consensus.primary() + ".");
}

Told failover(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    const auto* target = p.members.controller(args.text("target"));
    if (!target)
        return {404, nullptr, {}, "There is no controller " + args.text("target") + ".", "NODE_NOT_FOUND"};
    if (!target->up || !p.members.hasQuorum())
        return {412,
                nullptr,
                {},
                target->id + " cannot lead: it is down or there is no quorum.",
                "FAILED_PRECONDITION"};
    const std::string before = p.members.leader(), id = target->id;
    const int took = p.members.elect(id);
    p.tell("election", id,
           "leader changed from " + before + " to " + id + ", election time " + std::to_string(took) + "ms");
    p.look();
    return Told::done(id + " leads.");
}

Told raftLogs(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const std::string node = args.text("node");
    if (!p.members.controller(node))
        return {404, nullptr, {}, "There is no controller " + node + ".", "NODE_NOT_FOUND"};
    const auto tail = static_cast<std::size_t>(std::clamp(args.whole("tail", 20), 1, 1000));
    json::array rows;
    for (const auto& line : PlatformLog(p).lines(node, p.now() - 6 * hour, p.now()))
        if (line.text.find("component=acp") != std::string::npos)
            rows.push_back(json::object{{"at", scene.stamp(line.at)}, {"line", line.text}});
    if (rows.size() > tail)
        rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(rows.size() - tail));
    return {200, std::move(rows), {{"", "at"}, {"", "line"}}, "", ""};
}

} // namespace

void addConsensusVerbs(Handlers& all) {
    all["consensus quorum-status"] = quorum;
    all["consensus analyze"] = analyze;
    all["consensus force-view-change"] = viewChange;
    all["consensus failover"] = failover;
    all["consensus set-quorum"] = [](Scene& scene, const Args& args) {
        const double share = args.number("requirement", 0);
        if (share < 0.5 || share > 1)
            return Told::wrong("The requirement lies between 0.5 and 1; 0.67 is usual, 0.75 under attack.");
        scene.platform.set("acp.quorum", args.text("requirement"));
        return Told::done("The quorum requirement is " + args.text("requirement") + ".");
    };
    all["consensus reset"] = [](Scene& scene, const Args& args) {
        if (!args.flag("confirm"))
            return Told::wrong("A reset forgets what waits and may lose data. Say --confirm.");
        scene.platform.consensus.reset();
        scene.platform.tell("election", "", "consensus reset by " + scene.user, "error");
        return Told::done("Consensus was reset.");
    };
    all["raft logs"] = raftLogs;
    all["raft set-timeout"] = [](Scene& scene, const Args& args) {
        const Micros election = args.span("election", 0), heartbeat = args.span("heartbeat", 0);
        if (election < 50'000 || election > 10 * second || heartbeat < 10'000 || heartbeat * 2 > election)
            return Told::wrong(
                "The heartbeat must be less than half of the election timeout, such as 150ms and 500ms.");
        scene.platform.set("acp.raft.heartbeat_ms", std::to_string(heartbeat / 1000));
        scene.platform.set("acp.raft.election_timeout_ms", std::to_string(election / 1000));
        return Told::done("Election timeout " + std::to_string(election / 1000) + " ms, heartbeat " +
                          std::to_string(heartbeat / 1000) + " ms.");
    };
}

} // namespace understudy::dwcp
