#include "labs/telemetry/TroubleSeries.h"

#include "labs/promql/PromQl.h"

#include <array>
#include <cmath>

namespace understudy::cluster {

namespace {

using Labels = std::map<std::string, std::string>;

// Offices and a partner from where people sign in and mistype.
constexpr std::array<std::pair<const char*, double>, 3> usual{
    {{"192.0.2.15", 0.5}, {"203.0.113.40", 0.9}, {"203.0.113.41", 0.7}}};

double minutes(Micros span) { return static_cast<double>(span) / static_cast<double>(minute); }

} // namespace

const std::vector<MetricFamily>& TroubleSeries::families() const {
    static const std::vector<MetricFamily> all{
        {"dwcp_auth_failures_total", "counter", "Sign-ins that failed, by address."},
        {"dwcp_certificate_days_left", "gauge", "Days until the certificate ends."},
        {"dwcp_circuit_breaker_state", "gauge", "0 closed, 1 half-open, 2 open."},
        {"dwcp_request_refusals_total", "counter", "Calls that an open breaker did not let through."},
        {"dwcp_request_retries_total", "counter", "Calls that were repetitions of others."},
        {"node_timex_offset_seconds", "gauge", "How far a node's clock is ahead of NTP's."},
        {"node_timex_sync_status", "gauge", "1 while NTP sets a node's clock right."}};
    return all;
}

void TroubleSeries::each(const std::string& name, Micros, Micros to, const Take& take) const {
    if (name == "dwcp_auth_failures_total")
        signIns(to, take);
    else if (name == "dwcp_certificate_days_left")
        certificates(to, take);
    else if (name.starts_with("node_timex_"))
        clocks(name, to, take);
    else if (name == "dwcp_circuit_breaker_state" || name.starts_with("dwcp_request_re"))
        calls(name, to, take);
}

void TroubleSeries::calls(const std::string& name, Micros to, const Take& take) const {
    const auto& circuits = m_model.circuits();
    const bool state = name == "dwcp_circuit_breaker_state", refusals = name == "dwcp_request_refusals_total";
    if (!state && !refusals && name != "dwcp_request_retries_total")
        return;
    for (std::size_t i = 0; i < circuits.calls().size(); ++i) {
        const Call& call = circuits.calls()[i];
        if (!call.breaker && (state || refusals))
            continue;
        take({{{"__name__", name},
               {"namespace", "production"},
               {"service", m_model.services()[call.caller]->name},
               {"upstream", m_model.services()[call.called]->name}},
              m_start,
              to,
              [&circuits, i, state, refusals](Micros when) {
                  return state      ? static_cast<double>(circuits.state(i, when))
                         : refusals ? std::floor(circuits.refused(i, when))
                                    : std::floor(circuits.repeated(i, when));
              }});
    }
}

void TroubleSeries::signIns(Micros to, const Take& take) const {
    const Labels labels{
        {"__name__", "dwcp_auth_failures_total"}, {"namespace", "production"}, {"service", "auth-service"}};
    const auto add = [&](const std::string& ip, Micros from, std::function<double(Micros)> value) {
        Labels own = labels;
        own["ip"] = ip;
        take({own, from, to, std::move(value)});
    };
    for (const auto& [ip, rate] : usual)
        add(ip, m_start,
            [this, rate = rate](Micros when) { return std::floor(rate * minutes(when - m_start)); });
    std::map<std::string, std::vector<Disturbances::SignIns>> attacks;
    for (const auto& each : m_model.disturbed.signIns)
        if (each.from <= to)
            attacks[each.ip].push_back(each);
    for (const auto& [ip, all] : attacks)
        add(ip, all.front().from, [all = all](Micros when) {
            double sum = 0;
            for (const auto& each : all)
                sum += each.perMinute *
                       minutes(std::max<Micros>(0, std::min(when, each.until.value_or(when)) - each.from));
            return std::floor(sum);
        });
}

void TroubleSeries::clocks(const std::string& name, Micros to, const Take& take) const {
    const bool offset = name == "node_timex_offset_seconds";
    if (!offset && name != "node_timex_sync_status")
        return;
    for (const NodeRecord& node : m_ledger.nodes()) {
        if (node.first > to)
            continue;
        take({{{"__name__", name}, {"node", node.name}, {"instance", node.ip + ":9100"}, {"role", node.role}},
              node.first,
              node.ended ? std::min(to, *node.ended - 1) : to,
              [this, &node, offset](Micros when) {
                  if (node.there.at(when) == 0)
                      return promql::staleMark();
                  const double skew = m_model.disturbed.skewOf(node.name, when);
                  if (!offset)
                      return skew == 0 ? 1.0 : 0.0;
                  return skew + 0.0004 * m_noise.normal("clock/" + node.name, when / (5 * second));
              }});
    }
}

void TroubleSeries::certificates(Micros to, const Take& take) const {
    for (const auto& [host, days] : {std::pair{"api.dwcp.io", 61.0}, std::pair{"grafana.dwcp.io", 74.0}})
        take({{{"__name__", "dwcp_certificate_days_left"}, {"host", host}},
              m_start,
              to,
              [this, days = days, key = std::string("certificate/") + host](Micros when) {
                  return days - static_cast<double>(when) / static_cast<double>(day) -
                         m_model.disturbed.risen(key, when);
              }});
}

} // namespace understudy::cluster
