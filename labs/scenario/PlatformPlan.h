#pragma once

#include <string>
#include <vector>

namespace YAML {
class Node;
}

namespace understudy::cluster {

class StrictYaml;

/// Workers that stand together and are reached by the same kind of line.
struct WorkerGroup {
    std::string region, isp, dc;
    int count = 0;
    double mbps = 1000; ///< the line of each worker
};

/// The way between two regions.
struct RegionLink {
    std::string from, to;
    double rttMs = 1, mbps = 1000, loss = 0;
};

/// A virtual machine that a story knows by name.
struct NamedVm {
    std::string id, name, image, worker;
    int cpu = 2, memoryGb = 4;
};

/// The DWCP platform of a production as its topology file says: `platform:`. A production without one has no
/// controllers of DWCP at all.
struct PlatformPlan {
    bool on = false;
    std::string cluster = "lab-cluster", domain = "dc1.example.com", version = "v3.0.0";
    std::string controllerRegion = "us-east-1";
    int controllers = 3; ///< 3 or 5
    std::vector<WorkerGroup> workers;
    std::vector<RegionLink> links;
    int vmsPerWorker = 3;
    std::vector<NamedVm> vms;

    int workerCount() const;
};

PlatformPlan readPlatformPlan(StrictYaml& yaml, const YAML::Node& node);

} // namespace understudy::cluster
