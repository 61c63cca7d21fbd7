#include "labs/platform/Platform.h"

#include <algorithm>

namespace understudy::cluster {

Platform::Platform(const PlatformPlan& wanted, EventQueue& queue, const Noise& noise)
    : members(wanted, queue, noise)
    , network(m_plan, members)
    , reputation(members, network, settings, queue, noise, queue.now())
    , consensus(members, network, reputation, settings, queue, noise)
    , sync(members, network, settings, queue, noise)
    , machines(wanted, members, queue, noise, queue.now())
    , planner(members, machines, settings, queue, noise)
    , migrations(members, network, machines, planner, consensus, settings, queue, noise)
    , m_plan(wanted)
    , m_queue(queue)
    , m_noise(noise) {
    if (!m_plan.on)
        return;
    consensus.tell = [this](const auto& type, const auto& node, const auto& text) {
        tell(type, node, text, "warn");
    };
    migrations.changed = [this](const Migration& one) { migrationChanged(one); };
    reputation.fell = [this](const std::string& node, double score) {
        char text[80];
        std::snprintf(text, sizeof text, "reputation of %s is %.2f, below the threshold", node.c_str(),
                      score);
        tell("security", node, text, "warn");
        if (settings.flag("acp.reputation.auto_quarantine"))
            quarantine(node, "low_reputation");
    };
    if (m_queue.now() < 0)
        migrations.remember(24, m_queue.now());
    for (const auto& each : migrations.all())
        m_events.push_back(
            {*each.ended, "migration", each.target,
             each.id + " of " + each.vm + " from " + each.source + " to " + each.target + " completed",
             "info"});
    look();
}

void Platform::tell(const std::string& type, const std::string& node, const std::string& text,
                    const std::string& level) {
    m_events.push_back({m_queue.now(), type, node, text, level});
}

void Platform::look() {
    if (!m_plan.on)
        return;
    machines.maxPerWorker = static_cast<int>(settings.number("itp.constraints.max_vms_per_node"));
    reputation.look();
    consensus.look();
    sync.look();
    migrations.look();
    const Micros now = m_queue.now();
    const auto mode = network.typical(members.workers().front().id).mode;
    m_saved.set(now, migrations.saved(mode == Path::Mode::Datacenter ? Path::Mode::Internet : mode,
                                      static_cast<int>(settings.number("hde.compression.level"))));
    m_dedup.set(now, migrations.savedAtMost() < 1 ? 0.06 : 0.25);
    for (const auto& worker : members.workers()) {
        if (const double loss = network.lossAt(worker.id); loss > 0 || m_loss.contains(worker.id))
            m_loss[worker.id].set(now, loss);
        const double reached = migrations.throughputOf(worker.id);
        m_throughput.try_emplace(worker.id, reached).first->second.set(now, reached);
    }
}

const Steps& Platform::throughputOf(const std::string& worker) const {
    static const Steps none;
    const auto found = m_throughput.find(worker);
    return found == m_throughput.end() ? none : found->second;
}

const Steps& Platform::lossOf(const std::string& worker) const {
    static const Steps none;
    const auto found = m_loss.find(worker);
    return found == m_loss.end() ? none : found->second;
}

void Platform::set(const std::string& key, const std::string& value) {
    settings.set(key, value, m_queue.now());
    tell("config", "", key + " = " + value);
    look();
}

void Platform::configure(const std::string& key, const std::string& value) {
    const std::string wanted = key == "reputation.threshold" ? "reputation.quarantine_threshold" : key;
    for (const auto& [known, now] : settings.all())
        if (known == wanted || known.ends_with("." + wanted)) {
            settings.set(known, value, m_queue.now());
            break;
        }
    look();
}

void Platform::migrationChanged(const Migration& one) {
    const std::string what = one.id + " of " + one.vm + " from " + one.source + " to " + one.target + " ";
    const bool failed = one.phase == Migration::Phase::Failed;
    tell("migration", failed ? one.source : one.target,
         what + std::string(nameOf(one.phase)) + (one.why.empty() ? "" : ": " + one.why),
         failed ? "error" : "info");
    if (one.phase == Migration::Phase::Completing && one.downtimeSeconds > 20) {
        char text[64];
        std::snprintf(text, sizeof text, " downtime %.0fs, threshold 20s", one.downtimeSeconds);
        tell("migration", one.target, one.id + text, "warn");
    }
}

std::optional<Denial> Platform::quarantine(const std::string& node, const std::string& reason) {
    const auto* worker = members.worker(node);
    if (!worker)
        return Denial{404, "NODE_NOT_FOUND",
                      members.controller(node) ? "Controllers cannot be quarantined; fail over instead."
                                               : "There is no node " + node + "."};
    if (worker->status == WorkerNode::Status::Quarantined)
        return Denial{409, "ALREADY_EXISTS", node + " is quarantined already."};
    members.setStatus(node, WorkerNode::Status::Quarantined, reason);
    reputation.silence(node, true);
    tell("quarantine", node, node + " quarantined: " + reason, "warn");
    look();
    return std::nullopt;
}

std::optional<Denial> Platform::release(const std::string& node, const std::string& reason) {
    const auto* worker = members.worker(node);
    if (!worker)
        return Denial{404, "NODE_NOT_FOUND", "There is no node " + node + "."};
    if (worker->status != WorkerNode::Status::Quarantined && worker->status != WorkerNode::Status::Banned)
        return Denial{412, "FAILED_PRECONDITION", node + " is not quarantined."};
    members.setStatus(node, WorkerNode::Status::Ready, "");
    reputation.silence(node, false, 0.5);
    tell("quarantine", node, node + " released with a score of 0.50: " + reason);
    look();
    return std::nullopt;
}

std::optional<Denial> Platform::ban(const std::string& node, Micros lasts) {
    WorkerNode* worker = members.change(node);
    if (!worker)
        return Denial{404, "NODE_NOT_FOUND", "There is no node " + node + "."};
    worker->banUntil = m_queue.now() + lasts;
    members.setStatus(node, WorkerNode::Status::Banned, "banned");
    reputation.silence(node, true);
    tell("quarantine", node, node + " banned for " + std::to_string(lasts / day) + " days", "warn");
    m_queue.after(lasts, [this, node] {
        const auto* then = members.worker(node);
        if (then && then->status == WorkerNode::Status::Banned && then->banUntil <= m_queue.now())
            release(node, "the ban is over");
    });
    look();
    return std::nullopt;
}

std::optional<Denial> Platform::removeWorker(const std::string& node) {
    if (!members.worker(node))
        return Denial{404, "NODE_NOT_FOUND", "There is no node " + node + "."};
    if (machines.memoryOn(node) > 0)
        return Denial{412, "FAILED_PRECONDITION",
                      node + " still has VMs. Evacuate it first: dwcp-cli migration evacuate --node " + node};
    if (members.workers().size() <= 4)
        return Denial{412, "FAILED_PRECONDITION", "Four workers are needed for the votes."};
    members.remove(node);
    tell("node", node, node + " removed", "warn");
    look();
    return std::nullopt;
}

std::vector<std::string> Platform::evacuate(const std::string& node) {
    std::vector<std::string> vms, started;
    for (const auto& [id, vm] : machines.all())
        if (vm.worker == node && vm.state == Vm::State::Running)
            vms.push_back(id);
    for (const auto& vm : vms) {
        MigrationWish wish;
        wish.vm = vm;
        const auto done = migrations.start(wish);
        if (const auto* id = std::get_if<std::string>(&done))
            started.push_back(*id);
    }
    return started;
}

Granted<std::string> Platform::createVm(const VmWish& wish) {
    if (wish.name.empty() || wish.cpu < 1 || wish.cpu > 64 || wish.memoryGb < 1 || wish.memoryGb > 128)
        return Denial{400, "INVALID_ARGUMENT", "A VM needs a name, 1 to 64 CPUs and 1 to 128 GB of memory."};
    if (!consensus.operational())
        return Denial{503, "UNAVAILABLE", "The cluster cannot agree on anything: there is no quorum."};
    Vm vm;
    vm.memoryGb = wish.memoryGb;
    std::string worker = wish.worker;
    if (!worker.empty()) {
        if (const auto no = planner.unfit(vm, worker))
            return *no;
    } else {
        const auto placed = planner.place(vm, wish.region, "");
        if (std::holds_alternative<Denial>(placed))
            return placed;
        worker = std::get<std::string>(placed);
    }
    const auto made = machines.create(wish, worker);
    if (const auto* id = std::get_if<std::string>(&made))
        tell("vm", worker, *id + " (" + wish.name + ") created on " + worker);
    return made;
}

std::optional<Denial> Platform::deleteVm(const std::string& id) {
    const Vm* vm = machines.find(id);
    if (!vm)
        return Denial{404, "VM_NOT_FOUND", "There is no VM " + id + "."};
    if (vm->state == Vm::State::Migrating)
        return Denial{409, "FAILED_PRECONDITION", vm->id + " is migrating. Wait until it is done."};
    tell("vm", vm->worker, vm->id + " (" + vm->name + ") deleted");
    machines.remove(vm->id);
    return std::nullopt;
}

std::optional<Denial> Platform::defer(const std::string& vm, Micros delay) {
    const Vm* found = machines.find(vm);
    if (!found)
        return Denial{404, "VM_NOT_FOUND", "There is no VM " + vm + "."};
    if (const auto* last = migrations.lastOf(found->id); last && last->open())
        if (const auto no = migrations.cancel(last->id, "deferred"))
            return no;
    m_queue.after(delay, [this, id = found->id] {
        MigrationWish wish;
        wish.vm = id;
        migrations.start(wish);
    });
    tell("migration", found->worker, "migration of " + found->id + " deferred");
    return std::nullopt;
}

Micros Platform::roll(const std::string& version, const std::vector<std::string>& nodes) {
    // A tenth of the nodes at a time: all of them take about two and a half minutes.
    const std::size_t batch = std::max<std::size_t>(1, (nodes.size() + 9) / 10);
    Micros when = m_queue.now();
    for (std::size_t from = 0; from < nodes.size(); from += batch) {
        when += 15 * second;
        std::vector<std::string> some(nodes.begin() + static_cast<std::ptrdiff_t>(from),
                                      nodes.begin() +
                                          static_cast<std::ptrdiff_t>(std::min(from + batch, nodes.size())));
        m_queue.at(when, [this, version, some] {
            for (const auto& id : some)
                if (WorkerNode* worker = members.change(id); worker && worker->version != version) {
                    tell("upgrade", id, id + " " + worker->version + " -> " + version);
                    worker->version = version;
                }
            look();
        });
    }
    return when;
}

const Snapshot& Platform::snapshot(const std::string& name) {
    m_snapshots.push_back({name, m_queue.now(), machines.all().size(), registryChecksum()});
    tell("backup", members.leader(),
         "snapshot " + name + " of " + std::to_string(machines.all().size()) + " VMs");
    return m_snapshots.back();
}

std::uint64_t Platform::registryChecksum() const {
    std::uint64_t hash = 1;
    for (const auto& [id, vm] : machines.all())
        hash = mixed(hashOf(id + vm.name, hash) ^ vm.checksum);
    return hash;
}

std::uint64_t Platform::digest() const {
    std::uint64_t hash = registryChecksum();
    const auto add = [&hash](std::string_view text) { hash = hashOf(text, hash); };
    for (const auto& each : members.controllers())
        add(each.id + each.version + (each.up ? "+" : "-"));
    for (const auto& each : members.workers()) {
        add(each.id + each.version + std::string(nameOf(each.status)));
        hash = mixed(hash ^ static_cast<std::uint64_t>(reputation.score(each.id) * 100 + 0.5));
    }
    for (const auto& [id, vm] : machines.all())
        add(vm.worker + std::string(nameOf(vm.state)));
    for (const auto& each : migrations.all()) {
        add(each.id + std::string(nameOf(each.phase)) + std::to_string(each.ended.value_or(0)));
        add(std::to_string(static_cast<std::int64_t>(each.sentAt(m_queue.now()) * 1000)));
    }
    for (const auto& each : m_events)
        add(std::to_string(each.at) + each.text);
    add(members.leader() + std::to_string(members.term()) + "/" + std::to_string(consensus.view()));
    return hash;
}

} // namespace understudy::cluster
