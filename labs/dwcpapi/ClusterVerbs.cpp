#include "labs/dwcpapi/Schedule.h"

namespace understudy::dwcp {

using namespace cluster;

namespace {

std::string word(const Platform& p) {
    if (p.settings.text("cluster.state") == "decommissioned")
        return "decommissioned";
    if (!p.consensus.operational())
        return "critical";
    const bool whole = p.members.healthyControllers() == static_cast<int>(p.members.controllers().size()) &&
                       p.members.readyWorkers() == static_cast<int>(p.members.workers().size());
    return whole ? "healthy" : "degraded";
}

Told status(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    if (args.has("cluster") && args.text("cluster") != p.plan().cluster)
        return {404, nullptr, {}, "There is no cluster " + args.text("cluster") + ".", "CLUSTER_NOT_FOUND"};
    const auto mode = p.network.typical(p.members.workers().front().id).mode;
    json::object out{{"cluster", p.plan().cluster},
                     {"status", word(p)},
                     {"controllers", static_cast<int>(p.members.controllers().size())},
                     {"controllers_healthy", p.members.healthyControllers()},
                     {"leader", p.members.leader().empty() ? "none" : p.members.leader()},
                     {"workers", static_cast<int>(p.members.workers().size())},
                     {"workers_ready", p.members.readyWorkers()},
                     {"workers_unreachable", p.members.count(WorkerNode::Status::Unreachable)},
                     {"workers_quarantined", p.members.count(WorkerNode::Status::Quarantined)},
                     {"consensus", p.consensus.protocol()},
                     {"consensus_state", p.consensus.operational() ? "operational" : "stalled"},
                     {"consensus_latency_ms", static_cast<int>(rounded(p.consensus.latency(mode) * 1000, 0))},
                     {"network_mode", nameOf(mode)},
                     {"vms", p.machines.all().size()},
                     {"migrations_running", p.migrations.running()},
                     {"dns_target", dnsTarget(p, p.now())},
                     {"version", p.plan().version}};
    return {200,
            out,
            {{"Cluster", "cluster"},
             {"Status", "status"},
             {"Controllers", "controllers"},
             {"Healthy controllers", "controllers_healthy"},
             {"Leader", "leader"},
             {"Workers", "workers"},
             {"Ready workers", "workers_ready"},
             {"Quarantined workers", "workers_quarantined"},
             {"Consensus", "consensus"},
             {"Consensus state", "consensus_state"},
             {"Network mode", "network_mode"},
             {"VMs", "vms"},
             {"Running migrations", "migrations_running"},
             {"DNS target", "dns_target"}},
            "",
            ""};
}

Told health(Scene& scene, const Args&) {
    const Platform& p = scene.platform;
    double worst = 0;
    for (const auto& each : p.members.workers())
        if (each.status == WorkerNode::Status::Ready)
            worst = std::max(worst, p.sync.lag(each.id));
    const int ready = p.members.readyWorkers(), all = static_cast<int>(p.members.workers().size());
    const auto line = [](const char* what, bool good, const std::string& detail) {
        return json::object{{"check", what}, {"result", good ? "ok" : "failed"}, {"detail", detail}};
    };
    json::array lines{
        line("Controllers",
             p.members.healthyControllers() == static_cast<int>(p.members.controllers().size()),
             std::to_string(p.members.healthyControllers()) + " of " +
                 std::to_string(p.members.controllers().size()) + " healthy"),
        line("Leader", !p.members.leader().empty(), p.members.leader().empty() ? "none" : p.members.leader()),
        line("Consensus", p.consensus.operational(),
             p.consensus.protocol() + ", " + std::to_string(p.consensus.honestVoters()) + " of " +
                 std::to_string(p.consensus.voters().size()) + " voters good"),
        line("Workers", ready * 10 >= all * 9,
             std::to_string(ready) + " of " + std::to_string(all) + " ready"),
        line("State sync", worst < 60, "at most " + std::to_string(static_cast<int>(worst)) + " s behind")};
    bool good = true;
    for (const auto& each : lines)
        good = good && each.at("result") == "ok";
    return {good ? 200 : 503,
            std::move(lines),
            {{"Check", "check"}, {"Result", "result"}, {"Detail", "detail"}},
            "",
            good ? "" : "UNHEALTHY"};
}

Told setMode(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    const std::string tolerance = args.text("partition-tolerance"), wanted = args.text("network");
    if (!tolerance.empty()) {
        if (tolerance != "high" && tolerance != "normal")
            return Told::wrong("--partition-tolerance is high or normal.");
        p.set("acp.mode", tolerance == "high" ? "pbft" : "hybrid");
        if (wanted.empty())
            return Told::done("Partition tolerance is " + tolerance + ".");
    }
    if (wanted == "auto")
        p.network.forced.reset();
    else if (wanted == "datacenter")
        p.network.forced = Path::Mode::Datacenter;
    else if (wanted == "hybrid")
        p.network.forced = Path::Mode::Hybrid;
    else if (wanted == "internet")
        p.network.forced = Path::Mode::Internet;
    else
        return Told::wrong("Say --network datacenter, internet, hybrid or auto.");
    p.set("acp.network", wanted);
    return Told::done("The network mode is " + wanted + ".");
}

Told addController(Scene& scene, const Args& args) {
    Platform& p = scene.platform;
    const std::string node = args.text("node");
    if (p.members.known(node))
        return {409, nullptr, {}, node + " is in the cluster already.", "ALREADY_EXISTS"};
    if (p.members.controllers().size() >= 5)
        return {412, nullptr, {}, "Five controllers are the most.", "FAILED_PRECONDITION"};
    if (!node.starts_with("controller-"))
        return Told::wrong("A controller is called controller-N.");
    p.members.addController(node);
    p.tell("node", node, node + " joined as a controller");
    p.look();
    return Told::done(node + " joined.");
}

} // namespace

void addClusterVerbs(Handlers& all) {
    all["cluster status"] = status;
    all["cluster health"] = health;
    all["cluster set-mode"] = setMode;
    all["cluster add-controller"] = addController;
    all["cluster bootstrap"] = [](Scene& scene, const Args&) {
        return Told{409,
                    nullptr,
                    {},
                    "The cluster " + scene.platform.plan().cluster +
                        " runs already. Bootstrap forms a cluster once.",
                    "ALREADY_EXISTS"};
    };
    all["cluster emergency-bootstrap"] = [](Scene& scene, const Args& args) {
        if (scene.platform.members.hasQuorum())
            return Told{412,
                        nullptr,
                        {},
                        "There is a quorum. Forming the cluster anew would only lose data.",
                        "FAILED_PRECONDITION"};
        if (!args.flag("force"))
            return Told::wrong("This may lose data. Say --force when the quorum cannot come back.");
        for (const auto& each : scene.platform.members.controllers())
            scene.platform.members.setUp(each.id, true);
        scene.platform.consensus.reset();
        scene.platform.tell("election", "", "emergency bootstrap", "error");
        return Told::done("The cluster was formed anew from one controller.");
    };
    all["cluster snapshot"] = [](Scene& scene, const Args& args) {
        const auto& made = scene.platform.snapshot(args.text("name"));
        return Told::done("Snapshot " + made.name + " keeps " + plural(made.vms, "VM") + ".",
                          {{"name", made.name}, {"vms", made.vms}, {"at", scene.stamp(made.at)}});
    };
}

} // namespace understudy::dwcp
