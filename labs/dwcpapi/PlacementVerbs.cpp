#include "labs/dwcpapi/Told.h"

#include <algorithm>

namespace understudy::dwcp {

using namespace cluster;

namespace {

Told stats(Scene& scene, const Args&) {
    const Planner& planner = scene.platform.planner;
    return {200,
            json::object{{"algorithm", "genetic"},
                         {"vms", scene.platform.machines.all().size()},
                         {"utilization", rounded(planner.utilization(), 3)},
                         {"solve_seconds", rounded(planner.solving().total, 2)},
                         {"constraints", planner.constraints().size()},
                         {"controller_cpu_percent", rounded(planner.controllerCpu(), 0)},
                         {"rebalance_interval", scene.platform.settings.text("itp.rebalance_interval")}},
            {{"Algorithm", "algorithm"},
             {"VMs", "vms"},
             {"Utilization", "utilization"},
             {"Solve time s", "solve_seconds"},
             {"Constraints", "constraints"},
             {"Controller CPU %", "controller_cpu_percent"},
             {"Rebalance interval", "rebalance_interval"}},
            "",
            ""};
}

Told profile(Scene& scene, const Args&) {
    const auto time = scene.platform.planner.solving();
    return {200,
            json::object{{"total_seconds", rounded(time.total, 2)},
                         {"constraint_seconds", rounded(time.constraints, 2)},
                         {"affinity_seconds", rounded(time.affinity, 2)},
                         {"anti_affinity_seconds", rounded(time.anti, 2)},
                         {"resource_seconds", rounded(time.resources, 2)}},
            {{"Total s", "total_seconds"},
             {"Constraint evaluation s", "constraint_seconds"},
             {"  Affinity s", "affinity_seconds"},
             {"  Anti-affinity s", "anti_affinity_seconds"},
             {"  Resources s", "resource_seconds"}},
            "",
            ""};
}

Told constraints(Scene& scene, const Args& args) {
    json::array rows;
    for (const auto& each : scene.platform.planner.constraints())
        if (!args.has("type") || args.text("type") == each.type)
            rows.push_back(json::object{
                {"id", each.id}, {"type", each.type}, {"rule", each.what}, {"seconds", each.seconds}});
    return {200,
            std::move(rows),
            {{"Id", "id"}, {"Type", "type"}, {"Rule", "rule"}, {"Time s", "seconds"}},
            "",
            ""};
}

Told drop(Scene& scene, const std::vector<std::string>& ids, const std::string& done) {
    std::size_t gone = 0;
    for (const auto& id : ids)
        gone += scene.platform.planner.dropConstraint(id) ? 1 : 0;
    if (gone == 0)
        return {404, nullptr, {}, "There is no such constraint.", "CONSTRAINT_NOT_FOUND"};
    return Told::done(plural(gone, "constraint") + " " + done + ".");
}

Told solver(Scene& scene, const Args& args) {
    if (args.has("max-time")) {
        const Micros span = args.span("max-time", 0);
        if (span < second || span > minute)
            return Told::wrong("The solver may take 1s to 60s.");
        scene.platform.set("itp.solver.max_time_s", std::to_string(span / second));
    }
    if (args.has("target-optimality")) {
        const double target = args.number("target-optimality", 0);
        if (target < 0.5 || target > 1)
            return Told::wrong("The target lies between 0.5 and 1.");
        scene.platform.set("itp.solver.target_optimality", args.text("target-optimality"));
    }
    return Told::done("The solver is set.");
}

} // namespace

void addPlacementVerbs(Handlers& all) {
    all["placement solver-stats"] = stats;
    all["placement profile"] = profile;
    all["placement list-constraints"] = constraints;
    all["placement set-solver"] = solver;
    all["placement remove-constraint"] = [](Scene& scene, const Args& args) {
        return drop(scene, {args.text("id")}, "removed");
    };
    all["placement merge-constraints"] = [](Scene& scene, const Args& args) {
        auto ids = args.list("ids");
        if (ids.size() < 2)
            return Told::wrong("Two constraints or more can be merged.");
        ids.erase(ids.begin()); // the first one stays and says for all
        return drop(scene, ids, "merged into the first");
    };
    all["placement set-rebalance-interval"] = [](Scene& scene, const Args& args) {
        scene.platform.set("itp.rebalance_interval", args.text("interval"));
        return Told::done("VMs are placed anew every " + args.text("interval") + ".");
    };
    all["placement avoid-node"] = [](Scene& scene, const Args& args) {
        const std::string node = args.text("node");
        if (!scene.platform.members.worker(node))
            return Told{404, nullptr, {}, "There is no worker " + node + ".", "NODE_NOT_FOUND"};
        scene.platform.planner.avoid(node, scene.platform.now() + args.span("duration", hour));
        return Told::done("Nothing is placed on " + node + " for " + args.text("duration") + ".");
    };
    all["placement set-blacklist"] = [](Scene& scene, const Args& args) {
        const auto nodes = scene.platform.members.matching(args.text("region"));
        if (nodes.empty())
            return Told::wrong("There is no region " + args.text("region") + ".");
        for (const auto& node : nodes)
            scene.platform.planner.avoid(node, scene.platform.now() + args.span("duration", hour));
        return Told::done("Nothing is placed in " + args.text("region") + " for " + args.text("duration") +
                          ".");
    };
    all["placement set-max-vms"] = [](Scene& scene, const Args& args) {
        const int most = args.whole("max", 0);
        if (most < 1 || most > 1000)
            return Told::wrong("A worker may have 1 to 1000 VMs.");
        scene.platform.set("itp.constraints.max_vms_per_node", std::to_string(most));
        return Told::done("A worker may have " + plural(static_cast<std::size_t>(most), "VM") + ".");
    };
}

} // namespace understudy::dwcp
