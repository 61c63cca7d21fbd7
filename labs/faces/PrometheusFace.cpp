#include "labs/faces/PrometheusFace.h"

#include "labs/signals/SeriesStorage.h"

#include <charconv>
#include <cmath>
#include <set>

namespace understudy::faces {

namespace json = boost::json;
using namespace cluster;
using namespace promql;

namespace {

constexpr std::int64_t mostPoints = 11'000;

std::string field(const http::Pairs& form, std::string_view name) {
    for (const auto& [key, value] : form)
        if (key == name)
            return value;
    return {};
}

void reply(const std::shared_ptr<http::Exchange>& exchange, int status, const json::value& body) {
    exchange->reply({status, {{"Content-Type", "application/json"}}, json::serialize(body)});
}

void success(const std::shared_ptr<http::Exchange>& exchange, json::value data) {
    reply(exchange, 200, json::object{{"status", "success"}, {"data", std::move(data)}});
}

void bad(const std::shared_ptr<http::Exchange>& exchange, const std::string& words) {
    reply(exchange, 400, json::object{{"status", "error"}, {"errorType", "bad_data"}, {"error", words}});
}

json::object toJson(const Labels& labels) {
    json::object out;
    for (const auto& [key, value] : labels)
        out[key] = value;
    return out;
}

// Times are written by hand: a JSON library prints 1.795330020138E9 where Prometheus prints 1795330020.138.
std::string point(std::int64_t ms, const std::string& value) {
    std::string out = "[" + std::to_string(ms / 1000);
    if (ms % 1000 != 0) {
        std::string part = std::to_string(1000 + ms % 1000).substr(1);
        part.erase(part.find_last_not_of('0') + 1);
        out += "." + part;
    }
    return out + "," + json::serialize(json::value(value)) + "]";
}

std::string row(const Labels& labels, const std::string& rest) {
    return "{\"metric\":" + json::serialize(toJson(labels)) + "," + rest + "}";
}

std::string matrixRow(const SeriesData& series) {
    std::string values;
    for (const auto& sample : series.samples)
        values += (values.empty() ? "" : ",") + point(sample.ms, printValue(sample.value));
    return row(series.labels, "\"values\":[" + values + "]");
}

void answer(const std::shared_ptr<http::Exchange>& exchange, const char* type, const std::string& result) {
    exchange->reply({200,
                     {{"Content-Type", "application/json"}},
                     std::string("{\"status\":\"success\",\"data\":{\"resultType\":\"") + type +
                         "\",\"result\":" + result + "}}"});
}

SeriesStorage storageOf(const World& world) {
    return SeriesStorage(world.series(), world.epoch(), world.now());
}

std::string listed(const std::vector<std::string>& rows) {
    std::string out = "[";
    for (const auto& each : rows)
        out += (out.size() > 1 ? "," : "") + each;
    return out + "]";
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '\\' ? "\\\\" : c == '"' ? "\\\"" : c == '\n' ? "\\n" : std::string(1, c);
    return out;
}

} // namespace

std::string PrometheusFace::exposition() const {
    const World& world = m_stage.world();
    const auto tick = world.series().timeline().tickAt(world.now());
    std::string out;
    std::string told;
    for (const auto& family : Series::families()) {
        std::string base = family.name;
        bool histogram = false;
        for (const char* part : {"_bucket", "_count", "_sum"})
            if (base.ends_with(part) && base.find("duration_seconds") != std::string::npos) {
                base.resize(base.size() - std::string_view(part).size());
                histogram = true;
            }
        if (!tick || family.name == "ALERTS")
            continue;
        if (told != base)
            out += "# HELP " + base + " " + family.help + "\n# TYPE " + base + " " +
                   (histogram ? "histogram" : family.type) + "\n";
        told = base;
        world.series().each(family.name, world.now(), world.now(), [&](const SeriesView& view) {
            if (view.from > world.series().timeline().timeOf(*tick) ||
                view.until < world.series().timeline().timeOf(*tick))
                return;
            out += family.name;
            std::string labels;
            for (const auto& [key, value] : view.labels)
                if (key != "__name__")
                    labels += (labels.empty() ? "" : ",") + key + "=\"" + escaped(value) + "\"";
            out += (labels.empty() ? "" : "{" + labels + "}") + " " + printValue(view.value(*tick)) + "\n";
        });
    }
    return out;
}

std::optional<std::int64_t> PrometheusFace::moment(const std::string& text) const {
    if (text.empty())
        return (m_stage.world().epoch() + m_stage.world().now()) / 1000;
    double number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong == std::errc() && end == text.data() + text.size() && std::abs(number) < 1e13)
        return static_cast<std::int64_t>(std::llround(number * 1000));
    if (const auto read = fromRfc3339(text))
        return *read / 1000;
    return std::nullopt;
}

