#include "labs/platform/PlatformSeries.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace understudy::cluster {

namespace {

constexpr double infinite = 1e300;
constexpr std::array agreeing{0.005, 0.01, 0.025, 0.05, 0.1,  0.25, 0.5,
                              1.0,   2.0,  3.0,   5.0,  10.0, 30.0, infinite};
constexpr std::array moving{5.0,  10.0,  15.0,  20.0,  30.0,   45.0,    60.0,
                            90.0, 120.0, 180.0, 300.0, 1800.0, infinite};

std::string le(double bound) {
    char text[16];
    std::snprintf(text, sizeof text, "%g", bound);
    return bound == infinite ? "+Inf" : text;
}

/// The share that takes at most that long when the median is @p median: a bell over the logarithm, by powers
/// of two and divisions alone.
double shareBelow(double bound, double median) {
    if (bound == infinite)
        return 1;
    const double r = median / bound, square = r * r, fourth = square * square;
    return 1 / (1 + fourth * fourth);
}

/// The integral over time of what @p f makes of the value, in seconds.
double integral(const Steps& steps, Micros from, Micros to, const std::function<double(double)>& f) {
    double sum = 0;
    Micros at = from;
    double value = steps.at(from);
    for (const auto& [when, next] : steps.points()) {
        if (when <= from)
            continue;
        if (when >= to)
            break;
        sum += f(value) * static_cast<double>(when - at) / static_cast<double>(second);
        at = when;
        value = next;
    }
    return sum + f(value) * static_cast<double>(std::max<Micros>(0, to - at)) / static_cast<double>(second);
}

} // namespace

const std::vector<MetricFamily>& PlatformSeries::families() const {
    static const std::vector<MetricFamily> all{
        {"dwcp_amst_bytes_transmitted_total", "counter", "Bytes that migrations sent from a worker."},
        {"dwcp_amst_streams_active", "gauge", "Streams of a running migration."},
        {"dwcp_amst_throughput_mbps", "gauge", "What a transfer from this worker reaches, in Mbps."},
        {"dwcp_cluster_controllers_healthy", "gauge", "Controllers that answer."},
        {"dwcp_cluster_workers_ready", "gauge", "Workers that take VMs."},
        {"dwcp_cluster_workers_total", "gauge", "Workers of the cluster."},
        {"dwcp_consensus_latency_seconds_bucket", "counter", "Time to agree, cumulative."},
        {"dwcp_consensus_latency_seconds_count", "counter", "Agreements measured."},
        {"dwcp_consensus_latency_seconds_sum", "counter", "Seconds spent agreeing."},
        {"dwcp_gossip_peers", "gauge", "Live gossip peers of a worker."},
        {"dwcp_hde_compression_ratio", "gauge", "Share of the bytes that compression saves, 0 to 1."},
        {"dwcp_hde_dedup_hit_rate", "gauge", "Share of the blocks that were known, 0 to 1."},
        {"dwcp_migration_active_total", "gauge", "Migrations that run."},
        {"dwcp_migration_bandwidth_mbps", "gauge", "Mbps of a running migration."},
        {"dwcp_migration_completed_total", "counter", "Migrations that ended, well or not."},
        {"dwcp_migration_downtime_seconds", "gauge", "How long a VM stood still in its migration."},
        {"dwcp_migration_duration_seconds_bucket", "counter", "Durations of migrations, cumulative."},
        {"dwcp_migration_duration_seconds_count", "counter", "Migrations measured."},
        {"dwcp_migration_duration_seconds_sum", "counter", "Seconds spent in migrations."},
        {"dwcp_migration_failed_total", "counter", "Migrations that failed."},
        {"dwcp_migration_success_rate", "gauge", "Share of the last hour's migrations that went well."},
        {"dwcp_migration_success_total", "counter", "Migrations that went well."},
        {"dwcp_migration_total", "counter", "Migrations that began."},
        {"dwcp_network_packet_loss_ratio", "gauge", "Packets lost on a worker's line, 0 to 1."},
        {"dwcp_pba_prediction_accuracy", "gauge", "How often the forecast of bandwidth was right, 0 to 1."},
        {"dwcp_pbft_view_changes_total", "counter", "Changes of the PBFT primary."},
        {"dwcp_raft_commit_latency_seconds_bucket", "counter", "Time to commit in Raft, cumulative."},
        {"dwcp_raft_commit_latency_seconds_count", "counter", "Commits measured."},
        {"dwcp_raft_commit_latency_seconds_sum", "counter", "Seconds spent in commits."},
        {"dwcp_raft_leader_elections_total", "counter", "Elections of a Raft leader."},
        {"dwcp_reputation_quarantined_nodes", "gauge", "Share of the workers that are quarantined, 0 to 1."},
        {"dwcp_reputation_score", "gauge", "What the others think of a worker, 0 to 1."},
        {"dwcp_state_sync_lag_seconds", "gauge", "How far a worker's copy of the state is behind."},
        {"dwcp_vm_count_total", "gauge", "VMs of a worker."},
        {"up", "gauge", "1 when the last scrape worked."},
    };
    static const std::vector<MetricFamily> none;
    return m_platform.on() ? all : none;
}

