#include "labs/scenario/Condition.h"

#include <algorithm>

namespace understudy::cluster {

namespace {

using Words = std::vector<std::string>;

/// What can be asked of each thing of the platform.
const std::map<std::string, Words>& things() {
    static const std::map<std::string, Words> all{
        {"node",
         {"status", "exists", "region", "version", "vms", "leader", "voter", "reputation", "votes",
          "incorrect", "agreement", "byzantine", "lag", "corrupt_keys"}},
        {"vm", {"status", "exists", "node", "region"}},
        {"migration",
         {"status", "exists", "node", "strategy", "mode", "seconds", "downtime", "saved", "streams",
          "level"}},
    };
    return all;
}

/// Which fields those have that can be counted.
const std::map<std::string, std::string>& counted() {
    static const std::map<std::string, std::string> all{{"nodes", "node"},
                                                        {"workers", "node"},
                                                        {"controllers", "node"},
                                                        {"vms", "vm"},
                                                        {"migrations", "migration"}};
    return all;
}

const Words& paths() {
    static const Words all{
        "controllers.healthy",   "controllers.total", "controllers.leader",      "controllers.elections",
        "workers.ready",         "workers.total",     "workers.quarantined",     "vms.total",
        "migrations.running",    "consensus.voters",  "consensus.honest_voters", "consensus.needed",
        "consensus.operational", "consensus.latency", "consensus.view",          "consensus.pending",
        "reputation.lowest",     "state.lag"};
    return all;
}

std::string joined(const Words& words) {
    std::string text;
    for (const auto& each : words)
        text += (text.empty() ? "" : ", ") + each;
    return text;
}

void readCount(StrictYaml& yaml, const YAML::Node& node, Condition& condition) {
    condition.name = yaml.text(node, "count");
    const auto thing = counted().find(condition.name);
    if (thing == counted().end())
        return yaml.fail(node["count"],
                         "\"count\" can be of nodes, workers, controllers, vms and migrations.");
    if (node["where"].IsDefined())
        readFields(yaml, node["where"], condition.where, {}, things().at(thing->second));
    readFields(yaml, node, condition.fields, {"count", "where"}, {"is"});
}

} // namespace

void readPlatformCondition(StrictYaml& yaml, const YAML::Node& node, Condition& condition) {
    condition.kind = Condition::Kind::Dwcp;
    for (const char* object : {"node", "vm", "migration", "count", "path"})
        if (node.IsMap() && node[object].IsDefined() && condition.object.empty())
            condition.object = object;
    // {migration: lab-vm, node: worker-002} and {vm: …, node: …} are about the migration and the VM.
    for (const char* object : {"migration", "vm"})
        if (node.IsMap() && node[object].IsDefined())
            condition.object = object;
    if (condition.object.empty())
        return yaml.fail(node, "\"dwcp\" must name a node, vm, migration, count or path.");
    if (condition.object == "count")
        return readCount(yaml, node, condition);
    condition.name = yaml.text(node, condition.object.c_str());
    if (condition.object != "path")
        return readFields(yaml, node, condition.fields, {condition.object}, things().at(condition.object));
    if (std::find(paths().begin(), paths().end(), condition.name) == paths().end())
        return yaml.fail(node["path"], "There is no \"" + condition.name + "\" in the platform. There are " +
                                           joined(paths()) + ".");
    readFields(yaml, node, condition.fields, {"path"}, {"is"});
}

} // namespace understudy::cluster
