#include "labs/dwcpapi/Told.h"

#include <algorithm>

namespace understudy::dwcp {

using namespace cluster;

namespace {

json::object nodeJson(const Scene& scene, const WorkerNode& node) {
    return {{"id", node.id},
            {"type", "worker"},
            {"status", nameOf(node.status)},
            {"region", node.region},
            {"isp", node.isp},
            {"version", node.version},
            {"resources",
             json::object{{"cpu", node.cores}, {"memory_gb", node.memoryGb}, {"disk_gb", node.diskGb}}},
            {"vms", scene.platform.machines.countOn(node.id)}};
}

json::object nodeJson(const Scene& scene, const Controller& node) {
    return {{"id", node.id},
            {"type", "controller"},
            {"status", node.up ? "ready" : "unreachable"},
            {"region", scene.platform.plan().controllerRegion},
            {"isp", ""},
            {"version", node.version},
            {"resources", json::object{{"cpu", 8}, {"memory_gb", 16}, {"disk_gb", 500}}},
            {"vms", 0},
            {"leader", node.id == scene.platform.members.leader()}};
}

Told list(Scene& scene, const Args& args) {
    const auto wanted = args.list("nodes");
    json::array rows;
    const auto take = [&](json::object row) {
        for (const char* key : {"status", "region", "version"})
            if (args.has(key) && args.text(key) != row.at(key).as_string().c_str())
                return;
        const std::string id(row.at("id").as_string());
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), id) != wanted.end())
            rows.push_back(std::move(row));
    };
    for (const auto& each : scene.platform.members.controllers())
        take(nodeJson(scene, each));
    for (const auto& each : scene.platform.members.workers())
        take(nodeJson(scene, each));
    std::vector<std::pair<std::string, std::string>> view{{"Node", "id"},         {"Type", "type"},
                                                          {"Status", "status"},   {"Region", "region"},
                                                          {"Version", "version"}, {"VMs", "vms"}};
    auto fields = args.list("fields");
    if (args.has("field"))
        fields.push_back(args.text("field"));
    if (!fields.empty()) {
        view.clear();
        for (const auto& field : fields)
            view.emplace_back(field, field == "node" ? "id" : field);
    }
    return {200, std::move(rows), view, "", ""};
}

json::object usage(const Scene& scene, const std::string& id) {
    const Platform& p = scene.platform;
    if (p.members.controller(id))
        return {{"node", id},
                {"cpu_percent", rounded(p.planner.controllerCpu(), 1)},
                {"memory_percent", 38.0},
                {"disk_io_mbps", 12.0}};
    const auto* worker = p.members.worker(id);
    const int level = worker->hdeLevel.value_or(static_cast<int>(p.settings.number("hde.compression.level")));
    const double each = level <= 1 ? 10 : level <= 3 ? 15 : level <= 5 ? 25 : level <= 9 ? 50 : 90;
    return {{"node", id},
            {"cpu_percent", rounded(std::min(99.0, 20 + 12 * p.migrations.runningOn(id) * each / 25), 1)},
            {"memory_percent", rounded(100.0 * p.machines.memoryOn(id) / worker->memoryGb, 1)},
            {"disk_io_mbps", rounded(20 + 2.0 * p.machines.countOn(id), 1)}};
}

Told metrics(Scene& scene, const Args& args) {
    auto nodes = args.list("nodes");
    if (args.has("node"))
        nodes.push_back(args.text("node"));
    if (nodes.empty())
        for (const auto& each : scene.platform.members.workers())
            nodes.push_back(each.id);
    json::array rows;
    for (const auto& node : nodes) {
        if (!scene.platform.members.known(node))
            return {404, nullptr, {}, "There is no node " + node + ".", "NODE_NOT_FOUND"};
        rows.push_back(usage(scene, node));
    }
    return {200,
            std::move(rows),
            {{"Node", "node"},
             {"CPU %", "cpu_percent"},
             {"Memory %", "memory_percent"},
             {"Disk MB/s", "disk_io_mbps"}},
            "",
            ""};
}

