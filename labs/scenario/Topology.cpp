#include "labs/scenario/Topology.h"

#include "labs/kubernetes/Pods.h"
#include "labs/scenario/StrictYaml.h"

#include <set>

namespace understudy::cluster {

namespace {

NodePool readPool(StrictYaml& yaml, const YAML::Node& node) {
    NodePool pool;
    if (!yaml.map(node, {"prefix", "role", "count", "cores", "memory", "subnet", "first"}))
        return pool;
    pool.prefix = yaml.text(node, "prefix");
    pool.role = yaml.text(node, "role");
    pool.subnet = yaml.text(node, "subnet", "10.0.0.");
    pool.firstAddress = static_cast<int>(yaml.number(node, "first", 10));
    pool.count = static_cast<int>(yaml.number(node, "count"));
    pool.cores = static_cast<int>(yaml.number(node, "cores"));
    pool.memoryBytes = bytesOf(yaml.text(node, "memory"));
    if (pool.role != "worker" && pool.role != "controller")
        yaml.fail(node["role"], "\"role\" must be worker or controller.");
    if (pool.count < 1 || pool.count > 1000 || pool.cores < 1 || pool.memoryBytes < 1)
        yaml.fail(node, "A node pool needs a count, cores and memory above 0.");
    return pool;
}

Load readLoad(StrictYaml& yaml, const YAML::Node& node) {
    Load load;
    if (!node.IsDefined() ||
        !yaml.map(node, {"share", "base", "cost", "error", "idle", "memory", "memory-per-rps", "calls",
                         "session", "attempts", "budget", "breaker"}))
        return load;
    load.share = yaml.number(node, "share", 0);
    load.baseMs = yaml.number(node, "base", 1);
    load.cost = yaml.number(node, "cost", 0);
    load.error = yaml.number(node, "error", 0);
    load.idleCores = yaml.number(node, "idle", 0.02);
    load.memoryMi = yaml.number(node, "memory", 200);
    load.memoryPerRps = yaml.number(node, "memory-per-rps", 0);
    load.sessionMs = yaml.number(node, "session", 0);
    load.attempts = static_cast<int>(yaml.number(node, "attempts", 1));
    load.budget = yaml.number(node, "budget", 0.1);
    load.breaker = yaml.flag(node, "breaker", false);
    if (load.attempts < 1 || load.attempts > 10 || load.budget < 0 || load.budget > 10)
        yaml.fail(node, "\"attempts\" must lie between 1 and 10, \"budget\" between 0 and 10.");
    if (const YAML::Node calls = node["calls"]; calls.IsDefined() && calls.IsMap())
        for (const auto& pair : calls)
            load.calls[pair.first.Scalar()] = yaml.number(calls, pair.first.Scalar().c_str());
    return load;
}

Workload readWorkload(StrictYaml& yaml, const YAML::Node& node) {
    Workload work;
    if (!yaml.map(node, {"name", "ns", "kind", "image", "earlier", "released", "replicas", "port", "target",
                         "port-name", "cpu", "cpu-limit", "memory", "service", "type", "external-ip",
                         "depends-on", "age", "load"}))
        return work;
    work.name = yaml.text(node, "name");
    work.ns = yaml.text(node, "ns", "production");
    work.kind = yaml.text(node, "kind", "deployment");
    work.image = yaml.text(node, "image");
    work.earlier = yaml.list(node, "earlier");
    work.released = yaml.list(node, "released");
    work.replicas = static_cast<int>(yaml.number(node, "replicas", 1));
    work.port = static_cast<int>(yaml.number(node, "port", 80));
    work.target = static_cast<int>(yaml.number(node, "target", 8080));
    work.portName = yaml.text(node, "port-name", "http");
    work.cpu = yaml.text(node, "cpu", "250m");
    work.cpuLimit = yaml.text(node, "cpu-limit", "2");
    work.memory = yaml.text(node, "memory", "1Gi");
    work.service = yaml.flag(node, "service", true);
    work.serviceType = yaml.text(node, "type", "ClusterIP");
    work.externalIp = yaml.text(node, "external-ip", "");
    work.dependsOn = yaml.list(node, "depends-on");
    const auto age = parseDuration(yaml.text(node, "age", "20d"));
    if (!age || *age < 2 * day)
        yaml.fail(node, "\"age\" must be a duration of two days or more, such as 20d.");
    work.age = age.value_or(20 * day);
    work.load = readLoad(yaml, node["load"]);
    if (work.kind != "deployment" && work.kind != "statefulset" && work.kind != "job")
        yaml.fail(node["kind"], "\"kind\" must be deployment, statefulset or job.");
    if (work.replicas < 0 || work.replicas > 200)
        yaml.fail(node["replicas"], "\"replicas\" must lie between 0 and 200.");
    return work;
}

} // namespace

Loaded<Topology> Topology::parse(const std::string& text, const std::string& file) {
    StrictYaml yaml(file);
    const YAML::Node root = yaml.parse(text);
    Topology topology;
    if (yaml.ok() && yaml.map(root, {"name", "edge-rps", "nodes", "namespaces", "workloads", "platform"})) {
        topology.name = yaml.text(root, "name");
        topology.edgeRps = yaml.number(root, "edge-rps", 8000);
        topology.namespaces = yaml.list(root, "namespaces");
        for (const auto& node : yaml.nodes(root, "nodes"))
            topology.nodes.push_back(readPool(yaml, node));
        topology.platform = readPlatformPlan(yaml, root["platform"]);
        std::set<std::string> names;
        for (const auto& node : yaml.nodes(root, "workloads")) {
            topology.workloads.push_back(readWorkload(yaml, node));
            const auto& work = topology.workloads.back();
            if (!names.insert(work.ns + "/" + work.name).second)
                yaml.fail(node, "The workload " + work.ns + "/" + work.name + " is here twice.");
        }
        for (const auto& work : topology.workloads)
            for (const auto& [callee, share] : work.load.calls)
                if (!names.contains("production/" + callee))
                    yaml.fail(root, work.name + " calls " + callee + ", which is no workload of production.");
    }
    if (!yaml.ok())
        return Problem{yaml.problem()};
    return topology;
}

} // namespace understudy::cluster
