#include "labs/faces/PrometheusRules.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace understudy::faces {

namespace json = boost::json;
using namespace cluster;

namespace {

json::object texts(const std::map<std::string, std::string>& all) {
    json::object out;
    for (const auto& [key, value] : all)
        out[key] = value;
    return out;
}

/// As Prometheus writes the value of an alert: 5e-02, 1.25e+00.
std::string scientific(double value) {
    std::array<char, 40> text{};
    for (int digits = 0; digits < 17; ++digits) {
        std::snprintf(text.data(), text.size(), "%.*e", digits, value);
        if (promql::readNumber(text.data()) == value)
            break;
    }
    return std::isfinite(value) ? text.data() : promql::printValue(value);
}

} // namespace

json::object PrometheusRules::toJson(const AlertEvent& event) const {
    return {{"labels", texts(event.labels)},
            {"annotations", texts(event.annotations)},
            {"state", event.firing ? "firing" : "pending"},
            {"activeAt", m_world.stamp(event.active)},
            {"value", scientific(event.value)}};
}

void PrometheusRules::alerts(const Exchange& exchange) const {
    json::array list;
    for (const auto& event : m_world.alerts().events())
        if (!event.resolved)
            list.push_back(toJson(event));
    succeed(exchange, json::object{{"alerts", list}});
}

json::object PrometheusRules::rule(std::size_t group, std::size_t which) const {
    const AlertRule& rule = m_world.alerts().groups()[group].rules[which];
    json::array alerts;
    bool firing = false;
    for (const auto& event : m_world.alerts().events()) {
        if (event.resolved || event.forced || event.group != group || event.rule != which)
            continue;
        firing = firing || event.firing;
        alerts.push_back(toJson(event));
    }
    const char* state = firing ? "firing" : alerts.empty() ? "inactive" : "pending";
    return {{"state", state},
            {"name", rule.name},
            {"query", promql::print(*rule.parsed)},
            {"duration", static_cast<double>(rule.holds) / second},
            {"keepFiringFor", 0},
            {"labels", texts(rule.labels)},
            {"annotations", texts(rule.annotations)},
            {"alerts", alerts},
            {"health", "ok"},
            {"evaluationTime", 0.0005},
            {"lastEvaluation", m_world.stamp(m_world.alerts().evaluated(group))},
            {"type", "alerting"}};
}

void PrometheusRules::rules(const http::Pairs& form, const Exchange& exchange) const {
    const std::string type = field(form, "type");
    if (!type.empty() && type != "alert" && type != "record")
        return refuse(exchange, "bad_data", "not supported value \"" + type + "\"");
    json::array groups;
    const auto& all = m_world.alerts().groups();
    for (std::size_t group = 0; group < all.size(); ++group) {
        json::array rules;
        for (std::size_t each = 0; each < all[group].rules.size() && type != "record"; ++each)
            rules.push_back(rule(group, each));
        groups.push_back(json::object{{"name", all[group].name},
                                      {"file", all[group].file},
                                      {"rules", rules},
                                      {"interval", static_cast<double>(all[group].interval) / second},
                                      {"limit", 0},
                                      {"evaluationTime", 0.001},
                                      {"lastEvaluation", m_world.stamp(m_world.alerts().evaluated(group))}});
    }
    succeed(exchange, json::object{{"groups", groups}});
}

} // namespace understudy::faces