void PrometheusFace::handle(const http::Request& request, const Exchange& exchange) {
    http::Pairs form = request.query;
    if (request.method == "POST")
        for (auto& pair : request.form())
            form.push_back(std::move(pair));
    const std::string& path = request.path;
    if (request.method != "GET" && request.method != "POST")
        exchange->reply(
            {405, {{"Allow", "GET, POST"}, {"Content-Type", "text/plain"}}, "Method Not Allowed\n"});
    else if (path == "/metrics")
        exchange->reply({200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, exposition()});
    else if (path == "/-/ready" || path == "/-/healthy")
        exchange->reply(
            {200,
             {{"Content-Type", "text/plain"}},
             path == "/-/ready" ? "Prometheus Server is Ready.\n" : "Prometheus Server is Healthy.\n"});
    else if (path == "/api/v1/query")
        query(form, exchange);
    else if (path == "/api/v1/query_range")
        queryRange(form, exchange);
    else if (path == "/api/v1/series")
        series(form, exchange);
    else if (path == "/api/v1/labels")
        labels(form, exchange, "");
    else if (path.starts_with("/api/v1/label/") && path.ends_with("/values") && path.size() > 21)
        labels(form, exchange, path.substr(14, path.size() - 21));
    else if (path == "/api/v1/rules")
        rules(exchange);
    else if (path == "/api/v1/alerts")
        alerts(exchange);
    else if (path == "/api/v1/status/buildinfo")
        success(exchange, json::object{{"version", "2.42.0"},
                                       {"revision", "lab"},
                                       {"branch", "lab"},
                                       {"buildUser", ""},
                                       {"buildDate", ""},
                                       {"goVersion", ""}});
    else
        exchange->reply({404, {{"Content-Type", "text/plain"}}, "404 page not found\n"});
}

void PrometheusFace::query(const http::Pairs& form, const Exchange& exchange) {
    const auto ms = moment(field(form, "time"));
    if (!ms)
        return bad(exchange, "invalid parameter \"time\": cannot parse \"" + field(form, "time") +
                                 "\" to a valid timestamp");
    const auto parsed = parse(field(form, "query"));
    if (const auto* refusal = std::get_if<Refusal>(&parsed))
        return bad(exchange, "invalid parameter \"query\": " + refusal->words);
    const auto result = evaluate(*std::get<ExprPtr>(parsed), storageOf(m_stage.world()), *ms);
    if (const auto* refusal = std::get_if<Refusal>(&result)) {
        reply(exchange, 422,
              json::object{{"status", "error"}, {"errorType", "execution"}, {"error", refusal->words}});
        return;
    }
    const Value& value = std::get<Value>(result);
    std::vector<std::string> rows;
    if (value.type == ValueType::Scalar)
        return answer(exchange, "scalar", point(*ms, printValue(value.scalar)));
    if (value.type == ValueType::Text)
        return answer(exchange, "string", point(*ms, value.text));
    for (const auto& each : value.vector)
        rows.push_back(row(each.labels, "\"value\":" + point(*ms, printValue(each.value))));
    for (const auto& each : value.matrix)
        rows.push_back(matrixRow(each));
    answer(exchange, value.type == ValueType::Vector ? "vector" : "matrix", listed(rows));
}

