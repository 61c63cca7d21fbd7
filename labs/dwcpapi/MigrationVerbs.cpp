#include "labs/dwcpapi/Schedule.h"

namespace understudy::dwcp {

using namespace cluster;

namespace {

const std::vector<std::pair<std::string, std::string>> oneView{{"Migration", "migration_id"},
                                                               {"VM", "vm_id"},
                                                               {"Status", "status"},
                                                               {"Progress %", "progress"},
                                                               {"Source", "source_node"},
                                                               {"Target", "target_node"},
                                                               {"Network mode", "network_mode"},
                                                               {"Streams", "amst_streams"},
                                                               {"Level", "compression_level"},
                                                               {"Bandwidth Mbps", "bandwidth_mbps"},
                                                               {"Elapsed s", "elapsed_seconds"},
                                                               {"Downtime s", "downtime_seconds"},
                                                               {"Saved", "saved_ratio"},
                                                               {"Trace", "trace_id"},
                                                               {"Reason", "reason"}};

json::object flat(const Scene& scene, const Migration& one) {
    json::object out = migrationJson(scene, one);
    const json::object stats = out.at("stats").as_object();
    out.erase("stats");
    for (const auto& [key, value] : stats)
        out[key] = value;
    return out;
}

Told begun(Scene& scene, const MigrationWish& wish) {
    if (const auto no = outsideWindow(scene))
        return Told::refused(*no);
    const auto made = scene.platform.migrations.start(wish);
    if (const auto* no = std::get_if<Denial>(&made))
        return Told::refused(*no);
    const Migration& one = *scene.platform.migrations.find(std::get<std::string>(made));
    Told told = Told::done("Migration " + one.id + " of " + one.vm + " from " + one.source + " to " +
                               one.target + " started.",
                           migrationJson(scene, one));
    told.status = 202;
    return told;
}

MigrationWish wishOf(const Args& args) {
    MigrationWish wish;
    wish.vm = args.text("vm");
    wish.target = args.text("target");
    wish.strategy = args.text("strategy", "pre-copy");
    wish.streams = args.whole("amst-streams", 0);
    wish.level = args.whole("compression-level", 0);
    wish.maxDowntimeMs = args.number("max-downtime-ms", 20000);
    wish.timeoutSeconds = static_cast<double>(args.span("timeout", 0)) / second;
    return wish;
}

Told status(Scene& scene, const Args& args) {
    const auto& all = scene.platform.migrations;
    const Vm* vm = scene.platform.machines.find(args.text("vm"));
    if (!args.has("migration") && !args.has("vm"))
        return Told::wrong("migration status needs --vm.");
    const Migration* one = args.has("migration") ? all.find(args.text("migration"))
                           : vm                  ? all.lastOf(vm->id)
                                                 : nullptr;
    if (!one)
        return {404,
                nullptr,
                {},
                args.has("vm") && !vm ? "There is no VM " + args.text("vm") + "."
                                      : "There is no such migration.",
                args.has("vm") && !vm ? "VM_NOT_FOUND" : "MIGRATION_NOT_FOUND"};
    json::object out = flat(scene, *one);
    auto view = oneView;
    if (args.flag("debug")) {
        out["placement_seconds"] = rounded(one->placement, 2);
        out["prediction_seconds"] = rounded(one->prediction, 2);
        out["vote_seconds"] = rounded(one->vote, 2);
        out["dirty_share"] = rounded(one->dirty, 2);
        for (const auto& each :
             {std::pair{"Placement s", "placement_seconds"}, std::pair{"Prediction s", "prediction_seconds"},
              std::pair{"Vote s", "vote_seconds"}, std::pair{"Dirty share", "dirty_share"}})
            view.emplace_back(each.first, each.second);
    }
    return {200, std::move(out), view, "", ""};
}

Told list(Scene& scene, const Args& args) {
    const std::string wanted = args.text("status");
    json::array rows;
    for (const auto& one : scene.platform.migrations.all())
        if (wanted.empty() || wanted == nameOf(one.phase) || (wanted == "in_progress" && one.open()))
            rows.push_back(flat(scene, one));
    return {200,
            std::move(rows),
            {{"Migration", "migration_id"},
             {"VM", "vm_id"},
             {"Status", "status"},
             {"Source", "source_node"},
             {"Target", "target_node"},
             {"Mode", "network_mode"},
             {"Elapsed s", "elapsed_seconds"},
             {"Downtime s", "downtime_seconds"},
             {"Mbps", "bandwidth_mbps"}},
            "",
            ""};
}

Told estimate(Scene& scene, const Vm& vm, const std::string& source, const std::string& target) {
    const Platform& p = scene.platform;
    const Path path = p.network.between(source, target);
    const auto* worker = p.members.worker(source);
    const int level = worker && worker->hdeLevel
                          ? *worker->hdeLevel
                          : static_cast<int>(p.settings.number("hde.compression.level"));
    Transfer transfer;
    transfer.streams = worker && worker->streams ? *worker->streams : defaultStreams(path.mode);
    transfer.level = level;
    const double saved = p.migrations.saved(path.mode, level);
    const double pace = throughputMbps(path, transfer);
    const double rate = path.mode == Path::Mode::Datacenter ? pace : std::min(pace, encodeMbps(level, saved));
    const double wire = vm.memoryGb * mbitPerGb * (1 - saved) * (1 + dirtyShare(path.mode, vm.dirty));
    const double total =
        p.planner.decisionSeconds() + 0.1 + p.consensus.latency(path.mode) + wire / rate + startSeconds;
    return {
        200,
        json::object{
            {"vm_id", vm.id},
            {"source_node", source},
            {"target_node", target},
            {"reachable", path.reachable},
            {"network_mode", nameOf(path.mode)},
            {"rtt_ms", rounded(path.rttMs, 1)},
            {"bandwidth_mbps", rounded(rate, 1)},
            {"saved_ratio", rounded(saved, 3)},
            {"estimated_seconds", rounded(total, 1)},
            {"estimated_downtime_seconds",
             rounded(downtimeSeconds(path.mode, "pre-copy", vm.memoryGb * mbitPerGb, saved, rate, 0), 2)}},
        {{"VM", "vm_id"},
         {"Source", "source_node"},
         {"Target", "target_node"},
         {"Reachable", "reachable"},
         {"Network mode", "network_mode"},
         {"RTT ms", "rtt_ms"},
         {"Bandwidth Mbps", "bandwidth_mbps"},
         {"Saved", "saved_ratio"},
         {"Estimated s", "estimated_seconds"},
         {"Estimated downtime s", "estimated_downtime_seconds"}},
        "",
        ""};
}

Told evacuate(Scene& scene, const Args& args) {
    auto nodes = args.list("nodes");
    if (args.has("node"))
        nodes.push_back(args.text("node"));
    if (nodes.empty())
        return Told::wrong("Say which worker: --node or --nodes.");
    json::array ids;
    for (const auto& node : nodes) {
        if (!scene.platform.members.worker(node))
            return {404, nullptr, {}, "There is no worker " + node + ".", "NODE_NOT_FOUND"};
        for (const auto& id : scene.platform.evacuate(node))
            ids.push_back(json::value(id));
    }
    const std::string text = plural(ids.size(), "migration") + " started.";
    return Told::done(text, {{"migrations", std::move(ids)}});
}

/// A wish about one VM that the next migration of it follows.
Handler forVm(std::function<std::string(Platform&, const Vm&, const Args&)> keep) {
    return [keep](Scene& scene, const Args& args) {
        const Vm* vm = scene.platform.machines.find(args.text("vm"));
        if (!vm)
            return Told{404, nullptr, {}, "There is no VM " + args.text("vm") + ".", "VM_NOT_FOUND"};
        const std::string said = keep(scene.platform, *vm, args);
        return said.starts_with("!") ? Told::wrong(said.substr(1)) : Told::done(said);
    };
}

std::string keepTimeout(Platform& p, const Vm& vm, const Args& args) {
    const Micros span = args.span("timeout", 0);
    if (span < 10 * second || span > day)
        return "!A timeout lies between 10s and 24h.";
    p.migrations.timeouts[vm.id] = static_cast<double>(span) / second;
    return "A migration of " + vm.id + " may take " + std::to_string(span / second) + " s.";
}

std::string keepStrategy(Platform& p, const Vm& vm, const Args& args) {
    const std::string strategy = args.text("strategy");
    if (strategy != "pre-copy" && strategy != "post-copy" && strategy != "stop-and-copy")
        return "!The strategy is pre-copy, post-copy or stop-and-copy.";
    p.migrations.strategies[vm.id] = strategy;
    return "Migrations of " + vm.id + " use " + strategy + ".";
}

std::string keepLevel(Platform& p, const Vm& vm, const Args& args) {
    const int level = args.whole("level", 0);
    if (level < 1 || level > 19)
        return "!A compression level lies between 1 and 19.";
    p.migrations.levels[vm.id] = level;
    return "Migrations of " + vm.id + " are compressed at level " + std::to_string(level) + ".";
}

Told cancel(Scene& scene, const Args& args) {
    const Vm* vm = scene.platform.machines.find(args.text("vm"));
    const auto* last = vm ? scene.platform.migrations.lastOf(vm->id) : nullptr;
    if (!last || !last->open())
        return {404, nullptr, {}, "No migration of " + args.text("vm") + " runs.", "MIGRATION_NOT_FOUND"};
    const std::string id = last->id;
    if (const auto no = scene.platform.migrations.cancel(id, "cancelled by " + scene.user))
        return Told::refused(*no);
    return Told::done(id + " is cancelled; " + vm->id + " stays on " + vm->worker + ".");
}

} // namespace

void addMigrationVerbs(Handlers& all) {
    all["migration start"] = [](Scene& scene, const Args& args) { return begun(scene, wishOf(args)); };
    all["migration status"] = status;
    all["migration list"] = list;
    all["migration evacuate"] = evacuate;
    all["migration cancel"] = cancel;
    all["migration set-timeout"] = forVm(keepTimeout);
    all["migration set-strategy"] = forVm(keepStrategy);
    all["migration set-compression"] = forVm(keepLevel);
    all["migration retry"] = [](Scene& scene, const Args& args) {
        MigrationWish wish = wishOf(args);
        const Vm* vm = scene.platform.machines.find(wish.vm);
        const auto* last = vm ? scene.platform.migrations.lastOf(vm->id) : nullptr;
        if (vm && (!last || last->phase == Migration::Phase::Completed))
            return Told{412, nullptr, {}, wish.vm + " has no failed migration.", "FAILED_PRECONDITION"};
        if (wish.target.empty() && last)
            wish.target = last->target;
        return begun(scene, wish);
    };
    all["migration defer"] = [](Scene& scene, const Args& args) {
        const Micros delay = args.span("delay", hour);
        if (delay > 7 * day)
            return Told::wrong("A migration can be deferred by a week at most.");
        if (const auto no = scene.platform.defer(args.text("vm"), delay))
            return Told::refused(*no);
        return Told::done("The migration of " + args.text("vm") + " starts in " +
                          std::to_string(delay / second) + " s.");
    };
    all["migration benchmark"] = [](Scene& scene, const Args& args) {
        const Vm* vm = scene.platform.machines.find(args.text("vm"));
        if (!vm)
            return Told{404, nullptr, {}, "There is no VM " + args.text("vm") + ".", "VM_NOT_FOUND"};
        const auto target = scene.platform.planner.place(*vm, "", vm->worker);
        if (const auto* no = std::get_if<Denial>(&target))
            return Told::refused(*no);
        return estimate(scene, *vm, vm->worker, std::get<std::string>(target));
    };
    all["migration test"] = [](Scene& scene, const Args& args) {
        const Vm* vm = scene.platform.machines.find(args.text("vm"));
        if (!vm)
            return Told{404, nullptr, {}, "There is no VM " + args.text("vm") + ".", "VM_NOT_FOUND"};
        for (const char* end : {"source", "target"})
            if (!scene.platform.members.worker(args.text(end)))
                return Told{404, nullptr, {}, "There is no worker " + args.text(end) + ".", "NODE_NOT_FOUND"};
        return estimate(scene, *vm, args.text("source"), args.text("target"));
    };
}

} // namespace understudy::dwcp
