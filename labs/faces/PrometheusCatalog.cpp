#include "labs/faces/PrometheusCatalog.h"

#include "labs/signals/SeriesStorage.h"

#include <cmath>
#include <set>

namespace understudy::faces {

namespace json = boost::json;
using namespace cluster;
using namespace promql;

namespace {

constexpr std::int64_t recentMs = 300'000;

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '\\' ? "\\\\" : c == '"' ? "\\\"" : c == '\n' ? "\\n" : std::string(1, c);
    return out;
}

/// The metrics as they are declared: a histogram's three families are one.
std::vector<Series::Family> declared(const World& world) {
    const auto families = world.series().allFamilies();
    std::set<std::string> histograms;
    for (const auto& family : families)
        if (family.name.ends_with("_bucket"))
            histograms.insert(family.name.substr(0, family.name.size() - 7));
    std::vector<Series::Family> found;
    for (const auto& family : families) {
        std::string base = family.name;
        for (const char* part : {"_bucket", "_count", "_sum"})
            if (base.ends_with(part) && histograms.contains(base.substr(0, base.rfind('_')))) {
                base.resize(base.rfind('_'));
                break;
            }
        if (found.empty() || found.back().name != base)
            found.push_back({base, base == family.name ? family.type : "histogram", family.help});
    }
    return found;
}

bool isLabelName(const std::string& name) {
    return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
               std::string::npos;
}

json::array listed(const std::set<std::string>& names) {
    json::array rows;
    for (const auto& each : names)
        rows.push_back(json::value(each));
    return rows;
}

} // namespace

std::optional<std::int64_t> PrometheusCatalog::moment(const std::string& text) const {
    if (text.empty())
        return (m_world.epoch() + m_world.now()) / 1000;
    if (const auto number = readNumber(text))
        return std::abs(*number) < 1e13
                   ? std::optional(static_cast<std::int64_t>(std::llround(*number * 1000)))
                   : std::nullopt;
    if (const auto read = fromRfc3339(text))
        return *read / 1000;
    return std::nullopt;
}

/// "" or what is wrong with what was asked for.
std::string PrometheusCatalog::each(const http::Pairs& form,
                                    const std::function<void(const Labels&)>& take) const {
    const auto to = moment(field(form, "end"));
    const std::string start = field(form, "start");
    const auto from = start.empty() ? std::optional(to.value_or(0) - recentMs) : moment(start);
    if (!to || !from)
        return std::string("invalid parameter \"") + (to ? "start" : "end") + "\": cannot parse \"" +
               field(form, to ? "start" : "end") + "\" to a valid timestamp";
    if (*to < *from)
        return "end timestamp must not be before start timestamp";
    const SeriesStorage storage(m_world.series(), m_world.epoch(), m_world.now());
    const Micros begin = *from * 1000 - m_world.epoch(), end = *to * 1000 - m_world.epoch();
    std::vector<std::vector<Matcher>> selectors;
    for (const auto& text : fields(form, "match[]")) {
        auto parsed = parseSelector(text);
        if (const auto* refusal = std::get_if<promql::Refusal>(&parsed))
            return "invalid parameter \"match[]\": " + refusal->words;
        selectors.push_back(std::get<std::vector<Matcher>>(std::move(parsed)));
    }
    if (selectors.empty())
        selectors.emplace_back();
    for (const auto& selector : selectors)
        storage.eachLabels(selector, begin, end, take);
    return {};
}

void PrometheusCatalog::series(const http::Pairs& form, const Exchange& exchange) const {
    if (field(form, "match[]").empty())
        return refuse(exchange, "bad_data", "no match[] parameter provided");
    std::set<Labels> all;
    const std::string problem = each(form, [&](const Labels& labels) { all.insert(labels); });
    if (!problem.empty())
        return refuse(exchange, "bad_data", problem);
    json::array rows;
    for (const auto& labels : all) {
        json::object row;
        for (const auto& [key, value] : labels)
            row[key] = value;
        rows.push_back(std::move(row));
    }
    succeed(exchange, std::move(rows));
}

