#include "labs/dwcpapi/Told.h"

#include <algorithm>

namespace understudy::dwcp {

using namespace cluster;

namespace {

std::string hex(std::uint64_t bits) {
    char text[24];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(bits));
    return text;
}

Told lag(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    json::array rows;
    double worst = 0;
    int behind = 0;
    for (const auto& each : p.members.workers()) {
        const double seconds = p.sync.lag(each.id);
        worst = std::max(worst, seconds);
        behind += seconds > 60 ? 1 : 0;
        if (args.flag("show-all") || seconds > 30)
            rows.push_back(json::object{{"node", each.id},
                                        {"lag_seconds", rounded(seconds, 1)},
                                        {"peers", static_cast<int>(p.sync.peers(each.id, p.now()))},
                                        {"state", seconds > 60   ? "critical"
                                                  : seconds > 30 ? "warning"
                                                                 : "ok"}});
    }
    char text[96];
    std::snprintf(text, sizeof text, "At most %.0f s behind, threshold 60 s, affected nodes %d.", worst,
                  behind);
    return {200,
            std::move(rows),
            {{"Node", "node"}, {"Lag s", "lag_seconds"}, {"Peers", "peers"}, {"State", "state"}},
            text,
            ""};
}

Told verify(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    json::array rows;
    for (const auto& each : p.members.workers()) {
        if (args.has("node") && each.id != args.text("node"))
            continue;
        const int corrupt = p.sync.corruptKeys(each.id);
        if (corrupt == 0 && !args.has("node") && !args.flag("checksum"))
            continue;
        rows.push_back(
            json::object{{"node", each.id},
                         {"checksum", hex(p.sync.checksum(each.id))},
                         {"expected", hex(hashOf("state", static_cast<std::uint64_t>(p.settings.version())))},
                         {"corrupt_keys", corrupt},
                         {"keys", StateSync::keys}});
    }
    if (args.has("node") && rows.empty())
        return {404, nullptr, {}, "There is no worker " + args.text("node") + ".", "NODE_NOT_FOUND"};
    const bool none = rows.empty();
    return {200,
            std::move(rows),
            {{"Node", "node"},
             {"Checksum", "checksum"},
             {"Expected", "expected"},
             {"Corrupt keys", "corrupt_keys"}},
            none ? "All copies are right." : "",
            ""};
}

Told conflicts(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const double minutes = static_cast<double>(args.span("duration", hour)) / minute;
    double cut = 0;
    for (const auto& each : p.members.workers())
        cut += p.network.partitioned() && p.network.cutOff(each.id) ? 1 : 0;
    return {200,
            json::object{{"conflicts", static_cast<int>(minutes * (0.05 + 12 * cut))},
                         {"per_second", rounded((0.05 + 12 * cut) / 60, 3)},
                         {"resolved_by", "lww_map"}},
            {{"Conflicts", "conflicts"}, {"Per second", "per_second"}, {"Resolved by", "resolved_by"}},
            "",
            ""};
}

Told exported(Scene& scene, const Args&) {
    const Platform& p = scene.platform;
    json::array vms, nodes;
    for (const auto& [id, vm] : p.machines.all())
        vms.push_back(vmJson(scene, vm));
    for (const auto& each : p.members.workers())
        nodes.push_back(
            json::object{{"id", each.id}, {"status", nameOf(each.status)}, {"version", each.version}});
    return {200,
            json::object{{"cluster", p.plan().cluster},
                         {"exported_at", scene.stamp(p.now())},
                         {"checksum", hex(p.registryChecksum())},
                         {"nodes", std::move(nodes)},
                         {"vms", std::move(vms)}},
            {{"Cluster", "cluster"}, {"Exported at", "exported_at"}, {"Checksum", "checksum"}},
            "",
            ""};
}

Told gossip(Scene& scene, const Args&) {
    const Platform& p = scene.platform;
    json::array rows;
    for (const auto& each : p.members.workers())
        rows.push_back(json::object{{"node", each.id},
                                    {"peers", static_cast<int>(p.sync.peers(each.id, p.now()))},
                                    {"lag_seconds", rounded(p.sync.lag(each.id), 1)}});
    return {200,
            std::move(rows),
            {{"Node", "node"}, {"Peers", "peers"}, {"Lag s", "lag_seconds"}},
            "Fanout " + p.settings.text("ass.gossip.fanout") + ", a round each second.",
            ""};
}

} // namespace

void addStateVerbs(Handlers& all) {
    all["state-sync lag-status"] = lag;
    all["state-sync verify"] = verify;
    all["state-sync conflicts"] = conflicts;
    all["state-sync export"] = exported;
    all["state-sync force-sync"] = [](Scene& scene, const Args& args) {
        auto nodes = args.list("nodes");
        if (nodes == std::vector<std::string>{"all"})
            nodes = scene.platform.members.matching("*");
        for (const auto& node : nodes)
            if (!scene.platform.members.worker(node))
                return Told{404, nullptr, {}, "There is no worker " + node + ".", "NODE_NOT_FOUND"};
        for (const auto& node : nodes)
            scene.platform.sync.sync(node);
        return Told::done(plural(nodes.size(), "node") + " synced.");
    };
    all["state-sync force-resync"] = [](Scene& scene, const Args& args) {
        const std::string node = args.text("node");
        if (!scene.platform.members.worker(node))
            return Told{404, nullptr, {}, "There is no worker " + node + ".", "NODE_NOT_FOUND"};
        scene.platform.sync.resync(node);
        scene.platform.tell("node", node, node + " took a fresh copy of the state");
        return Told::done(node + " took a fresh copy of the state.");
    };
    all["state-sync set-replication"] = [](Scene& scene, const Args& args) {
        const int factor = args.whole("factor", 0);
        if (factor < 1 || factor > 7)
            return Told::wrong("The factor lies between 1 and 7.");
        scene.platform.set("ass.crdt.replication_factor", std::to_string(factor));
        return Told::done("The replication factor is " + std::to_string(factor) + ".");
    };
    all["gossip status"] = gossip;
    all["gossip set-fanout"] = [](Scene& scene, const Args& args) {
        const int fanout = args.whole("fanout", 0);
        if (fanout < 1 || fanout > 20)
            return Told::wrong("The fanout lies between 1 and 20.");
        scene.platform.set("ass.gossip.fanout", std::to_string(fanout));
        return Told::done("Each round tells " + plural(static_cast<std::size_t>(fanout), "peer") + ".");
    };
}

} // namespace understudy::dwcp
