#pragma once

#include "labs/clock/Time.h"
#include "labs/scenario/PlatformPlan.h"
#include "labs/scenario/Rules.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace understudy::cluster {

/// Why a file could not be loaded: "file:line:column: sentence".
struct Problem {
    std::string text;
};
template <class T>
using Loaded = std::variant<T, Problem>;

struct NodePool {
    std::string prefix, role, subnet;
    int count = 0, cores = 0, firstAddress = 10;
    std::int64_t memoryBytes = 0;
};

/// How one service answers and what that costs.
struct Load {
    double share = 0;                    ///< of the requests at the edge; 0: no HTTP
    double baseMs = 1;                   ///< median of its own work, idle
    double cost = 0;                     ///< core seconds a request
    double error = 0;                    ///< share of requests that fail by itself
    double idleCores = 0.02;             ///< a pod, without requests
    double memoryMi = 200;               ///< a pod, without requests
    double memoryPerRps = 0;             ///< MiB a request a second, over all pods
    std::map<std::string, double> calls; ///< service in production to share of requests that need it
    double sessionMs = 0;                ///< what a sign-in pays when the session cache is gone
    int attempts = 1;                    ///< of a call that fails, as far as the budget goes
    double budget = 0.1;                 ///< repetitions, of the calls to one service
    bool breaker = false;                ///< stops calling a service that fails too often
};

struct Workload {
    std::string name, ns, kind, image, cpu, cpuLimit, memory, serviceType, externalIp, portName;
    std::vector<std::string> earlier;  ///< images of earlier revisions, oldest first
    std::vector<std::string> released; ///< images that are there besides and run nowhere
    std::vector<std::string> dependsOn;
    int replicas = 1, port = 0, target = 0;
    bool service = true;
    Micros age = 0;
    Load load;
};

/// A whole small production as written in a topology file.
struct Topology {
    std::string name;
    double edgeRps = 8000;
    std::vector<NodePool> nodes;
    std::vector<std::string> namespaces;
    std::vector<Workload> workloads;
    PlatformPlan platform;
    std::vector<RuleGroup> rules; ///< from files of their own

    /// @p file is named in problems.
    static Loaded<Topology> parse(const std::string& text, const std::string& file);
};

} // namespace understudy::cluster
