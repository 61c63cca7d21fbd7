// What a node's time goes into, and what its VMs' memory looks like.
#include "labs/dwcpapi/Told.h"

#include <algorithm>

namespace understudy::dwcp {

using namespace cluster;

namespace {

struct Part {
    const char *component, *function;
    double percent;
};

std::vector<Part> controllerParts(const Platform& p) {
    const double vms = static_cast<double>(p.machines.all().size());
    const auto solving = p.planner.solving();
    std::vector<Part> parts{{"api", "v3.(*Server).ServeHTTP", 4},
                            {"acp", "consensus.(*ACPv3).verifyVotes", 3.5},
                            {"ass", "sync.(*ASSv3).gossipRound", 2.5},
                            {"itp", "partition.(*ITPv3).search", vms / 1000 * 8},
                            {"itp", "partition.(*ITPv3).affinity", 12 * solving.affinity},
                            {"itp", "partition.(*ITPv3).antiAffinity", 12 * solving.anti},
                            {"itp", "partition.(*ITPv3).resources", 12 * solving.resources}};
    double known = 0;
    for (const auto& each : parts)
        known += each.percent;
    // A longer interval between two solutions takes a share of all of it; training comes on top.
    const bool trains = p.planner.trainingUntil() && *p.planner.trainingUntil() > p.now();
    const double rest = p.planner.controllerCpu() - (trains ? 40 : 0);
    for (auto& each : parts)
        each.percent *= std::max(0.0, rest) / known;
    if (trains)
        parts.push_back({"pba", "prediction.(*LSTM).train", std::min(40.0, p.planner.controllerCpu())});
    return parts;
}

std::vector<Part> workerParts(const Platform& p, const WorkerNode& worker) {
    const int running = p.migrations.runningOn(worker.id);
    const int level = worker.hdeLevel.value_or(static_cast<int>(p.settings.number("hde.compression.level")));
    const double each = level <= 1 ? 10 : level <= 3 ? 15 : level <= 5 ? 25 : level <= 9 ? 50 : 90;
    const double moving = std::min(79.0, 12 * running * each / 25);
    return {{"vms", "kvm.(*Machine).run", 3.0 * p.machines.countOn(worker.id)},
            {"hde", "encoding.(*HDEv3).compress", moving * 0.7},
            {"hde", "encoding.(*Deduplicator).sum", moving * 0.2},
            {"amst", "transport.(*AMSTv3).send", moving * 0.1},
            {"ass", "sync.(*ASSv3).gossipRound", 2},
            {"pba", "prediction.(*LSTM).predict", 1}};
}

Told profile(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const std::string node = args.text("node");
    const auto* worker = p.members.worker(node);
    const auto* controller = p.members.controller(node);
    if (!worker && !controller)
        return {404, nullptr, {}, "There is no node " + node + ".", "NODE_NOT_FOUND"};
    if (controller ? !controller->up : worker->status == WorkerNode::Status::Unreachable)
        return {503, nullptr, {}, node + " does not answer.", "UNAVAILABLE"};
    const Micros lasts = args.span("duration", 30 * second);
    if (lasts < second || lasts > 10 * minute)
        return Told::wrong("A profile takes 1s to 10m.");
    auto parts = controller ? controllerParts(p) : workerParts(p, *worker);
    std::stable_sort(parts.begin(), parts.end(),
                     [](const Part& a, const Part& b) { return a.percent > b.percent; });
    double all = 0;
    for (const auto& each : parts)
        all += each.percent;
    json::array rows;
    for (const auto& each : parts)
        rows.push_back(json::object{
            {"component", each.component},
            {"function", each.function},
            {"cpu_percent", rounded(each.percent, 1)},
            {"share_percent", rounded(all > 0 ? 100 * each.percent / all : 0, 1)},
            {"cpu_seconds", rounded(each.percent / 100 * static_cast<double>(lasts) / second, 2)}});
    return {200,
            std::move(rows),
            {{"Component", "component"},
             {"Function", "function"},
             {"CPU %", "cpu_percent"},
             {"Share %", "share_percent"},
             {"CPU s", "cpu_seconds"}},
            "",
            ""};
}

/// 100MB in bytes; 0 for what is no size.
std::int64_t bytesIn(const std::string& text) {
    const auto unit = std::min(text.find_first_not_of("0123456789"), text.size());
    if (unit == 0 || unit > 9)
        return 0;
    const std::string word = text.substr(unit);
    const std::int64_t times = word == "KB"   ? 1'000
                               : word == "MB" ? 1'000'000
                               : word == "GB" ? 1'000'000'000
                                              : 0;
    return std::stoll(text.substr(0, unit)) * times;
}

Told collect(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const std::int64_t size = bytesIn(args.text("size", "100MB"));
    if (size < 1'000'000 || size > 10'000'000'000)
        return Told::wrong("--size must lie between 1MB and 10GB.");
    const auto vms = args.list("vms");
    json::array samples;
    for (const auto& name : vms) {
        const Vm* vm = p.machines.find(name);
        if (!vm)
            return {404, nullptr, {}, "There is no VM " + name + ".", "VM_NOT_FOUND"};
        if (vm->state != Vm::State::Running)
            return {
                412, nullptr, {}, name + " does not run: its memory cannot be read.", "FAILED_PRECONDITION"};
        const std::int64_t pages = size / static_cast<std::int64_t>(vms.size()) / 4096;
        char sum[24];
        std::snprintf(sum, sizeof sum, "%016llx",
                      static_cast<unsigned long long>(
                          p.noise().bits("pages/" + vm->id, static_cast<std::int64_t>(vm->checksum >> 8))));
        samples.push_back(
            json::object{{"vm", vm->id},
                         {"node", vm->worker},
                         {"pages", pages},
                         {"bytes", pages * 4096},
                         {"zero_pages", pages * (20 + p.noise().below(15, "zero/" + vm->id, 0)) / 100},
                         {"checksum", sum}});
    }
    return {200,
            std::move(samples),
            {{"VM", "vm"},
             {"Node", "node"},
             {"Pages", "pages"},
             {"Bytes", "bytes"},
             {"Zero pages", "zero_pages"},
             {"Checksum", "checksum"}},
            "",
            ""};
}

} // namespace

void addProfileVerbs(Handlers& all) {
    all["node profile"] = profile;
    all["hde collect-samples"] = collect;
}

} // namespace understudy::dwcp