void PlatformSeries::one(const std::string& name, std::map<std::string, std::string> labels, Micros to,
                         Value value, const Take& take) const {
    labels["__name__"] = name;
    take({std::move(labels), m_start, to, std::move(value)});
}

double PlatformSeries::noisy(const std::string& name, Micros when, double share) const {
    const Micros slice = when >= 0 ? when / (15 * second) : (when - 15 * second + 1) / (15 * second);
    return 1 + share * (2 * m_platform.noise().uniform(name, slice) - 1);
}

void PlatformSeries::each(const std::string& name, Micros from, Micros to, const Take& take) const {
    if (!m_platform.on() || histogram(name, to, take) || moves(name, from, to, take) ||
        workers(name, to, take))
        return;
    cluster(name, to, take);
}

bool PlatformSeries::cluster(const std::string& name, Micros to, const Take& take) const {
    const Platform& p = m_platform;
    const auto steps = [](const Steps& s) { return [&s](Micros t) { return s.at(t); }; };
    Value value;
    if (name == "up") {
        for (std::size_t i = 0; i < p.members.controllers().size(); ++i)
            one(name, {{"job", "dwcp-controller"}, {"instance", p.members.controllers()[i].id + ":8084"}}, to,
                steps(p.members.upOverTime(i)), take);
        return true;
    }
    if (name == "dwcp_cluster_controllers_healthy")
        value = steps(p.members.healthyOverTime());
    else if (name == "dwcp_cluster_workers_ready")
        value = steps(p.members.readyOverTime());
    else if (name == "dwcp_cluster_workers_total")
        value = steps(p.members.totalOverTime());
    else if (name == "dwcp_reputation_quarantined_nodes")
        value = [&p](Micros t) {
            return p.members.quarantinedOverTime().at(t) / std::max(1.0, p.members.totalOverTime().at(t));
        };
    else if (name == "dwcp_hde_compression_ratio")
        value = [this, &p](Micros t) { return p.savedOverTime().at(t) * noisy("hde", t, 0.02); };
    else if (name == "dwcp_hde_dedup_hit_rate")
        value = [this, &p](Micros t) { return p.dedupOverTime().at(t) * noisy("dedup", t, 0.05); };
    else if (name == "dwcp_pba_prediction_accuracy")
        value = [this, &p](Micros t) { return p.planner.accuracy(t) * noisy("pba", t, 0.01); };
    else if (name == "dwcp_pbft_view_changes_total")
        value = steps(p.consensus.viewChangesOverTime());
    else if (name == "dwcp_raft_leader_elections_total")
        value = [&p](Micros t) {
            const auto& all = p.members.elections();
            return 1.0 + static_cast<double>(std::upper_bound(all.begin(), all.end(), t) - all.begin());
        };
    else
        return false;
    one(name, {}, to, std::move(value), take);
    return true;
}

