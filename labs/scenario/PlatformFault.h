#pragma once

#include <string>
#include <vector>

namespace YAML {
class Node;
}

namespace understudy::cluster {

class StrictYaml;

/// What a fault of the DWCP platform does. Which of the values a kind takes stands in
/// labs/catalog/README.md.
struct PlatformFault {
    std::string id, kind;
    std::string on;                  ///< a worker, a controller, a region, or a pattern such as worker-00*
    std::string from, to;            ///< the two ends of a way: nodes, regions or patterns
    std::string mode;                ///< byzantine: vote, metrics, state, slow, equivocate or collude
    std::string version;             ///< bad_release
    std::string metric;              ///< lie
    double probability = 0;          ///< byzantine: of a wrong vote; bad_release: of a failing migration
    double rttMs = -1;               ///< net, leader_flap; below 0: as it was
    double loss = -1;                ///< net: 0 to 1
    double mbps = -1;                ///< net
    double streamCap = -1;           ///< net: Mbps of one stream at most
    double seconds = 0;              ///< consensus_slow, sync_lag
    double value = 0;                ///< hde_bad_ratio: saved share; pba_drift: accuracy; lie: factor
    double share = 0;                ///< mass_byzantine, bad_release: of the workers that match
    int count = 0;                   ///< itp_slow: constraints; bit_rot: keys; node_down: how many, 0 for all
    std::vector<std::string> groups; ///< partition: those of one group reach only each other
};

/// True when faults of that kind live in the platform. @p on decides for kinds that other parts know too:
/// node_down and bad_release are the platform's when they are on worker-… or controller-….
bool isPlatformFault(const std::string& kind, const std::string& on);
/// The keys besides id, at, for and do.
std::vector<std::string> platformFaultKeys(const std::string& kind);
std::vector<std::string> platformFaultKinds();
PlatformFault readPlatformFault(StrictYaml& yaml, const YAML::Node& node, const std::string& id,
                                const std::string& kind);

} // namespace understudy::cluster
