// The part of Platform that takes nodes from one place to another, and the cluster out of service.
#include "labs/platform/Platform.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

constexpr Micros onTheWay = 2 * minute; ///< while it is moved, a node does not answer

std::string listed(const std::set<std::string>& names) {
    std::string text;
    for (const auto& each : names)
        text += (text.empty() ? "" : ", ") + each;
    return text;
}

} // namespace

Granted<Micros> Platform::relocate(const std::string& node, const std::string& datacenter) {
    std::set<std::string> known;
    const WorkerNode* like = nullptr;
    for (const auto& each : members.workers()) {
        known.insert(each.dc);
        if (each.dc == datacenter && each.id != node)
            like = &each;
    }
    if (!members.known(node))
        return Denial{404, "NODE_NOT_FOUND", "There is no node " + node + "."};
    if (!like)
        return Denial{404, "NOT_FOUND",
                      "There is no datacenter " + datacenter + ". There are " + listed(known) + "."};
    const Micros there = m_queue.now() + onTheWay;
    const WorkerNode place = *like;
    if (const auto* controller = members.controller(node)) {
        const int others = members.healthyControllers() - (controller->up ? 1 : 0);
        if (others * 2 <= static_cast<int>(members.controllers().size()))
            return Denial{412, "FAILED_PRECONDITION",
                          "Without " + node + " there is no quorum. Bring the other controllers up first."};
        members.setUp(node, false);
    } else {
        const auto* worker = members.worker(node);
        if (worker->dc == datacenter)
            return Denial{409, "ALREADY_EXISTS", node + " is in " + datacenter + " already."};
        if (worker->status != WorkerNode::Status::Ready)
            return Denial{412, "FAILED_PRECONDITION",
                          node + " is " + std::string(nameOf(worker->status)) + ". It must be ready."};
        if (const int vms = machines.countOn(node); vms > 0)
            return Denial{412, "FAILED_PRECONDITION",
                          node + " has " + std::to_string(vms) + " VMs. Evacuate it first."};
        members.setStatus(node, WorkerNode::Status::Unreachable, "relocated");
    }
    tell("node", node, node + " is relocated to " + datacenter, "warn");
    m_queue.at(there, [this, node, place] { arrive(node, place); });
    look();
    return there;
}

void Platform::arrive(const std::string& node, const WorkerNode& like) {
    if (members.controller(node)) {
        members.setUp(node, true);
        // Together with the others it hears them in time.
        for (const auto& [id, fault] : m_faults)
            if (fault.kind == "leader_flap")
                m_close.insert(id);
    } else if (WorkerNode* worker = members.change(node)) {
        worker->dc = like.dc;
        worker->region = like.region;
        worker->isp = like.isp;
        worker->lineMbps = like.lineMbps;
        if (worker->status == WorkerNode::Status::Unreachable && worker->reason == "relocated")
            members.setStatus(node, WorkerNode::Status::Ready, "");
    }
    tell("node", node, node + " is in " + like.dc);
    look();
}

std::optional<Denial> Platform::decommission() {
    if (const auto vms = machines.all().size(); vms > 0)
        return Denial{412, "FAILED_PRECONDITION",
                      "The cluster still has " + std::to_string(vms) +
                          " VMs. Take them elsewhere or delete them first."};
    for (const auto& each : std::vector<WorkerNode>(members.workers()))
        members.setStatus(each.id, WorkerNode::Status::Unreachable, "decommissioned");
    for (const auto& each : std::vector<Controller>(members.controllers()))
        members.setUp(each.id, false);
    settings.set("cluster.state", "decommissioned", m_queue.now());
    tell("node", "", m_plan.cluster + " is out of service", "error");
    look();
    return std::nullopt;
}

} // namespace understudy::cluster
