#include "labs/scenario/PlatformFault.h"

#include "labs/clock/Time.h"
#include "labs/scenario/StrictYaml.h"

#include <algorithm>
#include <map>

namespace understudy::cluster {

namespace {

using Keys = std::vector<std::string>;

const std::map<std::string, Keys>& kinds() {
    static const std::map<std::string, Keys> all{
        {"bad_release", {"on", "version", "share", "p"}},
        {"bit_rot", {"on", "keys"}},
        {"byzantine", {"on", "mode", "p"}},
        {"consensus_slow", {"vote"}},
        {"hde_bad_ratio", {"saved"}},
        {"itp_slow", {"constraints"}},
        {"leader_flap", {"rtt"}},
        {"lie", {"on", "metric", "factor"}},
        {"mass_byzantine", {"share", "match", "mode", "p"}},
        {"net", {"on", "from", "to", "rtt", "loss", "mbps", "per_stream_cap"}},
        {"node_down", {"on", "count"}},
        {"partition", {"groups"}},
        {"pba_drift", {"accuracy"}},
        {"sync_lag", {"on", "lag"}},
    };
    return all;
}

double within(StrictYaml& yaml, const YAML::Node& node, const char* key, double otherwise, double least,
              double most) {
    const double value = yaml.number(node, key, otherwise);
    if (node[key].IsDefined() && !(value >= least && value <= most))
        yaml.fail(node[key], "\"" + std::string(key) + "\" must lie between " +
                                 std::to_string(least).substr(0, 4) + " and " +
                                 std::to_string(static_cast<long>(most)) + ".");
    return value;
}

double seconds(StrictYaml& yaml, const YAML::Node& node, const char* key, const char* otherwise) {
    const auto span = parseDuration(yaml.text(node, key, otherwise));
    if (!span || *span < 0)
        yaml.fail(node[key], "\"" + std::string(key) + "\" must be a duration such as 90s.");
    return static_cast<double>(span.value_or(0)) / static_cast<double>(second);
}

void readMode(StrictYaml& yaml, const YAML::Node& node, PlatformFault& fault) {
    static const std::vector<std::string> modes{"vote", "metrics", "state", "slow", "equivocate", "collude"};
    fault.mode = yaml.text(node, "mode", "vote");
    if (std::find(modes.begin(), modes.end(), fault.mode) == modes.end())
        yaml.fail(node["mode"], "\"mode\" must be vote, metrics, state, slow, equivocate or collude.");
    fault.probability = within(yaml, node, "p", 0.5, 0, 1);
}

void readNet(StrictYaml& yaml, const YAML::Node& node, PlatformFault& fault) {
    fault.from = yaml.text(node, "from", fault.on.empty() ? "*" : fault.on);
    fault.to = yaml.text(node, "to", "*");
    fault.rttMs = within(yaml, node, "rtt", -1, 0.1, 2000);
    fault.loss = within(yaml, node, "loss", -1, 0, 1);
    fault.mbps = within(yaml, node, "mbps", -1, 1, 100000);
    fault.streamCap = within(yaml, node, "per_stream_cap", -1, 0.1, 100000);
    if (fault.rttMs < 0 && fault.loss < 0 && fault.mbps < 0 && fault.streamCap < 0)
        yaml.fail(node, "A fault net changes rtt, loss, mbps or per_stream_cap.");
}

void readRest(StrictYaml& yaml, const YAML::Node& node, PlatformFault& fault) {
    const std::string& kind = fault.kind;
    if (kind == "byzantine" || kind == "mass_byzantine")
        readMode(yaml, node, fault);
    if (kind == "mass_byzantine") {
        fault.share = within(yaml, node, "share", 0.1, 0, 1);
        fault.on = yaml.text(node, "match", "*");
    } else if (kind == "net") {
        readNet(yaml, node, fault);
    } else if (kind == "leader_flap") {
        fault.rttMs = within(yaml, node, "rtt", 150, 1, 2000);
    } else if (kind == "consensus_slow") {
        fault.seconds = seconds(yaml, node, "vote", "6500ms");
    } else if (kind == "sync_lag") {
        fault.seconds = seconds(yaml, node, "lag", "120s");
    } else if (kind == "hde_bad_ratio") {
        fault.value = within(yaml, node, "saved", 0.15, 0, 1);
    } else if (kind == "pba_drift") {
        fault.value = within(yaml, node, "accuracy", 0.62, 0, 1);
    } else if (kind == "itp_slow") {
        fault.count = static_cast<int>(within(yaml, node, "constraints", 60, 1, 10000));
    } else if (kind == "bit_rot") {
        fault.count = static_cast<int>(within(yaml, node, "keys", 45, 1, 100000));
    } else if (kind == "node_down") {
        fault.count = static_cast<int>(within(yaml, node, "count", 0, 0, 2000));
    } else if (kind == "lie") {
        fault.metric = yaml.text(node, "metric");
        fault.value = within(yaml, node, "factor", 5, 0, 1000);
    } else if (kind == "bad_release") {
        fault.version = yaml.text(node, "version", "v3.0.1");
        fault.share = within(yaml, node, "share", 0.3, 0, 1);
        fault.probability = within(yaml, node, "p", 0.22, 0, 1);
    } else if (kind == "partition") {
        fault.groups = yaml.list(node, "groups");
        if (fault.groups.empty())
            yaml.fail(node, "A partition names its \"groups\": regions, nodes or patterns.");
    }
}

} // namespace

bool isPlatformFault(const std::string& kind, const std::string& on) {
    if (kind == "node_down" || kind == "bad_release")
        return on.starts_with("worker-") || on.starts_with("controller-") || on == "workers";
    return kinds().contains(kind);
}

Keys platformFaultKeys(const std::string& kind) {
    const auto found = kinds().find(kind);
    return found == kinds().end() ? Keys() : found->second;
}

Keys platformFaultKinds() {
    Keys names;
    for (const auto& [name, keys] : kinds())
        names.push_back(name);
    return names;
}

PlatformFault readPlatformFault(StrictYaml& yaml, const YAML::Node& node, const std::string& id,
                                const std::string& kind) {
    PlatformFault fault;
    fault.id = id;
    fault.kind = kind;
    const auto keys = platformFaultKeys(kind);
    for (const auto& pair : node) {
        const std::string key = pair.first.Scalar();
        if (key != "id" && key != "at" && key != "for" && key != "do" &&
            std::find(keys.begin(), keys.end(), key) == keys.end())
            yaml.fail(pair.first, "A fault " + kind + " has no key \"" + key + "\".");
    }
    if (std::find(keys.begin(), keys.end(), "on") != keys.end()) {
        fault.on = kind == "net" ? yaml.text(node, "on", "") : yaml.text(node, "on");
        if (fault.on == "workers")
            fault.on = "worker-*";
    }
    readRest(yaml, node, fault);
    return fault;
}

} // namespace understudy::cluster
