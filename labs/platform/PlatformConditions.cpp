#include "labs/platform/PlatformConditions.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

std::string truth(bool is) { return is ? "true" : "false"; }

} // namespace

PlatformConditions::Facts PlatformConditions::node(const std::string& id) const {
    const Platform& p = m_platform;
    const auto* worker = p.members.worker(id);
    const auto* controller = p.members.controller(id);
    if (!worker && !controller)
        return {{"exists", "false"}};
    const auto& voters = p.consensus.voters();
    return {{"exists", "true"},
            {"status", worker           ? std::string(nameOf(worker->status))
                       : controller->up ? "ready"
                                        : "unreachable"},
            {"region", worker ? worker->region : p.plan().controllerRegion},
            {"version", worker ? worker->version : controller->version},
            {"vms", static_cast<double>(worker ? p.machines.countOn(id) : 0)},
            {"leader", truth(p.members.leader() == id)},
            {"voter", truth(std::find(voters.begin(), voters.end(), id) != voters.end())},
            {"reputation", p.reputation.score(id)},
            {"votes", static_cast<double>(p.reputation.votes(id))},
            {"incorrect", static_cast<double>(p.reputation.wrong(id))},
            {"agreement", p.reputation.agreement(id, 10 * minute)},
            {"byzantine", truth(p.reputation.lies(id))},
            {"lag", p.sync.lag(id)},
            {"corrupt_keys", static_cast<double>(p.sync.corruptKeys(id))}};
}

PlatformConditions::Facts PlatformConditions::vm(const Vm& vm) const {
    return {{"exists", "true"},
            {"status", std::string(nameOf(vm.state))},
            {"node", vm.worker},
            {"region", vm.region}};
}

PlatformConditions::Facts PlatformConditions::migration(const Migration& one) const {
    return {{"exists", "true"},
            {"status", std::string(nameOf(one.phase))},
            {"node", one.target},
            {"strategy", one.strategy},
            {"mode", std::string(nameOf(one.mode))},
            {"seconds", one.seconds(m_platform.now())},
            {"downtime", one.downtimeSeconds},
            {"saved", one.saved},
            {"streams", static_cast<double>(one.streams)},
            {"level", static_cast<double>(one.level)}};
}

std::vector<PlatformConditions::Facts> PlatformConditions::all(const std::string& kind) const {
    std::vector<Facts> found;
    if (kind == "nodes" || kind == "controllers")
        for (const auto& each : m_platform.members.controllers())
            found.push_back(node(each.id));
    if (kind == "nodes" || kind == "workers")
        for (const auto& each : m_platform.members.workers())
            found.push_back(node(each.id));
    if (kind == "vms")
        for (const auto& [id, each] : m_platform.machines.all())
            found.push_back(vm(each));
    if (kind == "migrations")
        for (const auto& each : m_platform.migrations.all())
            found.push_back(migration(each));
    return found;
}

std::optional<PlatformConditions::Fact> PlatformConditions::at(const std::string& path) const {
    const Platform& p = m_platform;
    const auto& workers = p.members.workers();
    const auto number = [](auto count) { return Fact(static_cast<double>(count)); };
    if (path == "controllers.healthy")
        return number(p.members.healthyControllers());
    if (path == "controllers.total")
        return number(p.members.controllers().size());
    if (path == "controllers.leader")
        return Fact(p.members.leader());
    if (path == "controllers.elections")
        return number(p.members.electionsWithin(hour));
    if (path == "workers.ready")
        return number(p.members.readyWorkers());
    if (path == "workers.total")
        return number(workers.size());
    if (path == "workers.quarantined")
        return number(p.members.count(WorkerNode::Status::Quarantined));
    if (path == "vms.total")
        return number(p.machines.all().size());
    if (path == "migrations.running")
        return number(p.migrations.running());
    if (path == "consensus.voters")
        return number(p.consensus.voters().size());
    if (path == "consensus.honest_voters")
        return number(p.consensus.honestVoters());
    if (path == "consensus.needed")
        return number(p.consensus.needed());
    if (path == "consensus.operational")
        return Fact(truth(p.consensus.operational()));
    if (path == "consensus.latency")
        return number(p.consensus.latencyOverTime().at(p.now()));
    if (path == "consensus.view")
        return number(p.consensus.view());
    if (path == "consensus.pending")
        return number(p.consensus.pending());
    double worst = path == "reputation.lowest" ? 1 : 0;
    for (const auto& each : workers)
        worst = path == "reputation.lowest" ? std::min(worst, p.reputation.score(each.id))
                                            : std::max(worst, p.sync.lag(each.id));
    return path == "reputation.lowest" || path == "state.lag" ? std::optional(Fact(worst)) : std::nullopt;
}

bool PlatformConditions::fits(const std::map<std::string, Comparison>& wanted, const Facts& facts) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& field) {
        const auto fact = facts.find(field.first);
        return fact != facts.end() &&
               std::visit([&](const auto& value) { return field.second.holds(value); }, fact->second);
    });
}

bool PlatformConditions::holds(const Condition& condition) const {
    const std::string& name = condition.name;
    if (!m_platform.on())
        return false;
    if (condition.object == "node")
        return fits(condition.fields, node(name));
    if (condition.object == "vm") {
        const Vm* found = m_platform.machines.find(name);
        return fits(condition.fields, found ? vm(*found) : Facts{{"exists", "false"}});
    }
    if (condition.object == "migration") {
        const Vm* of = m_platform.machines.find(name);
        const Migration* found = of ? m_platform.migrations.lastOf(of->id) : m_platform.migrations.find(name);
        return fits(condition.fields, found ? migration(*found) : Facts{{"exists", "false"}});
    }
    if (condition.object == "count") {
        const auto things = all(name);
        const auto count = std::count_if(things.begin(), things.end(),
                                         [&](const Facts& each) { return fits(condition.where, each); });
        return fits(condition.fields, {{"is", static_cast<double>(count)}});
    }
    const auto fact = at(name);
    return fact && fits(condition.fields, {{"is", *fact}});
}

} // namespace understudy::cluster
