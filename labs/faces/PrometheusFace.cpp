#include "labs/faces/PrometheusFace.h"

#include "labs/faces/PrometheusStatus.h"
#include "labs/signals/SeriesStorage.h"

#include <cmath>

namespace understudy::faces {

namespace json = boost::json;
using namespace cluster;
using namespace promql;

namespace {

constexpr std::int64_t mostPoints = 11'000;

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
    json::object metric;
    for (const auto& [key, value] : labels)
        metric[key] = value;
    return "{\"metric\":" + json::serialize(metric) + "," + rest + "}";
}

std::string matrixRow(const SeriesData& series) {
    std::string values;
    for (const auto& sample : series.samples)
        values += (values.empty() ? "" : ",") + point(sample.ms, printValue(sample.value));
    return row(series.labels, "\"values\":[" + values + "]");
}

std::string listed(const std::vector<std::string>& rows) {
    std::string out = "[";
    for (const auto& each : rows)
        out += (out.size() > 1 ? "," : "") + each;
    return out + "]";
}

void answer(const Exchange& exchange, const char* type, const std::string& result) {
    exchange->reply({200,
                     {{"Content-Type", "application/json"}},
                     std::string("{\"status\":\"success\",\"data\":{\"resultType\":\"") + type +
                         "\",\"result\":" + result + "}}"});
}

void refuseResult(const Exchange& exchange, const promql::Refusal& refusal) {
    if (refusal.kind == promql::Refusal::Kind::Bad)
        return refuse(exchange, "bad_data", "invalid parameter \"query\": " + refusal.words);
    refuse(exchange, refusal.kind == promql::Refusal::Kind::Timeout ? "timeout" : "execution", refusal.words);
}

/// The step of a range: seconds or a duration, in milliseconds.
std::optional<std::int64_t> stepOf(const std::string& text) {
    if (const auto number = readNumber(text))
        return std::isfinite(*number) && std::abs(*number) < 1e9
                   ? std::optional(static_cast<std::int64_t>(*number * 1000))
                   : std::nullopt;
    return parseDurationMs(text);
}

bool mayBePosted(const std::string& call) {
    return call == "query" || call == "query_range" || call == "series" || call == "labels" ||
           call == "query_exemplars" || call == "format_query";
}

} // namespace

void PrometheusFace::handle(const http::Request& request, const Exchange& exchange) {
    const std::string& path = request.path;
    const std::string call = path.starts_with("/api/v1/") ? path.substr(8) : "";
    if (request.method != "GET" && !(request.method == "POST" && mayBePosted(call)))
        return exchange->reply(
            {405, {{"Allow", "GET, POST"}, {"Content-Type", "text/plain"}}, "Method Not Allowed\n"});
    // Charts ask by themselves, by Qt's own name; whoever else asks wants to know something.
    if ((call == "query" || call == "query_range") &&
        !request.header("user-agent").starts_with("Mozilla/5.0"))
        noteQuery(path, field(formOf(request), "query"));
    if (call.empty() ? !page(path, exchange) : !(ask(call, formOf(request), exchange), true))
        replyText(exchange, 404, "404 page not found\n");
}

void PrometheusFace::noteQuery(const std::string& path, const std::string& query) const {
    Action asked;
    asked.via = "prometheus";
    asked.user = "trainee";
    asked.verb = "promql";
    asked.path = path;
    asked.resource = "query";
    asked.name = query.substr(0, 1000);
    m_stage.note(std::move(asked));
}

bool PrometheusFace::page(const std::string& path, const Exchange& exchange) const {
    if (path == "/metrics")
        exchange->reply({200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, exposition()});
    else if (path == "/-/ready")
        replyText(exchange, 200, "Prometheus Server is Ready.\n");
    else if (path == "/-/healthy")
        replyText(exchange, 200, "Prometheus Server is Healthy.\n");
    else if (path == "/")
        replyText(exchange, 200,
                  "The metrics of the lab, with the HTTP API of Prometheus 2.42 below /api/v1/.\n");
    else
        return false;
    return true;
}

