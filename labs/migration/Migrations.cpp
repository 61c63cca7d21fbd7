#include "labs/migration/Migrations.h"

#include <algorithm>
#include <cmath>

namespace understudy::cluster {

namespace {
Micros span(double seconds) { return static_cast<Micros>(std::llround(seconds * second)); }
} // namespace

Migrations::Migrations(Members& members, const Network& network, Machines& machines, const Planner& planner,
                       const Consensus& consensus, const Settings& settings, EventQueue& queue,
                       const Noise& noise)
    : m_members(members)
    , m_network(network)
    , m_machines(machines)
    , m_planner(planner)
    , m_consensus(consensus)
    , m_settings(settings)
    , m_queue(queue)
    , m_noise(noise) {}

const Migration* Migrations::find(const std::string& id) const {
    const auto found = std::find_if(m_all.rbegin(), m_all.rend(), [&](const auto& m) { return m.id == id; });
    return found == m_all.rend() ? nullptr : &*found;
}

const Migration* Migrations::lastOf(const std::string& vm) const {
    const auto found = std::find_if(m_all.rbegin(), m_all.rend(), [&](const auto& m) { return m.vm == vm; });
    return found == m_all.rend() ? nullptr : &*found;
}

int Migrations::running() const {
    return static_cast<int>(
        std::count_if(m_all.begin(), m_all.end(), [](const auto& m) { return m.open(); }));
}

int Migrations::runningOn(const std::string& worker) const {
    return static_cast<int>(std::count_if(m_all.begin(), m_all.end(), [&](const auto& m) {
        return m.phase == Migration::Phase::Running && (m.source == worker || m.target == worker);
    }));
}

double Migrations::savedAtMost() const {
    double least = 1;
    for (const auto& [fault, saved] : badRatios)
        least = std::min(least, saved);
    return least;
}

double Migrations::saved(Path::Mode mode, int level) const {
    Transfer transfer;
    transfer.level = level;
    transfer.dictionary = m_settings.text("hde.compression.dictionary") != "none";
    if (savedAtMost() < 1) // what cannot be compressed gives a little more to those who try harder
        transfer.savedAtMost = savedAtMost() + (level >= 9 ? 0.1 : 0) + (transfer.dictionary ? 0.15 : 0);
    return savedShare(mode, transfer);
}

Transfer Migrations::transferOf(const Migration& one) const {
    Transfer transfer;
    transfer.streams = one.streams;
    transfer.level = one.level;
    transfer.bbr = m_settings.text("transport.amst.congestion_control").starts_with("bbr");
    transfer.shared = std::max({1, runningOn(one.source), runningOn(one.target)});
    return transfer;
}

void Migrations::plan(Migration& one, const Vm& vm) const {
    const Path path = m_network.between(one.source, one.target);
    one.mode = path.mode;
    one.memoryGb = vm.memoryGb;
    const auto* source = m_members.worker(one.source);
    if (one.streams == 0)
        one.streams = source && source->streams ? *source->streams : defaultStreams(path.mode);
    if (one.level == 0)
        one.level = source && source->hdeLevel ? *source->hdeLevel
                                               : static_cast<int>(m_settings.number("hde.compression.level"));
    one.saved = saved(path.mode, one.level);
    one.dirty = dirtyShare(path.mode, vm.dirty);
    const double wobble = 1 + 0.03 * (2 * m_noise.uniform("wire/" + one.id, 0) - 1);
    // Post-copy sends each page once, and so does a VM that stands still.
    const double rounds = one.strategy == "pre-copy" ? 1 + one.dirty : 1;
    one.wireMbit = one.memoryGb * mbitPerGb * (1 - one.saved) * rounds * wobble;
    one.placement = m_planner.decisionSeconds();
    one.prediction = 0.1;
    one.vote = m_consensus.latency(path.mode);
}

std::optional<Denial> Migrations::refused(const MigrationWish& wish, const Vm* vm) const {
    if (!vm)
        return Denial{404, "VM_NOT_FOUND", "There is no VM " + wish.vm + "."};
    if (vm->state == Vm::State::Migrating)
        return Denial{409, "ALREADY_EXISTS", vm->id + " is migrating already."};
    if (vm->state != Vm::State::Running && vm->state != Vm::State::Stopped)
        return Denial{412, "FAILED_PRECONDITION",
                      vm->id + " is " + std::string(nameOf(vm->state)) + " and cannot be migrated now."};
    if (wish.strategy != "pre-copy" && wish.strategy != "post-copy" && wish.strategy != "stop-and-copy")
        return Denial{400, "INVALID_ARGUMENT", "The strategy is pre-copy, post-copy or stop-and-copy."};
    if (wish.streams < 0 || wish.streams > 512 || wish.level < 0 || wish.level > 19)
        return Denial{400, "INVALID_ARGUMENT", "Streams go from 1 to 512, compression levels from 1 to 19."};
    if (!m_consensus.operational())
        return Denial{503, "UNAVAILABLE", "The cluster cannot agree on anything: there is no quorum."};
    if (running() >= most)
        return Denial{429, "RESOURCE_EXHAUSTED", "16 migrations run already. Try again when one is done."};
    return std::nullopt;
}

Granted<std::string> Migrations::targetOf(const MigrationWish& wish, const Vm& vm) const {
    if (wish.target.empty())
        return m_planner.place(vm, "", vm.worker);
    if (wish.target == vm.worker)
        return Denial{400, "INVALID_ARGUMENT", vm.id + " is on " + wish.target + " already."};
    if (const auto no = m_planner.unfit(vm, wish.target))
        return *no;
    return wish.target;
}

Migration Migrations::made(const MigrationWish& wish, const Vm& vm, const std::string& target) const {
    const auto own = [&vm](const auto& map, auto otherwise) {
        const auto found = map.find(vm.id);
        return found == map.end() ? otherwise : found->second;
    };
    Migration one;
    one.id = "mig-" + std::to_string(70001 + m_all.size());
    one.vm = vm.id;
    one.source = vm.worker;
    one.target = target;
    one.strategy = own(strategies, wish.strategy);
    one.streams = wish.streams;
    one.level = wish.level > 0 ? wish.level : own(levels, 0);
    one.timeoutSeconds = wish.timeoutSeconds > 0 ? wish.timeoutSeconds : own(timeouts, 300.0);
    one.maxDowntimeMs = wish.maxDowntimeMs;
    one.started = one.since = m_queue.now();
    plan(one, vm);
    return one;
}

Granted<std::string> Migrations::start(const MigrationWish& wish) {
    const Vm* vm = m_machines.find(wish.vm);
    if (const auto no = refused(wish, vm))
        return *no;
    const auto target = targetOf(wish, *vm);
    if (std::holds_alternative<Denial>(target))
        return target;
    const Migration one = made(wish, *vm, std::get<std::string>(target));
    m_machines.setState(vm->id, Vm::State::Migrating);
    m_machines.promise(vm->id, one.target);
    m_all.push_back(one);
    const Index index = m_all.size() - 1;
    if (changed)
        changed(one);
    m_queue.after(span(one.placement + one.prediction + one.vote), [this, index] { transfer(index); });
    m_queue.after(span(one.timeoutSeconds), [this, index] {
        const Migration& late = m_all[index];
        if (late.phase == Migration::Phase::Preparing || late.phase == Migration::Phase::Running)
            finish(index, Migration::Phase::Failed,
                   "timeout after " + std::to_string(static_cast<int>(late.timeoutSeconds)) + "s");
    });
    return one.id;
}

std::optional<double> Migrations::failing(const Migration& one) const {
    for (const auto& end : {one.source, one.target})
        if (const auto* worker = m_members.worker(end))
            if (const auto bad = badVersions.find(worker->version); bad != badVersions.end())
                return bad->second;
    return std::nullopt;
}

void Migrations::transfer(Index index) {
    Migration& one = m_all[index];
    if (one.phase != Migration::Phase::Preparing)
        return;
    if (!m_consensus.operational()) { // the vote goes on until there is a quorum, or the timeout
        m_queue.after(second, [this, index] { transfer(index); });
        return;
    }
    one.vote = static_cast<double>(m_queue.now() - one.started) / static_cast<double>(second) -
               one.placement - one.prediction;
    one.phase = Migration::Phase::Running;
    one.transferFrom = one.since = m_queue.now();
    if (changed)
        changed(one);
    const auto bad = failing(one);
    if (bad && m_noise.uniform("bad release/" + one.id, 0) < *bad) {
        m_queue.after(5 * second, [this, index] {
            if (m_all[index].phase == Migration::Phase::Running)
                finish(index, Migration::Phase::Failed, "panic in dwcp-worker: index out of range");
        });
    }
    look(); // the others share the line from now on
}

void Migrations::look() {
    for (Index i = 0; i < m_all.size(); ++i)
        if (m_all[i].phase == Migration::Phase::Running)
            pace(i);
}

void Migrations::pace(Index index) {
    Migration& one = m_all[index];
    const Micros now = m_queue.now();
    one.sentMbit = one.sentAt(now);
    one.since = now;
    const auto* target = m_members.worker(one.target);
    const auto* source = m_members.worker(one.source);
    if (!target || !source || target->status == WorkerNode::Status::Banned)
        return finish(index, Migration::Phase::Failed, "a node left the cluster");
    const Path path = m_network.between(one.source, one.target);
    const bool reached = path.reachable && target->status != WorkerNode::Status::Unreachable &&
                         source->status != WorkerNode::Status::Unreachable;
    one.rateMbps =
        reached ? std::min(throughputMbps(path, transferOf(one)), encodeMbps(one.level, one.saved)) : 0;
    if (one.mode == Path::Mode::Datacenter && reached) // LZ4 keeps up with any line
        one.rateMbps = throughputMbps(path, transferOf(one));
    one.bandwidth.set(now, one.rateMbps);
    const std::uint64_t turn = ++one.turn;
    if (one.rateMbps <= 0)
        return; // until the way is there again, or the timeout
    const double left = std::max(0.0, one.wireMbit - one.sentMbit) / one.rateMbps;
    m_queue.after(span(left), [this, index, turn] {
        if (m_all[index].turn == turn && m_all[index].phase == Migration::Phase::Running)
            settle(index);
    });
}

void Migrations::settle(Index index) {
    Migration& one = m_all[index];
    const Micros now = m_queue.now();
    one.phase = Migration::Phase::Completing;
    one.sentMbit = one.wireMbit;
    one.transferTo = now;
    one.downtimeSeconds =
        downtimeSeconds(one.mode, one.strategy, one.memoryGb * mbitPerGb, one.saved, one.rateMbps,
                        static_cast<double>(now - one.transferFrom) / static_cast<double>(second));
    one.bandwidth.set(now, 0);
    if (changed)
        changed(one);
    look();
    m_queue.after(span(startSeconds), [this, index] {
        const auto* target = m_members.worker(m_all[index].target);
        if (m_all[index].phase != Migration::Phase::Completing)
            return;
        if (!target || target->status == WorkerNode::Status::Unreachable)
            finish(index, Migration::Phase::Failed, "the target does not answer");
        else
            finish(index, Migration::Phase::Completed, "");
    });
}

void Migrations::finish(Index index, Migration::Phase phase, const std::string& why) {
    Migration& one = m_all[index];
    if (!one.open())
        return;
    const Micros now = m_queue.now();
    one.sentMbit = one.sentAt(now);
    one.phase = phase;
    one.why = why;
    one.ended = now;
    ++one.turn;
    one.bandwidth.set(now, 0);
    one.rateMbps = 0;
    m_machines.forget(one.vm);
    if (phase == Migration::Phase::Completed)
        m_machines.move(one.vm, one.target);
    m_machines.setState(one.vm, Vm::State::Running);
    if (changed)
        changed(one);
    look();
}

std::optional<Denial> Migrations::cancel(const std::string& id, const std::string& why) {
    for (Index i = 0; i < m_all.size(); ++i) {
        if (m_all[i].id != id)
            continue;
        if (m_all[i].phase == Migration::Phase::Completing || !m_all[i].open())
            return Denial{412, "FAILED_PRECONDITION", id + " can no longer be cancelled."};
        finish(i, Migration::Phase::Cancelled, why);
        return std::nullopt;
    }
    return Denial{404, "MIGRATION_NOT_FOUND", "There is no migration " + id + "."};
}

double Migrations::throughputOf(const std::string& worker) const {
    const Path path = m_network.typical(worker);
    if (!path.reachable)
        return 1;
    Transfer transfer;
    const auto* node = m_members.worker(worker);
    transfer.streams = node && node->streams ? *node->streams : defaultStreams(path.mode);
    transfer.bbr = m_settings.text("transport.amst.congestion_control").starts_with("bbr");
    return throughputMbps(path, transfer);
}

double Migrations::sentMbit(const std::string& worker, Micros when) const {
    double sum = 0;
    for (const auto& each : m_all)
        if (each.source == worker)
            sum += each.sentAt(when);
    return sum;
}

Migration Migrations::past(const Vm& vm, Micros at) const {
    // There and back again: it came from the next worker of the list.
    const auto& workers = m_members.workers();
    const auto here =
        std::find_if(workers.begin(), workers.end(), [&](const auto& w) { return w.id == vm.worker; });
    const auto index = static_cast<std::size_t>(here - workers.begin());
    Migration one;
    one.id = "mig-" + std::to_string(70001 + m_all.size());
    one.vm = vm.id;
    one.target = vm.worker;
    one.source = workers[(index + 1) % workers.size()].id;
    one.started = at;
    plan(one, vm);
    const double rate = throughputMbps(m_network.between(one.source, one.target), transferOf(one));
    one.transferFrom = one.started + span(one.placement + one.prediction + one.vote);
    one.transferTo = one.transferFrom + span(one.wireMbit / rate);
    one.bandwidth.set(one.transferFrom, rate);
    one.bandwidth.set(one.transferTo, 0);
    one.sentMbit = one.wireMbit;
    one.ended = one.transferTo + span(startSeconds);
    one.since = *one.ended;
    one.downtimeSeconds =
        downtimeSeconds(one.mode, one.strategy, one.memoryGb * mbitPerGb, one.saved, rate, 0);
    one.phase = Migration::Phase::Completed;
    return one;
}

void Migrations::remember(int count, Micros from) {
    std::vector<const Vm*> small;
    for (const auto& [id, vm] : m_machines.all())
        if (vm.memoryGb <= 4 && small.size() < 200)
            small.push_back(&vm);
    for (int i = 0; i < count && !small.empty(); ++i) {
        const int pick = m_noise.below(static_cast<int>(small.size()), "past migration", i);
        m_all.push_back(past(*small[static_cast<std::size_t>(pick)], from - (i + 1) * (from / (count + 1))));
    }
}

} // namespace understudy::cluster