bool PlatformSeries::workers(const std::string& name, Micros to, const Take& take) const {
    const Platform& p = m_platform;
    std::function<Value(const std::string&)> make;
    if (name == "dwcp_reputation_score")
        make = [&p](const std::string& node) {
            return [&p, node](Micros t) { return p.reputation.score(node, t); };
        };
    else if (name == "dwcp_state_sync_lag_seconds")
        make = [&p](const std::string& node) {
            return [&p, node](Micros t) {
                return p.sync.lag(node, t) * p.lieOf("state_sync_lag_seconds", node, t);
            };
        };
    else if (name == "dwcp_gossip_peers")
        make = [&p](const std::string& node) {
            return [&p, node](Micros t) { return p.sync.peers(node, t); };
        };
    else if (name == "dwcp_vm_count_total")
        make = [&p](const std::string& node) {
            return [&p, node](Micros t) { return p.machines.countOverTime(node).at(t); };
        };
    else if (name == "dwcp_amst_throughput_mbps")
        make = [this, &p](const std::string& node) {
            return [this, &p, node](Micros t) {
                return std::floor(p.throughputOf(node).at(t) * noisy("amst/" + node, t, 0.03) *
                                  p.lieOf("amst_throughput_mbps", node, t));
            };
        };
    else if (name == "dwcp_network_packet_loss_ratio")
        make = [this, &p](const std::string& node) {
            return [this, &p, node](Micros t) {
                return 0.001 * noisy("loss/" + node, t, 0.5) + p.lossOf(node).at(t);
            };
        };
    else if (name == "dwcp_amst_bytes_transmitted_total")
        make = [&p](const std::string& node) {
            return [&p, node](Micros t) { return std::floor(p.migrations.sentMbit(node, t) * 125000); };
        };
    else
        return false;
    for (const auto& worker : p.members.workers())
        one(name, {{"node", worker.id}, {"region", worker.region}}, to, make(worker.id), take);
    return true;
}

bool PlatformSeries::counts(const std::string& name, Micros to, const Take& take) const {
    using Matters = std::function<bool(const Migration&, Micros)>;
    const auto& all = m_platform.migrations.all();
    const auto endedBy = [](const Migration& m, Micros t) { return m.ended && *m.ended <= t; };
    const auto in = [endedBy](Migration::Phase phase) -> Matters {
        return [endedBy, phase](const Migration& m, Micros t) { return endedBy(m, t) && m.phase == phase; };
    };
    const auto count = [&all](const Matters& matters, Micros t) {
        return static_cast<double>(
            std::count_if(all.begin(), all.end(), [&](const Migration& m) { return matters(m, t); }));
    };
    if (name == "dwcp_migration_success_rate") {
        const auto rate = [count, good = in(Migration::Phase::Completed),
                           bad = in(Migration::Phase::Failed)](Micros t) {
            const double well = count(good, t) - count(good, t - hour);
            const double badly = count(bad, t) - count(bad, t - hour);
            return well + badly == 0 ? 1 : well / (well + badly);
        };
        one(name, {}, to, rate, take);
        return true;
    }
    Matters matters;
    if (name == "dwcp_migration_total")
        matters = [](const Migration& m, Micros t) { return m.started <= t; };
    else if (name == "dwcp_migration_active_total")
        matters = [](const Migration& m, Micros t) { return m.started <= t && (!m.ended || *m.ended > t); };
    else if (name == "dwcp_migration_completed_total")
        matters = endedBy;
    else if (name == "dwcp_migration_success_total")
        matters = in(Migration::Phase::Completed);
    else if (name == "dwcp_migration_failed_total")
        matters = in(Migration::Phase::Failed);
    else
        return false;
    one(
        name, {}, to, [count, matters](Micros t) { return count(matters, t); }, take);
    return true;
}

