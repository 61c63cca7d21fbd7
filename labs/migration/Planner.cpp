#include "labs/migration/Planner.h"

#include <algorithm>

namespace understudy::cluster {

Planner::Planner(const Members& members, const Machines& machines, const Settings& settings,
                 EventQueue& queue, const Noise& noise)
    : m_members(members)
    , m_machines(machines)
    , m_settings(settings)
    , m_queue(queue)
    , m_noise(noise)
    , m_trained(queue.now() - 3 * day) {
    m_constraints = {{"aff-1", "affinity", "web and cache of ShopDemo together", 0.02},
                     {"anti-1", "anti-affinity", "replicas of ShopDemo apart", 0.02},
                     {"res-1", "resource", "10% of a worker's memory stays free", 0.01}};
}

std::optional<Denial> Planner::unfit(const Vm& vm, const std::string& id) const {
    const auto* worker = m_members.worker(id);
    if (!worker)
        return Denial{404, "NODE_NOT_FOUND", "There is no worker " + id + "."};
    if (worker->status != WorkerNode::Status::Ready)
        return Denial{412, "FAILED_PRECONDITION",
                      id + " is " + std::string(nameOf(worker->status)) + " and takes no VMs."};
    if (!m_machines.fits(vm, *worker))
        return Denial{409, "ERR_PLACEMENT_FAILED",
                      id + " has not enough free memory for " + std::to_string(vm.memoryGb) + " GB."};
    return std::nullopt;
}

Granted<std::string> Planner::place(const Vm& vm, const std::string& region, const std::string& avoid) const {
    const WorkerNode* best = nullptr;
    int least = 0;
    bool known = region.empty();
    for (const auto& worker : m_members.workers()) {
        known = known || worker.region == region;
        const auto kept = m_avoided.find(worker.id);
        if (worker.status != WorkerNode::Status::Ready || worker.id == avoid ||
            (!region.empty() && worker.region != region) ||
            (kept != m_avoided.end() && kept->second > m_queue.now()) || !m_machines.fits(vm, worker))
            continue;
        const int memory = m_machines.memoryOn(worker.id);
        if (!best || memory < least) {
            best = &worker;
            least = memory;
        }
    }
    if (!known)
        return Denial{400, "INVALID_ARGUMENT", "There is no region " + region + "."};
    if (!best)
        return Denial{409, "ERR_PLACEMENT_FAILED", "No available nodes match the constraints."};
    return best->id;
}

double Planner::utilization() const {
    double promised = 0, there = 0;
    for (const auto& worker : m_members.workers())
        if (worker.status == WorkerNode::Status::Ready && m_machines.countOn(worker.id) > 0) {
            promised += m_machines.memoryOn(worker.id);
            there += worker.memoryGb;
        }
    // Of the workers that have to stay on, what the genetic solver reaches: a fifth better than as it came.
    return there == 0 ? 0 : std::min(0.85, 0.8 + 0.05 * promised / there);
}

Planner::Solving Planner::solving() const {
    Solving solving;
    for (const auto& each : m_constraints)
        (each.type == "affinity"        ? solving.affinity
         : each.type == "anti-affinity" ? solving.anti
                                        : solving.resources) += each.seconds;
    solving.constraints = solving.affinity + solving.anti + solving.resources;
    const double search = 0.15 + 0.55 * static_cast<double>(m_machines.all().size()) / 8000;
    const double quality = m_settings.number("itp.solver.target_optimality") <= 0.9 ? 0.5 : 1;
    solving.total =
        std::min((search + solving.constraints) * quality, m_settings.number("itp.solver.max_time_s"));
    return solving;
}

bool Planner::dropConstraint(const std::string& id) {
    return std::erase_if(m_constraints, [&](const Constraint& each) { return each.id == id; }) > 0;
}

double Planner::controllerCpu() const {
    const double vms = static_cast<double>(m_machines.all().size());
    double cpu = 10 + vms / 1000 * 8 + 12 * solving().constraints;
    if (m_settings.text("itp.rebalance_interval") != "5m")
        cpu *= 0.6;
    if (m_trainingUntil && *m_trainingUntil > m_queue.now())
        cpu += 40;
    return std::min(cpu, 99.0);
}

void Planner::retrain() {
    const Micros now = m_queue.now();
    if (m_trainingUntil && *m_trainingUntil > now)
        return;
    const Micros until = now + 70 * minute + m_noise.below(30, "retrain", now / second) * minute;
    m_trainingUntil = until;
    m_queue.at(until, [this, until] {
        m_accuracy.set(until, 0.78);
        m_trained = until;
    });
}

void Planner::begin(const PlatformFault& fault) {
    if (fault.kind == "pba_drift") {
        m_accuracy.set(m_queue.now(), fault.value);
        m_trained = m_queue.now() - 14 * day;
    } else if (fault.kind == "itp_slow") {
        for (int i = 0; i < fault.count; ++i)
            m_constraints.push_back({fault.id + "-" + std::to_string(i + 1),
                                     i % 4 == 3 ? "anti-affinity" : "affinity", "temporary rule of a tenant",
                                     0.05});
    }
}

void Planner::end(const PlatformFault& fault) {
    if (fault.kind == "pba_drift")
        m_accuracy.set(m_queue.now(), 0.78);
    else if (fault.kind == "itp_slow")
        std::erase_if(m_constraints,
                      [&](const Constraint& each) { return each.id.starts_with(fault.id + "-"); });
}

} // namespace understudy::cluster
