#include "labs/migration/Machines.h"

#include <algorithm>
#include <cstdio>

namespace understudy::cluster {

namespace {

std::string addressOf(std::uint64_t number) {
    return "10." + std::to_string(1 + number / 64516 % 200) + "." + std::to_string(number / 254 % 254) + "." +
           std::to_string(1 + number % 254);
}

std::string macOf(std::uint64_t number) {
    char text[24];
    std::snprintf(text, sizeof text, "52:54:00:%02x:%02x:%02x", static_cast<unsigned>(number >> 16 & 255),
                  static_cast<unsigned>(number >> 8 & 255), static_cast<unsigned>(number & 255));
    return text;
}

} // namespace

Machines::Machines(const PlatformPlan& plan, const Members& members, EventQueue& queue, const Noise& noise,
                   Micros start)
    : m_members(members)
    , m_queue(queue)
    , m_noise(noise) {
    static constexpr int sizes[] = {2, 4, 4, 8};
    for (const auto& worker : members.workers())
        for (int i = 0; i < plan.vmsPerWorker; ++i) {
            Vm vm;
            const auto pick = static_cast<std::size_t>(noise.below(4, "vm size/" + worker.id, i));
            vm.memoryGb = sizes[pick];
            vm.cpu = sizes[pick] / 2;
            vm.image = "ubuntu-22.04";
            vm.worker = worker.id;
            vm.id = "vm-" + std::to_string(20001 + m_born);
            vm.name = "guest-" + std::to_string(1 + m_born);
            vm.created = start - noise.below(40 * 24, "vm age/" + worker.id, i) * hour;
            add(std::move(vm));
        }
    for (const auto& named : plan.vms) {
        Vm vm;
        vm.id = named.id;
        vm.name = named.name;
        vm.image = named.image;
        vm.worker = named.worker;
        vm.cpu = named.cpu;
        vm.memoryGb = named.memoryGb;
        vm.created = start - 12 * day;
        if (members.worker(named.worker) && !m_vms.contains(named.id))
            add(std::move(vm));
    }
}

void Machines::add(Vm vm) {
    const auto number = m_born++;
    vm.address = addressOf(number + 41);
    vm.mac = macOf(number + 0x4a0000);
    vm.checksum = m_noise.bits("disk/" + vm.id, 0);
    if (const auto* node = m_members.worker(vm.worker))
        vm.region = node->region;
    count(vm.worker, 1, vm.memoryGb);
    m_vms.emplace(vm.id, std::move(vm));
}

const Vm* Machines::find(const std::string& idOrName) const {
    if (const auto found = m_vms.find(idOrName); found != m_vms.end())
        return &found->second;
    for (const auto& [id, vm] : m_vms)
        if (vm.name == idOrName)
            return &vm;
    return nullptr;
}

void Machines::count(const std::string& worker, int vms, int memory) {
    Use& use = m_use[worker];
    use.vms += vms;
    use.memory += memory;
    use.over.set(m_queue.now(), use.vms);
}

int Machines::countOn(const std::string& worker) const {
    const auto found = m_use.find(worker);
    return found == m_use.end() ? 0 : found->second.vms;
}

int Machines::memoryOn(const std::string& worker) const {
    const auto found = m_use.find(worker);
    int sum = found == m_use.end() ? 0 : found->second.memory;
    for (const auto& [vm, promise] : m_promises)
        sum += promise.first == worker ? promise.second : 0;
    return sum;
}

bool Machines::fits(const Vm& vm, const WorkerNode& worker) const {
    return countOn(worker.id) < maxPerWorker && memoryOn(worker.id) + vm.memoryGb <= worker.memoryGb * 9 / 10;
}

void Machines::promise(const std::string& vm, const std::string& worker) {
    m_promises[vm] = {worker, m_vms.at(vm).memoryGb};
}

void Machines::forget(const std::string& vm) { m_promises.erase(vm); }

const Steps& Machines::countOverTime(const std::string& worker) const {
    static const Steps none;
    const auto found = m_use.find(worker);
    return found == m_use.end() ? none : found->second.over;
}

Granted<std::string> Machines::create(const VmWish& wish, const std::string& worker) {
    if (std::any_of(m_vms.begin(), m_vms.end(),
                    [&](const auto& each) { return each.second.name == wish.name; }))
        return Denial{409, "ALREADY_EXISTS", "There is a VM named " + wish.name + " already."};
    const auto* node = m_members.worker(worker);
    if (!node)
        return Denial{404, "NODE_NOT_FOUND", "There is no worker " + worker + "."};
    Vm vm;
    vm.name = wish.name;
    vm.image = wish.image;
    vm.worker = worker;
    vm.cpu = wish.cpu;
    vm.memoryGb = wish.memoryGb;
    vm.diskGb = wish.diskGb;
    vm.state = Vm::State::Creating;
    vm.created = m_queue.now();
    if (!fits(vm, *node))
        return Denial{409, "ERR_PLACEMENT_FAILED",
                      worker + " has not enough free memory for " + std::to_string(vm.memoryGb) + " GB."};
    std::int64_t turn = static_cast<std::int64_t>(m_born);
    do
        vm.id = "vm-" + std::to_string(30000 + m_noise.below(60000, "vm id", turn++));
    while (m_vms.contains(vm.id));
    const std::string id = vm.id;
    add(std::move(vm));
    m_queue.after(8 * second, [this, id] {
        if (const auto found = m_vms.find(id);
            found != m_vms.end() && found->second.state == Vm::State::Creating)
            found->second.state = Vm::State::Running;
    });
    return id;
}

void Machines::remove(const std::string& id) {
    const auto found = m_vms.find(id);
    if (found == m_vms.end())
        return;
    count(found->second.worker, -1, -found->second.memoryGb);
    m_promises.erase(id);
    m_vms.erase(found);
    ++m_removed;
}

void Machines::setState(const std::string& id, Vm::State state) {
    if (const auto found = m_vms.find(id); found != m_vms.end())
        found->second.state = state;
}

void Machines::move(const std::string& id, const std::string& worker) {
    const auto found = m_vms.find(id);
    if (found == m_vms.end())
        return;
    Vm& vm = found->second;
    count(vm.worker, -1, -vm.memoryGb);
    vm.worker = worker;
    if (const auto* node = m_members.worker(worker))
        vm.region = node->region;
    count(worker, 1, vm.memoryGb);
}

void Machines::rot(const std::string& id) {
    if (const auto found = m_vms.find(id); found != m_vms.end())
        found->second.checksum = mixed(found->second.checksum);
}

} // namespace understudy::cluster