std::map<std::string, std::string> PlatformSeries::labelsOf(const std::string& name,
                                                            const Migration& one) const {
    const auto* source = m_platform.members.worker(one.source);
    const auto* target = m_platform.members.worker(one.target);
    return {{"__name__", name},
            {"migration", one.id},
            {"vm", one.vm},
            {"vm_size", std::to_string(one.memoryGb) + "gb"},
            {"mode", std::string(nameOf(one.mode))},
            {"node", one.source},
            {"source_region", source ? source->region : ""},
            {"target_region", target ? target->region : ""}};
}

bool PlatformSeries::moves(const std::string& name, Micros from, Micros to, const Take& take) const {
    const bool downtime = name == "dwcp_migration_downtime_seconds";
    const bool streams = name == "dwcp_amst_streams_active";
    if (!downtime && !streams && name != "dwcp_migration_bandwidth_mbps")
        return counts(name, to, take);
    for (const Migration& each : m_platform.migrations.all()) {
        if (each.transferFrom == 0 || (downtime && each.transferTo == 0))
            continue;
        const Micros begin = downtime ? each.transferTo : each.transferFrom;
        const Micros end = downtime ? each.transferTo + 6 * hour : each.ended.value_or(to);
        if (begin <= to && end >= from)
            take({labelsOf(name, each), begin, std::min(end, to), [&each, downtime, streams](Micros t) {
                      return downtime  ? each.downtimeSeconds
                             : streams ? static_cast<double>(each.streams)
                                       : each.bandwidth.at(t);
                  }});
    }
    return true;
}

void PlatformSeries::durations(const std::string& name, Micros to, const Take& take) const {
    const auto& all = m_platform.migrations.all();
    for (const auto mode : {Path::Mode::Datacenter, Path::Mode::Hybrid, Path::Mode::Internet}) {
        const auto sum = [&all, mode](Micros t, double bound, bool seconds) {
            double total = 0;
            for (const auto& each : all)
                if (each.mode == mode && each.phase == Migration::Phase::Completed && *each.ended <= t &&
                    each.seconds(t) <= bound)
                    total += seconds ? each.seconds(t) : 1;
            return total;
        };
        std::map<std::string, std::string> labels{{"mode", std::string(nameOf(mode))}};
        if (name.ends_with("_sum") || name.ends_with("_count")) {
            const bool seconds = name.ends_with("_sum");
            one(
                name, labels, to, [sum, seconds](Micros t) { return sum(t, infinite, seconds); }, take);
            continue;
        }
        for (const double bound : moving) {
            labels["le"] = le(bound);
            one(
                name, labels, to, [sum, bound](Micros t) { return sum(t, bound, false); }, take);
        }
    }
}

bool PlatformSeries::histogram(const std::string& name, Micros to, const Take& take) const {
    if (name.starts_with("dwcp_migration_duration_seconds_")) {
        durations(name, to, take);
        return true;
    }
    const bool raft = name.starts_with("dwcp_raft_commit_latency_seconds_");
    if (!raft && !name.starts_with("dwcp_consensus_latency_seconds_"))
        return false;
    const Steps& steps =
        raft ? m_platform.consensus.commitOverTime() : m_platform.consensus.latencyOverTime();
    const double perSecond = raft ? 20 : 0.5;
    const Micros start = m_start;
    const auto counter = [&steps, perSecond, start](std::function<double(double)> f) {
        return [&steps, perSecond, start, f](Micros t) {
            return std::floor(perSecond * integral(steps, start, t, f));
        };
    };
    if (name.ends_with("_sum")) {
        one(
            name, {}, to,
            [&steps, perSecond, start](Micros t) {
                return perSecond * integral(steps, start, t, [](double latency) { return latency; });
            },
            take);
    } else if (name.ends_with("_count")) {
        one(name, {}, to, counter([](double) { return 1.0; }), take);
    } else {
        for (const double bound : agreeing)
            one(name, {{"le", le(bound)}}, to,
                counter([bound](double latency) { return shareBelow(bound, latency); }), take);
    }
    return true;
}

} // namespace understudy::cluster