Told logs(Scene& scene, const Args& args) {
    const std::string node = args.text("node");
    if (!scene.platform.members.known(node))
        return {404, nullptr, {}, "There is no node " + node + ".", "NODE_NOT_FOUND"};
    const auto tail = static_cast<std::size_t>(std::clamp(args.whole("tail", 50), 1, 5000));
    auto lines =
        PlatformLog(scene.platform).lines(node, scene.platform.now() - 6 * hour, scene.platform.now());
    json::array rows;
    for (std::size_t i = lines.size() > tail ? lines.size() - tail : 0; i < lines.size(); ++i)
        rows.push_back(json::object{{"at", scene.stamp(lines[i].at)}, {"line", lines[i].text}});
    return {200, std::move(rows), {{"", "at"}, {"", "line"}}, "", ""};
}

Told forensics(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    const std::string node = args.text("node");
    const auto* worker = p.members.worker(node);
    if (!worker)
        return {404, nullptr, {}, "There is no worker " + node + ".", "NODE_NOT_FOUND"};
    json::object out{{"node", node},
                     {"collected_at", scene.stamp(p.now())},
                     {"status", nameOf(worker->status)},
                     {"score", rounded(p.reputation.score(node), 2)},
                     {"votes", p.reputation.votes(node)},
                     {"incorrect", p.reputation.wrong(node)},
                     {"agreement_percent", rounded(100 * p.reputation.agreement(node, 10 * minute), 1)},
                     {"corrupt_keys", p.sync.corruptKeys(node)},
                     {"version", worker->version}};
    json::array log;
    if (args.flag("collect-logs"))
        for (const auto& each : p.members.controllers())
            for (const auto& line : PlatformLog(p).lines(each.id, p.now() - hour, p.now()))
                if (line.text.find(node) != std::string::npos && log.size() < 200)
                    log.push_back(json::value(scene.stamp(line.at) + " " + each.id + " " + line.text));
    out["log"] = std::move(log);
    return {200,
            std::move(out),
            {{"Node", "node"},
             {"Status", "status"},
             {"Score", "score"},
             {"Votes", "votes"},
             {"Incorrect", "incorrect"},
             {"With consensus %", "agreement_percent"},
             {"Corrupt keys", "corrupt_keys"}},
            "",
            ""};
}

Told join(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    const std::string id = args.text("node-id"), region = args.text("region");
    if (!p.members.controller(args.text("controller")))
        return {
            404, nullptr, {}, "There is no controller " + args.text("controller") + ".", "NODE_NOT_FOUND"};
    if (p.members.known(id))
        return {409, nullptr, {}, id + " is in the cluster already.", "ALREADY_EXISTS"};
    if (!id.starts_with("worker-") || id.size() > 40)
        return Told::wrong("A worker is called worker-NNN.");
    if (p.members.workers().size() >= 2000)
        return {429, nullptr, {}, "The cluster is full: 2,000 workers.", "RESOURCE_EXHAUSTED"};
    p.members.addWorker(id, region);
    p.tell("node", id, id + " joined in " + region);
    p.look();
    return Told::done(id + " joined.");
}

Told rejoin(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    const std::string node = args.text("node");
    const auto* worker = p.members.worker(node);
    if (!worker)
        return node.empty() ? Told::wrong("node rejoin needs --node.")
                            : Told{404, nullptr, {}, "There is no worker " + node + ".", "NODE_NOT_FOUND"};
    if (worker->status == WorkerNode::Status::Quarantined || worker->status == WorkerNode::Status::Banned)
        return {412,
                nullptr,
                {},
                node + " is " + std::string(nameOf(worker->status)) + ". Release it first.",
                "FAILED_PRECONDITION"};
    p.sync.rejoin(node);
    p.tell("node", node, node + " rejoined");
    p.look();
    return Told::done(node + " rejoined.");
}

Told remove(Scene& scene, const Args& args) {
    if (!args.flag("confirm"))
        return Told::wrong("Removing cannot be taken back. Say --confirm.");
    for (const auto& node : args.list("nodes"))
        if (const auto no = scene.platform.removeWorker(node))
            return Told::refused(*no);
    return Told::done(plural(args.list("nodes").size(), "worker") + " removed.");
}

} // namespace

void addNodeVerbs(Handlers& all) {
    all["node list"] = list;
    all["node metrics"] = metrics;
    all["node logs"] = logs;
    all["node forensics"] = forensics;
    all["node join"] = join;
    all["node rejoin"] = rejoin;
    all["node remove"] = remove;
}

} // namespace understudy::dwcp
