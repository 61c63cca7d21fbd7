#include "labs/signals/Series.h"

#include "labs/promql/PromQl.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <set>

namespace understudy::cluster {

namespace {

std::string leOf(std::size_t bucket) {
    if (bucket + 1 == Timeline::bucketSeconds.size())
        return "+Inf";
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%g", Timeline::bucketSeconds[bucket]);
    return text.data();
}

/// The totals of one service along the ticks a query passes, so that the many series made of them find them
/// at once.
class Passage final {
public:
    Passage(const Timeline& timeline, std::size_t service)
        : m_timeline(timeline)
        , m_service(service) {}
    const TickTotals& at(std::size_t tick) {
        if (m_seen.empty())
            m_first = tick;
        if (tick < m_first || tick > m_first + m_seen.size())
            return m_timeline.totals(tick, m_service);
        if (tick == m_first + m_seen.size())
            m_seen.push_back(m_timeline.totals(tick, m_service));
        return m_seen[tick - m_first];
    }

private:
    const Timeline& m_timeline;
    const std::size_t m_service;
    std::size_t m_first = 0;
    std::vector<TickTotals> m_seen;
};

constexpr double schedulingMicros = 100'000;

/// CPU and memory of a container as kube-state-metrics has them.
void eachAmount(const PodLife::Amounts& amounts, SeriesView view,
                const std::function<void(const SeriesView&)>& take) {
    const auto one = [&](const char* resource, const char* unit, double amount) {
        if (amount <= 0)
            return;
        view.labels["resource"] = resource;
        view.labels["unit"] = unit;
        view.value = [amount](std::size_t) { return amount; };
        take(view);
    };
    one("cpu", "core", amounts.cores);
    one("memory", "byte", amounts.bytes);
}

bool isOwn(const std::string& name) {
    static const std::set<std::string> names = [] {
        std::set<std::string> all;
        for (const auto& family : Series::families())
            all.insert(family.name);
        return all;
    }();
    return names.contains(name);
}

} // namespace

const std::vector<Series::Family>& Series::families() {
    static const std::vector<Family> all{
        {"container_cpu_usage_seconds_total", "counter", "CPU seconds a container has used."},
        {"container_memory_working_set_bytes", "gauge", "Memory a container uses."},
        {"container_spec_cpu_period", "gauge", "Microseconds in which a container may use its quota."},
        {"container_spec_cpu_quota", "gauge", "Microseconds of CPU a container may use in a period."},
        {"container_spec_memory_limit_bytes", "gauge", "Memory a container may use."},
        {"dwcp_active_connections", "gauge", "Open connections of a pod."},
        {"dwcp_cache_hits", "counter", "Session lookups answered by the cache."},
        {"dwcp_cache_requests", "counter", "Session lookups."},
        {"dwcp_db_connections_active", "gauge", "Database connections in use."},
        {"dwcp_db_connections_max", "gauge", "Database connections there may be."},
        {"dwcp_db_queries_total", "counter", "Queries at the primary database."},
        {"dwcp_db_query_duration_seconds_bucket", "counter", "Query durations, cumulative."},
        {"dwcp_db_query_duration_seconds_count", "counter", "Queries measured."},
        {"dwcp_db_query_duration_seconds_sum", "counter", "Seconds spent in queries."},
        {"dwcp_db_replication_lag_seconds", "gauge", "How far a replica is behind."},
        {"dwcp_message_queue_depth", "gauge", "Messages that wait."},
        {"dwcp_requests_in_flight", "gauge", "Requests a pod works on."},
        {"dwcp_worker_busy", "gauge", "Worker slots in use."},
        {"dwcp_worker_total", "gauge", "Worker slots."},
        {"http_request_duration_seconds_bucket", "counter", "Request durations, cumulative."},
        {"http_request_duration_seconds_count", "counter", "Requests measured."},
        {"http_request_duration_seconds_sum", "counter", "Seconds spent in requests."},
        {"http_requests_total", "counter", "Requests by service and status."},
        {"kube_deployment_spec_replicas", "gauge", "Pods asked for."},
        {"kube_deployment_status_replicas_available", "gauge", "Pods available."},
        {"kube_pod_container_resource_limits", "gauge", "What a container may use, in cores and bytes."},
        {"kube_pod_container_resource_requests", "gauge", "What a container asks for, in cores and bytes."},
        {"kube_pod_container_status_restarts_total", "counter", "Restarts of a container."},
        {"kube_pod_status_phase", "gauge", "1 for the phase a pod is in."},
        {"kube_statefulset_replicas", "gauge", "Pods asked for."},
        {"kube_statefulset_status_replicas_ready", "gauge", "Pods ready."},
        {"node_cpu_seconds_total", "counter", "CPU seconds by mode, mean of the cores."},
        {"node_filesystem_avail_bytes", "gauge", "Free bytes of a file system."},
        {"node_filesystem_size_bytes", "gauge", "Bytes of a file system."},
        {"node_memory_MemAvailable_bytes", "gauge", "Memory that can still be used."},
        {"node_memory_MemTotal_bytes", "gauge", "Memory of a node."},
        {"redis_up", "gauge", "1 when Redis answers."},
        {"up", "gauge", "1 when the last scrape worked."},
    };
    return all;
}

Series::Series(const Timeline& timeline, const ServiceModel& model, const Ledger& ledger, const Store& store,
               const Noise& noise)
    : m_timeline(timeline)
    , m_model(model)
    , m_ledger(ledger)
    , m_store(store)
    , m_noise(noise) {}

void Series::whole(StringMap labels, Micros to, std::function<double(std::size_t)> value,
                   const Take& take) const {
    take({std::move(labels), m_timeline.timeOf(0), to, std::move(value)});
}

void Series::each(const std::string& name, Micros from, Micros to, const Take& take) const {
    own(name, from, to, take);
    for (const auto* source : m_sources)
        source->each(name, from, to, [&](const SourceSeries& series) {
            take({series.labels, series.from, series.until,
                  [&](std::size_t tick) { return series.value(m_timeline.timeOf(tick)); }});
        });
}

std::vector<Series::Family> Series::allFamilies() const {
    std::map<std::string, Family> all;
    for (const auto& family : families())
        all.emplace(family.name, family);
    for (const auto* source : m_sources)
        for (const auto& family : source->families())
            all.emplace(family.name, family);
    std::vector<Family> found;
    for (auto& [name, family] : all)
        found.push_back(std::move(family));
    return found;
}

void Series::own(const std::string& name, Micros from, Micros to, const Take& take) const {
    if (!isOwn(name))
        return;
    if (services(name, to, take) || nodes(name, to, take) || kubernetes(name, to, take) ||
        pods(name, from, to, take))
        return;
    singles(name, to, take);
}

bool Series::services(const std::string& name, Micros to, const Take& take) const {
    const bool http = name.starts_with("http_request");
    const bool database = name.starts_with("dwcp_db_query_duration");
    if (!http && !database)
        return false;
    for (std::size_t i = 0; i < m_model.services().size(); ++i) {
        const Workload& work = *m_model.services()[i];
        if (http ? work.load.share <= 0 : work.name != "postgres-primary")
            continue;
        const auto data = std::make_shared<Passage>(m_timeline, i);
        StringMap labels{{"__name__", name}};
        if (http) {
            labels["namespace"] = work.ns;
            labels["service"] = labels["job"] = work.name;
        } else {
            labels["database"] = "users";
        }
        if (name == "http_requests_total") {
            constexpr std::array<std::pair<const char*, double TickTotals::*>, 4> kinds{
                {{"200", &TickTotals::ok},
                 {"404", &TickTotals::notFound},
                 {"500", &TickTotals::failed},
                 {"503", &TickTotals::unavailable}}};
            for (const auto& [status, member] : kinds) {
                labels["status"] = status;
                whole(
                    labels, to,
                    [data, m = member](std::size_t tick) { return std::floor(data->at(tick).*m); }, take);
            }
        } else if (name.ends_with("_bucket")) {
            for (std::size_t bucket = 0; bucket < Timeline::bucketSeconds.size(); ++bucket) {
                labels["le"] = leOf(bucket);
                whole(
                    labels, to,
                    [data, bucket](std::size_t tick) { return std::floor(data->at(tick).buckets[bucket]); },
                    take);
            }
        } else if (name.ends_with("_sum")) {
            whole(
                labels, to, [data](std::size_t tick) { return data->at(tick).seconds; }, take);
        } else {
            whole(
                labels, to, [data](std::size_t tick) { return std::floor(data->at(tick).buckets.back()); },
                take);
        }
    }
    return true;
}

bool Series::nodes(const std::string& name, Micros to, const Take& take) const {
    if (!name.starts_with("node_"))
        return false;
    for (const NodeRecord& node : m_ledger.nodes()) {
        const auto found = m_timeline.nodes().find(node.name);
        if (found == m_timeline.nodes().end() || node.first > to)
            continue;
        const auto& use = found->second;
        SeriesView view{
            {{"__name__", name}, {"node", node.name}, {"instance", node.ip + ":9100"}, {"role", node.role}},
            std::max(node.first, m_timeline.timeOf(0)),
            node.ended ? std::min(to, *node.ended - 1) : to,
            {}};
        const auto add = [&](std::function<double(std::size_t)> value) {
            view.value = [this, &node, value = std::move(value)](std::size_t tick) {
                return node.there.at(m_timeline.timeOf(tick)) > 0 ? value(tick) : promql::staleMark();
            };
            take(view);
        };
        StringMap& labels = view.labels;
        if (name == "node_cpu_seconds_total") {
            const std::array<std::pair<const char*, const NodeColumn*>, 4> modes{{{"idle", &use.idle},
                                                                                  {"iowait", &use.waiting},
                                                                                  {"system", &use.system},
                                                                                  {"user", &use.user}}};
            for (const auto& [mode, column] : modes) {
                labels["mode"] = mode;
                add([column = column](std::size_t tick) { return (*column)[tick]; });
            }
        } else if (name == "node_memory_MemTotal_bytes") {
            add([this, &node](std::size_t tick) { return node.memoryBytes.at(m_timeline.timeOf(tick)); });
        } else if (name == "node_memory_MemAvailable_bytes") {
            add([this, &node, &use](std::size_t tick) {
                return std::floor(node.memoryBytes.at(m_timeline.timeOf(tick)) - use.usedBytes[tick]);
            });
        } else if (name.starts_with("node_filesystem_")) {
            labels["mountpoint"] = "/";
            const double size = 200e9;
            const double used = size * (0.34 + 0.2 * m_noise.uniform("disk/" + node.name, 0));
            const bool free = name == "node_filesystem_avail_bytes";
            add([=](std::size_t tick) {
                return free ? size - used - 20e3 * static_cast<double>(tick) : size;
            });
        }
    }
    return true;
}

bool Series::kubernetes(const std::string& name, Micros to, const Take& take) const {
    const bool deployment = name.starts_with("kube_deployment_");
    if (!deployment && !name.starts_with("kube_statefulset_"))
        return false;
    const bool asked = name == "kube_deployment_spec_replicas" || name == "kube_statefulset_replicas";
    for (const auto& [key, counts] : deployment ? m_ledger.deployments() : m_ledger.statefulSets()) {
        if (counts.first > to)
            continue;
        const Steps& steps = asked ? counts.asked : counts.ready;
        take({{{"__name__", name},
               {"namespace", key.first},
               {deployment ? "deployment" : "statefulset", key.second}},
              std::max(counts.first, m_timeline.timeOf(0)),
              counts.ended ? std::min(to, *counts.ended - 1) : to,
              [this, &steps, &there = counts.there](std::size_t tick) {
                  const Micros when = m_timeline.timeOf(tick);
                  return there.at(when) > 0 ? steps.at(when) : promql::staleMark();
              }});
    }
    return true;
}

bool Series::pods(const std::string& name, Micros from, Micros to, const Take& take) const {
    const bool container = name.starts_with("container_");
    const bool kube = name.starts_with("kube_pod_");
    const bool resources = name.starts_with("kube_pod_container_resource_");
    const bool http = name == "dwcp_active_connections" || name == "dwcp_requests_in_flight";
    if (!container && !kube && !http && name != "up")
        return false;
    for (std::size_t at = 0; at < m_ledger.pods().size(); ++at) {
        const PodLife& life = m_ledger.pods()[at];
        const auto service = m_model.indexOf(life.ns, life.app);
        if (life.created > to || (life.ended && *life.ended < from) || (!kube && !service))
            continue;
        if (http && m_model.services()[*service]->load.share <= 0)
            continue;
        StringMap labels{{"__name__", name}, {"namespace", life.ns}};
        labels[name == "up" ? "instance" : "pod"] = life.name;
        if (container || name.starts_with("kube_pod_container_"))
            labels["container"] = life.container;
        if (container || http)
            labels["service"] = life.app;
        if (container || resources)
            labels["node"] = life.node;
        if (name == "up")
            labels["job"] = life.app;
        SeriesView view{labels,
                        std::max(life.created, m_timeline.timeOf(0)),
                        life.ended ? std::min(to, *life.ended - 1) : to,
                        {}};
        if (resources) {
            eachAmount(name.ends_with("limits") ? life.limits : life.requests, view, take);
            continue;
        }
        const auto stateAt = [this, service](std::size_t tick) {
            return service ? m_timeline.state(tick, *service) : ServiceState{};
        };
        const auto timeOf = [this](std::size_t tick) { return m_timeline.timeOf(tick); };
        if (name == "kube_pod_status_phase") {
            for (const char* phase : {"Pending", "Running", "Succeeded"}) {
                view.labels["phase"] = phase;
                const bool job = life.app.empty() || !service;
                const int which = phase[0] == 'R' ? 1 : phase[0] == 'P' ? 0 : 2;
                view.value = [=, &life](std::size_t tick) {
                    const bool started =
                        life.started.at(timeOf(tick)) != 0 || life.running.at(timeOf(tick)) > 0;
                    const int now = job ? 2 : started ? 1 : 0;
                    return now == which ? 1.0 : 0.0;
                };
                take(view);
            }
            continue;
        }
        if (name == "container_cpu_usage_seconds_total") {
            const double bias = 0.94 + 0.12 * m_noise.uniform("bias/" + life.uid, 0);
            const auto first = m_timeline.tickAt(view.from).value_or(0);
            view.value = [=, this](std::size_t tick) {
                const auto& cpu = m_timeline.services()[*service].podCpu;
                return bias * (cpu[tick] - cpu[std::min(first, tick)]);
            };
        } else if (name == "container_memory_working_set_bytes") {
            view.value = [=, this, &life](std::size_t tick) {
                return std::floor(m_model.podBytes(life, stateAt(tick), timeOf(tick)));
            };
        } else if (name == "container_spec_memory_limit_bytes") {
            view.value = [limit = life.limits.bytes](std::size_t) { return limit; };
        } else if (name == "container_spec_cpu_period") {
            view.value = [](std::size_t) { return schedulingMicros; };
        } else if (name == "container_spec_cpu_quota") {
            if (life.limits.cores <= 0)
                continue; // without a limit there is none
            view.value = [cores = life.limits.cores](std::size_t) { return cores * schedulingMicros; };
        } else if (name == "kube_pod_container_status_restarts_total") {
            view.value = [=, &life](std::size_t tick) { return life.restarts.at(timeOf(tick)); };
        } else if (name == "up") {
            view.value = [=, &life](std::size_t tick) { return life.ready.at(timeOf(tick)); };
        } else {
            const bool open = name == "dwcp_active_connections";
            view.value = [=, this, &life](std::size_t tick) {
                const auto state = stateAt(tick);
                const double flight =
                    state.ready ? state.rps / state.ready * (state.p50Ms + state.shiftMs) / 1000 : 0;
                const double wobble =
                    1 + 0.05 * m_noise.normal("flight/" + life.uid, static_cast<std::int64_t>(tick));
                return life.ready.at(timeOf(tick)) > 0
                           ? std::floor((open ? flight * 6 + 120 : flight) * wobble)
                           : 0.0;
            };
        }
        take(view);
    }
    return true;
}

void Series::singles(const std::string& name, Micros to, const Take& take) const {
    const auto noise = [this, name](std::size_t tick) {
        return m_noise.normal("single/" + name, static_cast<std::int64_t>(tick));
    };
    const auto workers = m_model.indexOf("production", "dwcp-workers");
    const auto bouncer = m_model.indexOf("production", "pgbouncer");
    const auto state = [this](std::size_t tick, std::optional<std::size_t> service) {
        return service ? m_timeline.state(tick, *service) : ServiceState{};
    };
    StringMap labels{{"__name__", name}};
    std::function<double(std::size_t)> value;
    if (name == "dwcp_worker_total")
        value = [=](std::size_t tick) { return 40.0 * state(tick, workers).ready; };
    else if (name == "dwcp_worker_busy")
        value = [=](std::size_t tick) {
            const auto now = state(tick, workers);
            return std::floor(std::min(0.99, 0.12 + 1.6 * now.use) * 40.0 * now.ready *
                              (1 + 0.02 * noise(tick)));
        };
    else if (name == "dwcp_message_queue_depth") {
        labels["queue"] = "tasks";
        value = [=, this](std::size_t tick) {
            return std::floor(std::max(0.0, 35 + 12 * noise(tick)) +
                              (state(tick, workers).ready ? 0 : 12000) +
                              m_model.disturbed.risen("queue/tasks", m_timeline.timeOf(tick)));
        };
    } else if (name == "dwcp_cache_hits" || name == "dwcp_cache_requests") {
        labels["cache"] = "redis";
        const bool hits = name == "dwcp_cache_hits";
        value = [=, this](std::size_t tick) {
            return std::floor(hits ? m_timeline.cacheHits(tick) : m_timeline.cacheRequests(tick));
        };
    } else if (name == "redis_up") {
        labels["instance"] = "redis-0";
        value = [=, this](std::size_t tick) { return m_model.cacheUp(m_timeline.timeOf(tick)) ? 1.0 : 0.0; };
    } else if (name == "dwcp_db_queries_total") {
        labels["database"] = "users";
        value = [=, this](std::size_t tick) { return std::floor(m_timeline.databaseQueries(tick)); };
    } else if (name == "dwcp_db_connections_max") {
        labels["database"] = "users";
        value = [](std::size_t) { return 400.0; };
    } else if (name == "dwcp_db_connections_active") {
        labels["database"] = "users";
        value = [=, this](std::size_t tick) {
            const double more = m_model.disturbed.risen("connections/users", m_timeline.timeOf(tick));
            return std::min(400.0, std::floor(std::min(396.0, 110 + state(tick, bouncer).rps * 0.024) *
                                                  (1 + 0.02 * noise(tick)) +
                                              more));
        };
    } else if (name == "dwcp_db_replication_lag_seconds") {
        for (const char* replica : {"postgres-replica-0", "postgres-replica-1"}) {
            labels["replica"] = replica;
            whole(
                labels, to,
                [=, this, key = std::string(replica)](std::size_t tick) {
                    return 0.25 + 0.06 * m_noise.normal("lag/" + key, static_cast<std::int64_t>(tick)) +
                           m_model.disturbed.risen("lag/" + key, m_timeline.timeOf(tick));
                },
                take);
        }
        return;
    } else {
        return;
    }
    whole(labels, to, value, take);
}

} // namespace understudy::cluster