void PrometheusFace::ask(const std::string& call, const http::Pairs& form, const Exchange& exchange) const {
    const PrometheusCatalog catalog(m_stage.world());
    const PrometheusRules rules(m_stage.world());
    if (call == "query")
        query(form, exchange);
    else if (call == "query_range")
        queryRange(form, exchange);
    else if (call == "series")
        catalog.series(form, exchange);
    else if (call == "labels")
        catalog.labels(form, exchange, "");
    else if (call.starts_with("label/") && call.ends_with("/values") && call.size() > 13)
        catalog.labels(form, exchange, call.substr(6, call.size() - 13));
    else if (call == "metadata")
        catalog.metadata(form, exchange);
    else if (call == "targets")
        catalog.targets(form, exchange);
    else if (call == "rules")
        rules.rules(form, exchange);
    else if (call == "alerts")
        rules.alerts(exchange);
    else if (call == "format_query") {
        const auto parsed = parse(field(form, "query"));
        if (const auto* refusal = std::get_if<promql::Refusal>(&parsed))
            return refuseResult(exchange, *refusal);
        succeed(exchange, json::value(print(*std::get<ExprPtr>(parsed))));
    } else if (call == "query_exemplars")
        succeed(exchange, json::array());
    else if (call == "alertmanagers")
        succeed(exchange, json::object{{"activeAlertmanagers", json::array()},
                                       {"droppedAlertmanagers", json::array()}});
    else if (call.starts_with("status/"))
        prometheusStatus(m_stage.world(), call.substr(7), exchange);
    else
        replyText(exchange, 404, "404 page not found\n");
}

void PrometheusFace::query(const http::Pairs& form, const Exchange& exchange) const {
    const World& world = m_stage.world();
    const std::string time = field(form, "time");
    const auto ms = PrometheusCatalog(world).moment(time);
    if (!ms)
        return refuse(exchange, "bad_data",
                      "invalid parameter \"time\": cannot parse \"" + time + "\" to a valid timestamp");
    const auto parsed = parse(field(form, "query"));
    if (const auto* refusal = std::get_if<promql::Refusal>(&parsed))
        return refuseResult(exchange, *refusal);
    const auto result = evaluate(*std::get<ExprPtr>(parsed),
                                 SeriesStorage(world.series(), world.epoch(), world.now()), *ms, labLimits);
    if (const auto* refusal = std::get_if<promql::Refusal>(&result))
        return refuseResult(exchange, *refusal);
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

void PrometheusFace::queryRange(const http::Pairs& form, const Exchange& exchange) const {
    const World& world = m_stage.world();
    std::optional<std::int64_t> times[2];
    for (const auto& [i, name] : {std::pair{0, "start"}, std::pair{1, "end"}}) {
        const std::string text = field(form, name);
        times[i] = text.empty() ? std::nullopt : PrometheusCatalog(world).moment(text);
        if (!times[i])
            return refuse(exchange, "bad_data",
                          std::string("invalid parameter \"") + name + "\": cannot parse \"" + text +
                              "\" to a valid timestamp");
    }
    const auto [start, end] = std::pair{*times[0], *times[1]};
    if (end < start)
        return refuse(exchange, "bad_data",
                      "invalid parameter \"end\": end timestamp must not be before start time");
    const auto step = stepOf(field(form, "step"));
    if (!step)
        return refuse(exchange, "bad_data",
                      "invalid parameter \"step\": cannot parse \"" + field(form, "step") +
                          "\" to a valid duration");
    if (*step <= 0)
        return refuse(exchange, "bad_data",
                      "invalid parameter \"step\": zero or negative query resolution step widths are not "
                      "accepted. Try a positive integer");
    if ((end - start) / *step > mostPoints)
        return refuse(exchange, "bad_data",
                      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query "
                      "resolution (?step=XX)");
    const auto parsed = parse(field(form, "query"));
    if (const auto* refusal = std::get_if<promql::Refusal>(&parsed))
        return refuseResult(exchange, *refusal);
    const auto result =
        evaluateRange(*std::get<ExprPtr>(parsed), SeriesStorage(world.series(), world.epoch(), world.now()),
                      start, end, *step, labLimits);
    if (const auto* refusal = std::get_if<promql::Refusal>(&result))
        return refuseResult(exchange, *refusal);
    std::vector<std::string> rows;
    for (const auto& each : std::get<Value>(result).matrix)
        rows.push_back(matrixRow(each));
    answer(exchange, "matrix", listed(rows));
}

} // namespace understudy::faces
