#include "labs/dwcpapi/Told.h"

namespace understudy::dwcp {

using namespace cluster;

namespace {

std::optional<Told> unknown(const Scene& scene, const Args& args, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (!scene.platform.members.known(args.text(name)))
            return Told{404, nullptr, {}, "There is no node " + args.text(name) + ".", "NODE_NOT_FOUND"};
    return std::nullopt;
}

Told test(Scene& scene, const Args& args) {
    if (const auto no = unknown(scene, args, {"source", "target"}))
        return *no;
    const Path path = scene.platform.network.between(args.text("source"), args.text("target"));
    return {200,
            json::object{{"source", args.text("source")},
                         {"target", args.text("target")},
                         {"reachable", path.reachable},
                         {"rtt_ms", rounded(path.rttMs, 1)},
                         {"loss_percent", rounded(100 * path.loss, 2)},
                         {"bandwidth_mbps", rounded(path.mbps, 0)},
                         {"network_mode", nameOf(path.mode)}},
            {{"Source", "source"},
             {"Target", "target"},
             {"Reachable", "reachable"},
             {"RTT ms", "rtt_ms"},
             {"Loss %", "loss_percent"},
             {"Line Mbps", "bandwidth_mbps"},
             {"Network mode", "network_mode"}},
            "",
            ""};
}

Told speed(Scene& scene, const Args& args) {
    if (const auto no = unknown(scene, args, {"source", "target"}))
        return *no;
    const Platform& p = scene.platform;
    const Path path = p.network.between(args.text("source"), args.text("target"));
    const auto* worker = p.members.worker(args.text("source"));
    Transfer transfer;
    transfer.streams = worker && worker->streams ? *worker->streams : defaultStreams(path.mode);
    transfer.bbr = p.settings.text("transport.amst.congestion_control").starts_with("bbr");
    const double reached = path.reachable ? throughputMbps(path, transfer) : 0;
    return {200,
            json::object{{"source", args.text("source")},
                         {"target", args.text("target")},
                         {"streams", transfer.streams},
                         {"throughput_mbps", rounded(reached, 1)},
                         {"per_stream_mbps", rounded(reached / transfer.streams, 1)},
                         {"rtt_ms", rounded(path.rttMs, 1)}},
            {{"Source", "source"},
             {"Target", "target"},
             {"Streams", "streams"},
             {"Throughput Mbps", "throughput_mbps"},
             {"Per stream Mbps", "per_stream_mbps"},
             {"RTT ms", "rtt_ms"}},
            "",
            ""};
}

Told latency(Scene& scene, const Args& args) {
    const auto nodes = args.list("nodes");
    if (nodes.size() > 50)
        return Told::wrong("At most 50 nodes at a time.");
    json::array rows;
    for (const auto& a : nodes)
        for (const auto& b : nodes) {
            if (!scene.platform.members.known(a))
                return {404, nullptr, {}, "There is no node " + a + ".", "NODE_NOT_FOUND"};
            if (a < b && scene.platform.members.known(b)) {
                const Path path = scene.platform.network.between(a, b);
                rows.push_back(json::object{{"from", a},
                                            {"to", b},
                                            {"rtt_ms", path.reachable ? json::value(rounded(path.rttMs, 1))
                                                                      : json::value("unreachable")}});
            }
        }
    return {200, std::move(rows), {{"From", "from"}, {"To", "to"}, {"RTT ms", "rtt_ms"}}, "", ""};
}

Told congestion(Scene& scene, const Args& args) {
    if (const auto no = unknown(scene, args, {"node"}))
        return *no;
    const Platform& p = scene.platform;
    const std::string node = args.text("node");
    const Path path = p.network.typical(node);
    const double expected = 0.9 * path.mbps, reached = p.throughputOf(node).at(p.now());
    const bool throttled = path.streamCap > 0 && path.streamCap < 50;
    return {200,
            json::object{{"node", node},
                         {"congested", path.loss > 0.01 || throttled},
                         {"throughput_mbps", rounded(reached, 1)},
                         {"line_mbps", rounded(path.mbps, 0)},
                         {"share_percent", rounded(100 * reached / expected, 0)},
                         {"hint", throttled                ? "each stream is held at about the same pace"
                                  : path.loss > 0.01       ? "packets are lost"
                                  : reached < expected / 2 ? "the round trip limits each stream"
                                                           : "none"}},
            {{"Node", "node"},
             {"Congested", "congested"},
             {"Throughput Mbps", "throughput_mbps"},
             {"Line Mbps", "line_mbps"},
             {"Hint", "hint"}},
            "",
            ""};
}

Told partition(Scene& scene, const Args&) {
    const Platform& p = scene.platform;
    json::array rows;
    for (const auto& each : p.members.workers())
        if (p.network.cutOff(each.id))
            rows.push_back(json::object{{"node", each.id},
                                        {"region", each.region},
                                        {"lag_seconds", rounded(p.sync.lag(each.id), 1)}});
    const bool none = rows.empty();
    return {200,
            std::move(rows),
            {{"Node", "node"}, {"Region", "region"}, {"Lag s", "lag_seconds"}},
            none ? "No partition: every node reaches the leader." : "These nodes do not reach the leader.",
            ""};
}

Told upgradeRollback(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    const std::string version = args.text("version");
    if (version != "v3.0.0" && version != "v3.0.1" && version != "v3.0.1-hotfix1")
        return {404, nullptr, {}, "There is no version " + version + ".", "VERSION_NOT_FOUND"};
    auto nodes = args.list("nodes");
    if (nodes.empty() || nodes == std::vector<std::string>{"all"})
        nodes = p.members.matching("*");
    for (const auto& node : nodes)
        if (!p.members.worker(node))
            return {404, nullptr, {}, "There is no worker " + node + ".", "NODE_NOT_FOUND"};
    const Micros done = p.roll(version, nodes);
    p.tell("upgrade", p.members.leader(),
           "rollback of " + plural(nodes.size(), "worker") + " to " + version + " began", "warn");
    return Told::done(plural(nodes.size(), "worker") + " go to " + version + "; done at " +
                          scene.stamp(done) + ".",
                      {{"version", version}, {"nodes", nodes.size()}, {"done_at", scene.stamp(done)}});
}

Told applyPatch(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    if (args.text("patch") != "v3.0.1-hotfix1")
        return {404, nullptr, {}, "There is no patch " + args.text("patch") + ".", "VERSION_NOT_FOUND"};
    std::vector<std::string> bad;
    for (const auto& each : p.members.workers())
        if (p.migrations.badVersions.contains(each.version))
            bad.push_back(each.id);
    const Micros done = p.roll("v3.0.1-hotfix1", bad);
    return Told::done(plural(bad.size(), "worker") + " get the patch; done at " + scene.stamp(done) + ".");
}

} // namespace

void addNetworkVerbs(Handlers& all) {
    all["network test"] = test;
    all["network speedtest"] = speed;
    all["network latency"] = latency;
    all["network congestion-detect"] = congestion;
    all["network partition-detect"] = partition;
    all["upgrade rollback"] = upgradeRollback;
    all["upgrade apply-patch"] = applyPatch;
}

} // namespace understudy::dwcp
