#include "labs/scenario/PlatformPlan.h"

#include "labs/scenario/StrictYaml.h"

#include <set>

namespace understudy::cluster {

namespace {

WorkerGroup readGroup(StrictYaml& yaml, const YAML::Node& node) {
    WorkerGroup group;
    if (!yaml.map(node, {"region", "isp", "dc", "count", "mbps"}))
        return group;
    group.region = yaml.text(node, "region");
    group.isp = yaml.text(node, "isp", "ISP-A");
    group.dc = yaml.text(node, "dc", "dc1");
    group.count = static_cast<int>(yaml.number(node, "count"));
    group.mbps = yaml.number(node, "mbps", 1000);
    if (group.count < 1 || group.count > 1000 || group.mbps < 1)
        yaml.fail(node, "A group of workers needs a count from 1 to 1000 and a line of 1 Mbps or more.");
    return group;
}

RegionLink readLink(StrictYaml& yaml, const YAML::Node& node, const std::set<std::string>& regions) {
    RegionLink link;
    if (!yaml.map(node, {"from", "to", "rtt", "mbps", "loss"}))
        return link;
    link.from = yaml.text(node, "from");
    link.to = yaml.text(node, "to");
    link.rttMs = yaml.number(node, "rtt");
    link.mbps = yaml.number(node, "mbps", 1000);
    link.loss = yaml.number(node, "loss", 0);
    for (const auto& region : {link.from, link.to})
        if (!regions.contains(region))
            yaml.fail(node, "No worker and no controller stands in the region \"" + region + "\".");
    if (link.rttMs <= 0 || link.mbps < 1 || link.loss < 0 || link.loss > 0.5)
        yaml.fail(node, "A link needs an rtt above 0 ms, 1 Mbps or more and a loss between 0 and 0.5.");
    return link;
}

NamedVm readVm(StrictYaml& yaml, const YAML::Node& node) {
    NamedVm vm;
    if (!yaml.map(node, {"id", "name", "image", "cpu", "memory", "worker"}))
        return vm;
    vm.id = yaml.text(node, "id");
    vm.name = yaml.text(node, "name");
    vm.image = yaml.text(node, "image", "ubuntu-22.04");
    vm.worker = yaml.text(node, "worker");
    vm.cpu = static_cast<int>(yaml.number(node, "cpu", 2));
    vm.memoryGb = static_cast<int>(yaml.number(node, "memory", 4));
    if (vm.cpu < 1 || vm.memoryGb < 1 || vm.memoryGb > 256)
        yaml.fail(node, "A virtual machine needs one CPU or more and 1 to 256 GB of memory.");
    return vm;
}

} // namespace

int PlatformPlan::workerCount() const {
    int count = 0;
    for (const auto& group : workers)
        count += group.count;
    return count;
}

PlatformPlan readPlatformPlan(StrictYaml& yaml, const YAML::Node& node) {
    PlatformPlan plan;
    if (!node.IsDefined() || !yaml.map(node, {"cluster", "domain", "version", "controllers", "region",
                                              "workers", "links", "vms-per-worker", "vms"}))
        return plan;
    plan.on = true;
    plan.cluster = yaml.text(node, "cluster", plan.cluster);
    plan.domain = yaml.text(node, "domain", plan.domain);
    plan.version = yaml.text(node, "version", plan.version);
    plan.controllerRegion = yaml.text(node, "region", plan.controllerRegion);
    plan.controllers = static_cast<int>(yaml.number(node, "controllers", 3));
    plan.vmsPerWorker = static_cast<int>(yaml.number(node, "vms-per-worker", 3));
    std::set<std::string> regions{plan.controllerRegion};
    for (const auto& each : yaml.nodes(node, "workers")) {
        plan.workers.push_back(readGroup(yaml, each));
        regions.insert(plan.workers.back().region);
    }
    for (const auto& each : yaml.nodes(node, "links"))
        plan.links.push_back(readLink(yaml, each, regions));
    for (const auto& each : yaml.nodes(node, "vms"))
        plan.vms.push_back(readVm(yaml, each));
    if (plan.controllers != 3 && plan.controllers != 5)
        yaml.fail(node["controllers"], "There can be 3 or 5 controllers.");
    if (plan.workerCount() < 4 || plan.workerCount() > 2000)
        yaml.fail(node["workers"], "There must be 4 to 2000 workers.");
    if (plan.vmsPerWorker < 0 || plan.vmsPerWorker > 80)
        yaml.fail(node["vms-per-worker"], "A worker can have 0 to 80 virtual machines at the start.");
    return plan;
}

} // namespace understudy::cluster
