#include "labs/dwcpapi/Told.h"

#include <algorithm>
#include <cmath>

namespace understudy::dwcp {

using namespace cluster;

namespace {

std::string full(const std::string& metric) {
    return metric.starts_with("dwcp_") || metric == "up" ? metric : "dwcp_" + metric;
}

/// What all series of a counter grew by.
double grown(const Scene& scene, const std::string& name, Micros from, Micros to) {
    double sum = 0;
    scene.series().each(name, from, to, [&](const SourceSeries& each) {
        sum += each.value(std::min(to, each.until)) - each.value(std::max(from, each.from));
    });
    return sum;
}

/// The mean of a metric's series over a span, by the labels asked for; nothing without samples.
std::optional<double> mean(const Scene& scene, const std::string& metric, Micros from, Micros to) {
    double sum = 0;
    int count = 0;
    scene.series().each(full(metric), from, to, [&](const SourceSeries& each) {
        for (Micros at = std::max(from, each.from); at <= std::min(to, each.until); at += 15 * second) {
            sum += each.value(at);
            ++count;
        }
    });
    if (count > 0)
        return sum / count;
    const double measured = grown(scene, full(metric) + "_count", from, to); // a histogram
    return measured > 0 ? std::optional(grown(scene, full(metric) + "_sum", from, to) / measured)
                        : std::nullopt;
}

/// True when the series has what was asked for: a node, a migration.
bool wanted(const SourceSeries& each, const Args& args) {
    for (const char* label : {"node", "migration"}) {
        const auto found = each.labels.find(label);
        if (args.has(label) && (found == each.labels.end() || found->second != args.text(label)))
            return false;
    }
    return true;
}

json::object labelsOf(const SourceSeries& each) {
    json::object labels;
    for (const auto& [key, value] : each.labels)
        if (key != "__name__")
            labels[key] = value;
    return labels;
}

/// Of a histogram: the mean of what was measured in each step, from its sum and its count.
json::array means(const Scene& scene, const std::string& name, const Args& args, Micros span, Micros step) {
    const Micros now = scene.platform.now();
    std::map<std::string, std::vector<double>> sums;
    std::vector<Micros> moments;
    for (Micros at = now - span / step * step; at <= now; at += step)
        moments.push_back(at);
    const auto valuesOf = [&](const SourceSeries& each, Micros at) {
        return each.value(std::max(at, each.from)) - each.value(std::max(at - step, each.from));
    };
    json::array rows;
    scene.series().each(name + "_sum", now - span - step, now, [&](const SourceSeries& each) {
        auto& values = sums[json::serialize(labelsOf(each))];
        for (const Micros at : moments)
            values.push_back(valuesOf(each, at));
    });
    scene.series().each(name + "_count", now - span - step, now, [&](const SourceSeries& each) {
        const auto found = sums.find(json::serialize(labelsOf(each)));
        if (found == sums.end() || !wanted(each, args))
            return;
        for (std::size_t i = 0; i < moments.size(); ++i)
            if (const double count = valuesOf(each, moments[i]); count > 0 && rows.size() < 20'000)
                rows.push_back(json::object{{"timestamp", scene.stamp(moments[i])},
                                            {"value", rounded(found->second[i] / count, 4)},
                                            {"labels", labelsOf(each)}});
    });
    return rows;
}

Told get(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    const std::string name = full(args.text("metric"));
    const auto families = scene.series();
    const auto known = [&](const std::string& one) {
        return std::any_of(families.families().begin(), families.families().end(),
                           [&](const auto& family) { return family.name == one; });
    };
    const bool histogram = known(name + "_bucket");
    if (!histogram && !known(name))
        return {404, nullptr, {}, "There is no metric " + args.text("metric") + ".", "METRIC_NOT_FOUND"};
    const Micros span = std::min(args.span("duration", 0), 24 * hour);
    const Micros from = p.now() - span,
                 step = std::max(15 * second, span / 120 / (15 * second) * 15 * second);
    json::array rows;
    if (histogram)
        rows = means(scene, name, args, span, step);
    families.each(name, from, p.now(), [&](const SourceSeries& each) {
        if (!wanted(each, args))
            return;
        const json::object labels = labelsOf(each);
        for (Micros at = p.now() - span / step * step; at <= p.now(); at += step)
            if (at >= each.from && at <= each.until && rows.size() < 20'000)
                rows.push_back(json::object{{"timestamp", scene.stamp(at)},
                                            {"value", rounded(each.value(at), 4)},
                                            {"labels", labels}});
    });
    return {200, std::move(rows), {{"Time", "timestamp"}, {"Value", "value"}, {"Labels", "labels"}}, "", ""};
}

Told analyze(Scene& scene, const Args& args) {
    const Platform& p = scene.platform;
    if (!args.has("node") && !args.has("metric"))
        return Told::wrong("metrics analyze needs --metric or --node.");
    json::array rows;
    for (const auto& each : p.members.workers()) {
        if (args.has("node") && args.text("node") != each.id)
            continue;
        const std::string metric = args.text("metric", "amst_throughput_mbps");
        double reported = 0;
        scene.series().each(full(metric), p.now(), p.now(), [&](const SourceSeries& series) {
            const auto node = series.labels.find("node");
            if (node != series.labels.end() && node->second == each.id)
                reported = series.value(p.now());
        });
        // What a line cannot carry, no node can have sent.
        const double physical = metric == "amst_throughput_mbps"     ? p.network.typical(each.id).mbps
                                : metric == "state_sync_lag_seconds" ? p.sync.lag(each.id) * 1.5
                                                                     : reported;
        const double anomaly = physical <= 0 ? 0 : std::clamp(reported / physical - 1, 0.0, 0.99);
        if (!args.has("node") && args.flag("anomaly-detection") && anomaly < 0.8)
            continue;
        rows.push_back(json::object{{"node", each.id},
                                    {"metric", metric},
                                    {"reported", rounded(reported, 1)},
                                    {"physical_limit", rounded(physical, 1)},
                                    {"anomaly_score", rounded(anomaly, 2)},
                                    {"threshold", 0.8},
                                    {"anomaly", anomaly >= 0.8}});
    }
    if (args.has("node") && rows.empty())
        return {404, nullptr, {}, "There is no worker " + args.text("node") + ".", "NODE_NOT_FOUND"};
    const bool none = rows.empty();
    return {200,
            std::move(rows),
            {{"Node", "node"},
             {"Metric", "metric"},
             {"Reported", "reported"},
             {"Physical limit", "physical_limit"},
             {"Anomaly score", "anomaly_score"},
             {"Anomaly", "anomaly"}},
            none ? "Nothing stands out." : "",
            ""};
}

Told compare(Scene& scene, const Args& args) {
    const Micros now = scene.platform.now(), before = args.span("before", hour),
                 after = args.span("after", 5 * minute);
    if (before <= after)
        return Told::wrong("--before lies further back than --after: such as --before 1h --after 5m.");
    const auto first = mean(scene, args.text("metric"), now - before, now - after);
    const auto then = mean(scene, args.text("metric"), now - after, now);
    if (!first || !then)
        return {404,
                nullptr,
                {},
                "There are no samples of " + args.text("metric") + " then.",
                "METRIC_NOT_FOUND"};
    return {200,
            json::object{{"metric", args.text("metric")},
                         {"before", rounded(*first, 4)},
                         {"after", rounded(*then, 4)},
                         {"change_percent",
                          *first == 0 ? json::value() : json::value(rounded(100 * (*then / *first - 1), 1))}},
            {{"Metric", "metric"}, {"Before", "before"}, {"After", "after"}, {"Change %", "change_percent"}},
            "",
            ""};
}

Told exported(Scene& scene, const Args& args) {
    const Micros from = scene.platform.now() - args.span("duration", day);
    json::array rows;
    for (const auto& one : scene.platform.migrations.all()) {
        if (one.started < from)
            continue;
        const json::object whole = migrationJson(scene, one);
        json::object row;
        for (const char* key : {"migration_id", "vm_id", "status", "source_node", "target_node",
                                "network_mode", "memory_gb", "amst_streams", "compression_level"})
            row[key] = whole.at(key);
        const auto& stats = whole.at("stats").as_object();
        row["duration_seconds"] = stats.at("elapsed_seconds");
        for (const char* key : {"downtime_seconds", "bandwidth_mbps", "bytes_transferred", "saved_ratio"})
            row[key] = stats.at(key);
        row["started_at"] = whole.at("started_at");
        rows.push_back(std::move(row));
    }
    return {200,
            std::move(rows),
            {{"Migration", "migration_id"},
             {"VM", "vm_id"},
             {"Status", "status"},
             {"Mode", "network_mode"},
             {"Duration s", "duration_seconds"},
             {"Downtime s", "downtime_seconds"},
             {"Mbps", "bandwidth_mbps"},
             {"Saved", "saved_ratio"}},
            "",
            ""};
}

Told events(Scene& scene, const Args& args) {
    const Micros from = scene.platform.now() - args.span("duration", hour);
    json::array rows;
    for (const auto& each : scene.platform.events())
        if (each.at >= from && (!args.has("type") || args.text("type") == each.type))
            rows.push_back(json::object{{"at", scene.stamp(each.at)},
                                        {"level", each.level},
                                        {"type", each.type},
                                        {"node", each.node},
                                        {"text", each.text}});
    return {200,
            std::move(rows),
            {{"Time", "at"}, {"Level", "level"}, {"Type", "type"}, {"What", "text"}},
            "",
            ""};
}

Told backups(Scene& scene, const Args& args) {
    const std::string date = args.text("date");
    json::array rows;
    const auto add = [&](const std::string& name, Micros at, std::size_t vms, const char* kind) {
        const std::string when = scene.stamp(at);
        if (date.empty() || when.starts_with(date))
            rows.push_back(json::object{{"name", name}, {"at", when}, {"vms", vms}, {"kind", kind}});
    };
    const Micros ofDay = scene.epoch % day;
    for (int night = 6; night >= 0; --night) {
        const Micros at = 2 * hour - ofDay - night * day;
        if (at <= scene.platform.now() && at + 7 * day > scene.platform.now())
            add("nightly-" + scene.stamp(at).substr(0, 10), at, scene.platform.machines.all().size(),
                "nightly");
    }
    for (const auto& each : scene.platform.snapshots())
        add(each.name, each.at, each.vms, "snapshot");
    return {
        200, std::move(rows), {{"Name", "name"}, {"Time", "at"}, {"VMs", "vms"}, {"Kind", "kind"}}, "", ""};
}

} // namespace

void addMetricsVerbs(Handlers& all) {
    all["metrics get"] = get;
    all["metrics analyze"] = analyze;
    all["metrics compare"] = compare;
    all["metrics export"] = exported;
    all["events list"] = events;
    all["backup list"] = backups;
}

} // namespace understudy::dwcp