void PrometheusFace::queryRange(const http::Pairs& form, const Exchange& exchange) {
    const auto start = moment(field(form, "start")), end = moment(field(form, "end"));
    if (!start || !end || field(form, "start").empty() || field(form, "end").empty())
        return bad(exchange, "invalid parameter \"start\" or \"end\": cannot parse to a valid timestamp");
    const std::string text = field(form, "step");
    double number = 0;
    const auto [stop, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    std::optional<std::int64_t> step;
    if (wrong == std::errc() && stop == text.data() + text.size() && std::isfinite(number) && number < 1e9)
        step = static_cast<std::int64_t>(number * 1000);
    else
        step = parseDurationMs(text);
    if (!step || *step <= 0)
        return bad(exchange, "invalid parameter \"step\": zero or negative query resolution step widths are "
                             "not accepted. Try a positive integer");
    if (*end < *start)
        return bad(exchange, "invalid parameter \"end\": end timestamp must not be before start time");
    if ((*end - *start) / *step > mostPoints)
        return bad(exchange, "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing "
                             "the query resolution (?step=XX)");
    const auto parsed = parse(field(form, "query"));
    if (const auto* refusal = std::get_if<Refusal>(&parsed))
        return bad(exchange, "invalid parameter \"query\": " + refusal->words);
    const auto result =
        evaluateRange(*std::get<ExprPtr>(parsed), storageOf(m_stage.world()), *start, *end, *step);
    if (const auto* refusal = std::get_if<Refusal>(&result))
        return bad(exchange, "invalid parameter \"query\": " + refusal->words);
    std::vector<std::string> rows;
    for (const auto& each : std::get<Value>(result).matrix)
        rows.push_back(matrixRow(each));
    answer(exchange, "matrix", listed(rows));
}

std::vector<SeriesData> PrometheusFace::matching(const http::Pairs& form, std::string& problem) const {
    const auto to = moment(field(form, "end"));
    const auto from =
        field(form, "start").empty() ? std::optional(to.value_or(0) - 300'000) : moment(field(form, "start"));
    std::vector<SeriesData> found;
    if (!from || !to) {
        problem = "invalid parameter \"start\" or \"end\": cannot parse to a valid timestamp";
        return found;
    }
    const SeriesStorage storage = storageOf(m_stage.world());
    bool any = false;
    for (const auto& [key, value] : form) {
        if (key != "match[]")
            continue;
        any = true;
        const auto parsed = parse(value);
        const auto* expr = std::get_if<ExprPtr>(&parsed);
        if (!expr || (*expr)->kind != ExprKind::Selector || (*expr)->rangeMs > 0) {
            problem = "invalid parameter \"match[]\": " +
                      (expr ? std::string("expected a series selector") : std::get<Refusal>(parsed).words);
            return found;
        }
        // The latest samples suffice to know which series there are.
        storage.each((*expr)->matchers, std::max(*from, *to - 300'000), *to, [&](const SeriesData& each) {
            found.push_back({each.labels, {}});
        });
    }
    if (!any)
        storage.each({{"__name__", MatchOp::Regex, ".+"}}, *to - 60'000, *to, [&](const SeriesData& each) {
            found.push_back({each.labels, {}});
        });
    return found;
}

void PrometheusFace::series(const http::Pairs& form, const Exchange& exchange) {
    if (field(form, "match[]").empty())
        return bad(exchange, "no match[] parameter provided");
    std::string problem;
    std::set<Labels> all;
    for (const auto& each : matching(form, problem))
        all.insert(each.labels);
    if (!problem.empty())
        return bad(exchange, problem);
    json::array rows;
    for (const auto& each : all)
        rows.push_back(toJson(each));
    success(exchange, rows);
}

void PrometheusFace::labels(const http::Pairs& form, const Exchange& exchange, const std::string& one) {
    std::string problem;
    std::set<std::string> all;
    for (const auto& each : matching(form, problem))
        for (const auto& [key, value] : each.labels) {
            if (one.empty())
                all.insert(key);
            else if (key == one)
                all.insert(value);
        }
    if (!problem.empty())
        return bad(exchange, problem);
    json::array rows;
    for (const auto& each : all)
        rows.push_back(json::value(each));
    success(exchange, rows);
}

json::array PrometheusFace::alertList(const std::string& rule) const {
    const World& world = m_stage.world();
    json::array list;
    for (const auto& event : world.alerts().events()) {
        if (event.resolved || (!rule.empty() && event.name != rule))
            continue;
        list.push_back(
            json::object{{"labels", json::object{{"alertname", event.name}, {"severity", event.severity}}},
                         {"annotations", json::object{{"summary", event.text}}},
                         {"state", event.firing ? "firing" : "pending"},
                         {"activeAt", world.stamp(event.active)},
                         {"value", printValue(event.value)}});
    }
    return list;
}

void PrometheusFace::alerts(const Exchange& exchange) const {
    success(exchange, json::object{{"alerts", alertList("")}});
}

void PrometheusFace::rules(const Exchange& exchange) const {
    const World& world = m_stage.world();
    json::array rules;
    for (const auto& rule : Alerts::rules()) {
        const json::array alerts = alertList(rule.name);
        const bool firing = !alerts.empty() && alerts[0].at("state") == json::value("firing");
        rules.push_back(json::object{{"name", rule.name},
                                     {"query", rule.expression},
                                     {"duration", static_cast<double>(rule.holds) / second},
                                     {"labels", json::object{{"severity", rule.severity}}},
                                     {"annotations", json::object{{"summary", rule.summary}}},
                                     {"alerts", alerts},
                                     {"state", alerts.empty() ? "inactive"
                                               : firing       ? "firing"
                                                              : "pending"},
                                     {"health", "ok"},
                                     {"type", "alerting"},
                                     {"lastEvaluation", world.stamp(world.now())},
                                     {"evaluationTime", 0.0}});
    }
    success(exchange, json::object{{"groups", json::array{json::object{{"name", "production"},
                                                                       {"file", "production.yaml"},
                                                                       {"interval", 30.0},
                                                                       {"rules", rules}}}}});
}

} // namespace understudy::faces