void PrometheusCatalog::labels(const http::Pairs& form, const Exchange& exchange,
                               const std::string& one) const {
    if (!one.empty() && !isLabelName(one))
        return refuse(exchange, "bad_data", "invalid label name: \"" + one + "\"");
    std::set<std::string> all;
    const std::string problem = each(form, [&](const Labels& labels) {
        for (const auto& [key, value] : labels) {
            if (one.empty())
                all.insert(key);
            else if (key == one)
                all.insert(value);
        }
    });
    if (!problem.empty())
        return refuse(exchange, "bad_data", problem);
    succeed(exchange, listed(all));
}

void PrometheusCatalog::metadata(const http::Pairs& form, const Exchange& exchange) const {
    const std::string limit = field(form, "limit"), metric = field(form, "metric");
    const auto most = limit.empty() ? std::optional(-1.0) : readNumber(limit);
    if (!most)
        return refuse(exchange, "bad_data", "limit must be a number");
    json::object out;
    for (const auto& family : declared(m_world))
        if ((metric.empty() || metric == family.name) &&
            (*most < 0 || static_cast<double>(out.size()) < *most))
            out[family.name] =
                json::array{json::object{{"type", family.type}, {"help", family.help}, {"unit", ""}}};
    succeed(exchange, std::move(out));
}

void PrometheusCatalog::targets(const http::Pairs& form, const Exchange& exchange) const {
    const auto& timeline = m_world.series().timeline();
    const auto tick = timeline.tickAt(m_world.now());
    const std::string state = field(form, "state");
    json::array active;
    if (tick && state != "dropped")
        m_world.series().each("up", m_world.now() - minute, m_world.now(), [&](const SeriesView& view) {
            const Micros scraped = timeline.timeOf(*tick);
            if (view.from > scraped || view.until < scraped || isStale(view.value(*tick)))
                return;
            json::object labels, discovered;
            for (const auto& [key, value] : view.labels)
                if (key != "__name__")
                    labels[key] = value;
            const std::string instance = view.labels.contains("instance") ? view.labels.at("instance") : "",
                              job = view.labels.contains("job") ? view.labels.at("job") : "";
            const std::string address =
                instance.find(':') == std::string::npos ? instance + ":8084" : instance;
            const std::string url = "http://" + address + "/metrics";
            const bool up = view.value(*tick) > 0;
            discovered["__address__"] = address;
            discovered["__metrics_path__"] = "/metrics";
            discovered["__scheme__"] = "http";
            discovered["job"] = job;
            active.push_back(json::object{{"discoveredLabels", discovered},
                                          {"labels", labels},
                                          {"scrapePool", job},
                                          {"scrapeUrl", url},
                                          {"globalUrl", url},
                                          {"lastError", up ? "" : "Get \"" + url + "\": connection refused"},
                                          {"lastScrape", m_world.stamp(scraped)},
                                          {"lastScrapeDuration", 0.004},
                                          {"health", up ? "up" : "down"},
                                          {"scrapeInterval", "5s"},
                                          {"scrapeTimeout", "5s"}});
        });
    succeed(exchange, json::object{{"activeTargets", active}, {"droppedTargets", json::array()}});
}

std::string PrometheusCatalog::exposition() const {
    const auto& timeline = m_world.series().timeline();
    const auto tick = timeline.tickAt(m_world.now());
    std::string out;
    if (!tick)
        return out;
    const Micros when = timeline.timeOf(*tick);
    const auto write = [&](const std::string& name) {
        m_world.series().each(name, m_world.now(), m_world.now(), [&](const SeriesView& view) {
            if (view.from > when || view.until < when || isStale(view.value(*tick)))
                return;
            std::string labels;
            for (const auto& [key, value] : view.labels)
                if (key != "__name__")
                    labels += (labels.empty() ? "" : ",") + key + "=\"" + escaped(value) + "\"";
            out += name + (labels.empty() ? "" : "{" + labels + "}") + " " + printValue(view.value(*tick)) +
                   "\n";
        });
    };
    for (const auto& family : declared(m_world)) {
        if (family.name.starts_with("ALERTS")) // made by Prometheus, not scraped by it
            continue;
        out += "# HELP " + family.name + " " + family.help + "\n# TYPE " + family.name + " " + family.type +
               "\n";
        if (family.type == "histogram")
            for (const char* part : {"_bucket", "_sum", "_count"})
                write(family.name + part);
        else
            write(family.name);
    }
    return out;
}

} // namespace understudy::faces
