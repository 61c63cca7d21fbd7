#include "labs/dwcpverbs/Verbs.h"

#include <algorithm>
#include <numeric>

namespace understudy::dwcp {

namespace {

// An option is written name, name! when it is needed, with a letter for its kind:
// # number, % duration, , list, ? truth.
Option optionOf(std::string_view text) {
    Option option;
    for (; !text.empty(); text.remove_suffix(1)) {
        const char last = text.back();
        if (last == '!')
            option.needed = true;
        else if (last == '#')
            option.kind = Option::Kind::Number;
        else if (last == '%')
            option.kind = Option::Kind::Duration;
        else if (last == ',')
            option.kind = Option::Kind::List;
        else if (last == '?')
            option.kind = Option::Kind::Truth;
        else
            break;
    }
    option.name = text;
    return option;
}

struct Line {
    const char *command, *options, *summary;
    Verb::Effect effect = Verb::Effect::Reads;
};

constexpr auto Changes = Verb::Effect::Changes;
constexpr auto Risky = Verb::Effect::Risky;
constexpr auto Destroys = Verb::Effect::Destroys;

constexpr Line lines[] = {
    {"cluster status", "cluster", "Controllers, leader, workers and consensus"},
    {"cluster health", "", "The five checks of a healthy cluster; ends with 1 when one fails"},
    {"cluster bootstrap", "cluster-id! controllers,!", "Form a cluster of controllers, once", Changes},
    {"cluster add-controller", "node!", "Add a controller", Changes},
    {"cluster snapshot", "name!", "Keep a copy of the VM registry", Changes},
    {"cluster emergency-bootstrap", "force?", "Form the cluster anew from one controller; data may be lost",
     Destroys},
    {"cluster set-mode", "network partition-tolerance",
     "Pin the network mode: datacenter, internet, hybrid or auto", Changes},
    {"cluster decomission", "cluster! confirm?", "Take the whole cluster out of service", Destroys},
    {"node list", "status region version field fields, nodes,", "Controllers and workers"},
    {"node join", "controller! node-id! region!", "Add a worker", Changes},
    {"node rejoin", "node leader", "Let a worker join again, as new", Changes},
    {"node logs", "node! tail#", "The last lines a node printed"},
    {"node metrics", "node nodes, fields,", "CPU, memory and disk of nodes"},
    {"node profile", "node! duration%", "CPU profile of a node"},
    {"node forensics", "node! collect-logs? output", "What is known about a node, for the investigation"},
    {"node relocate", "node! datacenter!", "Move a worker to another datacenter", Changes},
    {"node remove", "nodes,! confirm?", "Remove workers for good", Destroys},
    {"vm inspect", "vm! field", "One VM"},
    {"vm count", "node!", "How many VMs a worker has"},
    {"vm create", "name! memory# cpu# disk# image node region", "Create a VM", Changes},
    {"vm list", "node status", "All VMs"},
    {"vm delete", "vm!", "Delete a VM", Risky},
    {"migration start", "vm! target strategy amst-streams# compression-level# max-downtime-ms# timeout%",
     "Move a VM to another worker", Changes},
    {"migration status", "vm migration debug?", "How far the last migration of a VM is"},
    {"migration list", "status", "Migrations, the latest last"},
    {"migration retry", "vm! target amst-streams#", "Start a failed migration again", Changes},
    {"migration cancel", "vm!", "Give up a migration that runs", Changes},
    {"migration defer", "vm! delay%!", "Start the migration later", Changes},
    {"migration set-timeout", "vm! timeout%!", "How long a migration of this VM may take", Changes},
    {"migration set-strategy", "vm! strategy!", "pre-copy, post-copy or stop-and-copy", Changes},
    {"migration set-compression", "vm! level#!", "Compression level for this VM", Changes},
    {"migration evacuate", "node nodes, reason", "Move all VMs off a worker", Changes},
    {"migration benchmark", "vm! iterations#", "What migrating this VM would take"},
    {"migration test", "source! target! vm!", "Whether a migration could run, without running it"},
    {"amst status", "node! migration", "Streams and throughput of a worker"},
    {"amst stream-status", "node!", "Each stream of a worker"},
    {"amst set-streams", "node! count#! persist?", "Streams of transfers from a worker", Changes},
    {"amst set-cc", "algorithm!", "Congestion control: bbr, bbr2, cubic or reno", Changes},
    {"hde set-compression", "level#! node", "Compression level", Changes},
    {"hde collect-samples", "vms,! size output", "Collect memory pages for a dictionary"},
    {"hde train-dict", "vm samples# input size output", "Train a dictionary and use it", Changes},
    {"pba metrics", "field", "How right the forecasts are"},
    {"pba predictions", "node!", "What the lines of a worker will do"},
    {"pba retrain", "duration% samples# target-accuracy#", "Train the model again; takes an hour or two",
     Changes},
    {"state-sync lag-status", "show-all?", "How far the nodes are behind"},
    {"state-sync conflicts", "duration%", "Conflicting writes"},
    {"state-sync force-sync", "nodes,!", "Let nodes catch up now", Changes},
    {"state-sync force-resync", "node!", "Throw a node's copy of the state away and take another", Risky},
    {"state-sync set-replication", "factor#!", "Copies of each key", Changes},
    {"state-sync export", "output", "The whole state"},
    {"state-sync verify", "checksum? node", "Whether a node's copy is right"},
    {"gossip status", "", "Peers and rounds"},
    {"gossip set-fanout", "fanout#!", "Peers told in each round", Changes},
    {"placement solver-stats", "", "What the solver reaches and takes"},
    {"placement profile", "duration%", "Where the solver's time goes"},
    {"placement list-constraints", "type", "Rules of the placement"},
    {"placement remove-constraint", "id! reason", "Drop a rule", Changes},
    {"placement merge-constraints", "ids,!", "Make one rule of several", Changes},
    {"placement set-solver", "max-time% target-optimality#", "How long and how well it solves", Changes},
    {"placement set-rebalance-interval", "interval%!", "How often VMs are placed anew", Changes},
    {"placement avoid-node", "node! duration%!", "Place nothing there for a while", Changes},
    {"placement set-blacklist", "region! duration%! reason", "Place nothing in a region for a while",
     Changes},
    {"placement set-max-vms", "max#! nodes,", "VMs a worker may have", Changes},
    {"placement set-schedule", "window! timezone", "When migrations may run", Changes},
    {"consensus quorum-status", "", "Voters, quorum and view"},
    {"consensus analyze", "node!", "How a node voted"},
    {"consensus force-view-change", "new-view#!", "Another primary", Risky},
    {"consensus failover", "target!", "Another leader", Changes},
    {"consensus set-quorum", "requirement#!", "Share of the voters that must agree", Changes},
    {"consensus reset", "confirm?", "Forget what waits; data may be lost", Destroys},
    {"raft logs", "node! tail#", "What Raft printed on a controller"},
    {"raft set-timeout", "election%! heartbeat%!", "Timeouts of Raft", Changes},
    {"reputation list", "threshold# sort format", "Scores of all nodes"},
    {"reputation analyze", "node!", "One node's score over time"},
    {"reputation analyze-attack", "duration%", "What the bad nodes have in common"},
    {"reputation quarantine", "node! reason!", "Take a node out of votes and placement", Changes},
    {"reputation quarantine-bulk", "threshold#! reason!", "Quarantine all below a score", Risky},
    {"reputation ban", "nodes,! duration%!", "Keep nodes out for a time", Changes},
    {"reputation release", "node! reason!", "Let a node in again, with a score of 0.50", Changes},
    {"network test", "source! target!", "Whether and how two nodes reach each other"},
    {"network speedtest", "source! target! duration%", "What a transfer between two nodes reaches"},
    {"network latency", "nodes,!", "Round trips between nodes"},
    {"network congestion-detect", "node!", "Whether a worker's line is full"},
    {"network partition-detect", "", "Nodes that cannot reach the leader"},
    {"metrics get", "metric! node migration duration%", "Samples of a metric"},
    {"metrics analyze", "metric node group anomaly-detection?", "Whether what a node reports can be"},
    {"metrics compare", "metric! before%! after%!", "A metric before and after"},
    {"metrics export", "output duration%", "Migrations with their figures"},
    {"events list", "duration% type", "What happened"},
    {"backup list", "date", "Snapshots and backups"},
    {"dns switch", "target!", "Let names point to another cluster", Risky},
    {"upgrade rollback", "version! nodes,", "Put workers back on a version", Risky},
    {"upgrade apply-patch", "patch!", "Put a patched version on workers with a bad one", Changes},
};

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> found;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0)
            found.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t corner = row[0]++;
        for (std::size_t k = 0; k < b.size(); ++k) {
            const std::size_t replaced = corner + (a[i] == b[k] ? 0 : 1);
            corner = row[k + 1];
            row[k + 1] = std::min({replaced, row[k] + 1, row[k + 1] + 1});
        }
    }
    return row.back();
}

} // namespace

const std::vector<Verb>& verbs() {
    static const std::vector<Verb> all = [] {
        std::vector<Verb> made;
        for (const auto& line : lines) {
            const auto command = words(line.command);
            Verb verb{command[0], command[1], line.summary, line.effect, {}};
            for (const auto& option : words(line.options))
                verb.options.push_back(optionOf(option));
            made.push_back(std::move(verb));
        }
        return made;
    }();
    return all;
}

const Verb* findVerb(std::string_view group, std::string_view name) {
    if (group == "cluster" && name == "decommission")
        name = "decomission";
    for (const auto& verb : verbs())
        if (verb.group == group && verb.name == name)
            return &verb;
    return nullptr;
}

std::vector<std::string> groups() {
    std::vector<std::string> found;
    for (const auto& verb : verbs())
        if (found.empty() || found.back() != verb.group)
            found.push_back(verb.group);
    return found;
}

std::string nearest(std::string_view word, const std::vector<std::string>& among) {
    std::string best;
    std::size_t least = word.size() / 2 + 2;
    for (const auto& each : among)
        if (const auto far = distance(word, each); far < least) {
            least = far;
            best = each;
        }
    return best;
}

} // namespace understudy::dwcp
