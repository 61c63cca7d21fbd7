#include "labs/faces/PrometheusStatus.h"

#include "labs/signals/SeriesStorage.h"

#include <algorithm>

namespace understudy::faces {

namespace json = boost::json;
using namespace cluster;

namespace {

std::string config(const World& world) {
    std::string out = "global:\n  scrape_interval: 5s\n  scrape_timeout: 5s\n  evaluation_interval: 15s\n"
                      "alerting:\n  alertmanagers:\n  - static_configs:\n    - targets:\n"
                      "      - alertmanager.monitoring:9093\nrule_files:\n";
    std::string last;
    for (const auto& group : world.topology().rules)
        if (group.file != last)
            out += "- " + (last = group.file) + "\n";
    return out + "scrape_configs:\n- job_name: production\n  kubernetes_sd_configs:\n  - role: pod\n";
}

json::array counted(const std::map<std::string, std::int64_t>& counts) {
    std::vector<std::pair<std::string, std::int64_t>> most(counts.begin(), counts.end());
    std::stable_sort(most.begin(), most.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    json::array out;
    for (std::size_t i = 0; i < std::min<std::size_t>(10, most.size()); ++i)
        out.push_back(json::object{{"name", most[i].first}, {"value", most[i].second}});
    return out;
}

json::object tsdb(const World& world) {
    std::map<std::string, std::int64_t> byName, byPair, values;
    std::map<std::string, std::map<std::string, int>> seen;
    std::int64_t series = 0;
    const SeriesStorage storage(world.series(), world.epoch(), world.now());
    storage.eachLabels({}, world.now() - 5 * minute, world.now(), [&](const promql::Labels& labels) {
        ++series;
        for (const auto& [key, value] : labels) {
            ++byPair[key + "=" + value];
            if (++seen[key][value] == 1)
                ++values[key];
            if (key == "__name__")
                ++byName[value];
        }
    });
    const std::int64_t from = (world.epoch() - world.scenario().history) / 1000,
                       to = (world.epoch() + world.now()) / 1000;
    return {{"headStats", json::object{{"numSeries", series},
                                       {"numLabelPairs", byPair.size()},
                                       {"chunkCount", series},
                                       {"minTime", from},
                                       {"maxTime", to}}},
            {"seriesCountByMetricName", counted(byName)},
            {"labelValueCountByLabelName", counted(values)},
            {"memoryInBytesByLabelName", json::array()},
            {"seriesCountByLabelValuePair", counted(byPair)}};
}

} // namespace

void prometheusStatus(const World& world, const std::string& name, const Exchange& exchange) {
    if (name == "buildinfo")
        succeed(exchange, json::object{{"version", "2.42.0"},
                                       {"revision", "lab"},
                                       {"branch", "lab"},
                                       {"buildUser", ""},
                                       {"buildDate", ""},
                                       {"goVersion", ""}});
    else if (name == "runtimeinfo")
        succeed(exchange, json::object{{"startTime", world.stamp(-world.scenario().history)},
                                       {"CWD", "/"},
                                       {"reloadConfigSuccess", true},
                                       {"lastConfigTime", world.stamp(-world.scenario().history)},
                                       {"corruptionCount", 0},
                                       {"goroutineCount", 1},
                                       {"GOMAXPROCS", 1},
                                       {"GOGC", ""},
                                       {"GODEBUG", ""},
                                       {"storageRetention", "30d"}});
    else if (name == "config")
        succeed(exchange, json::object{{"yaml", config(world)}});
    else if (name == "flags")
        succeed(exchange, json::object{{"query.lookback-delta", "5m"},
                                       {"query.max-samples", std::to_string(labLimits.samples)},
                                       {"query.timeout", "2m"},
                                       {"storage.tsdb.retention.time", "30d"},
                                       {"web.enable-admin-api", "false"},
                                       {"web.enable-lifecycle", "false"}});
    else if (name == "tsdb")
        succeed(exchange, tsdb(world));
    else if (name == "walreplay")
        succeed(exchange, json::object{{"min", 0}, {"max", 0}, {"current", 0}});
    else
        replyText(exchange, 404, "404 page not found\n");
}

} // namespace understudy::faces
