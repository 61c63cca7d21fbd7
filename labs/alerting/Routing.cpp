#include "labs/alerting/Routing.h"

#include <algorithm>
#include <array>

namespace understudy::cluster {

namespace {

using promql::Labels;
using promql::Matcher;
using promql::MatchOp;

struct Route {
    Matcher matcher;
    const char* receiver;
    const char *wait, *repeat;
    bool goOn = false;
};

const std::vector<Route>& routes() {
    static const std::vector<Route> all{
        {{"auto_rollback", MatchOp::Equal, "true"}, "auto-rollback", "0s", "4h", true},
        {{"severity", MatchOp::Equal, "critical"}, "pager", "5s", "30m"},
        {{"severity", MatchOp::Regex, "high|medium|warning"}, "slack-warnings", "10s", "12h"},
        {{"severity", MatchOp::Equal, "info"}, "slack-info", "10s", "24h"}};
    return all;
}

struct Inhibition {
    std::vector<Matcher> source, target;
    std::vector<std::string> equal;
};

const std::vector<Inhibition>& inhibitions() {
    static const std::vector<Inhibition> all{
        {{{"alertname", MatchOp::Equal, "DWCPv3AllReplicasDown"}},
         {{"alertname", MatchOp::Equal, "DWCPv3ServiceDown"}},
         {}},
        {{{"alertname", MatchOp::Regex, "SLA.*"}, {"severity", MatchOp::Equal, "critical"}},
         {{"severity", MatchOp::Equal, "warning"}},
         {"cluster", "service"}},
        {{{"alertname", MatchOp::Equal, "HighErrorRate"}},
         {{"alertname", MatchOp::Equal, "SlowResponseTime"}},
         {"service"}},
        {{{"alertname", MatchOp::Regex, "ConsensusFailure|PBFTConsensusFailure"}},
         {{"alertname", MatchOp::Equal, "ByzantineNodeDetected"}},
         {}},
        {{{"auto_rollback", MatchOp::Equal, "true"}},
         {{"alertname", MatchOp::Regex, "Rollout.*"}, {"severity", MatchOp::Equal, "warning"}},
         {}}};
    return all;
}

constexpr std::array groupBy{"alertname", "cluster", "service", "severity"};

std::string valueOf(const Labels& labels, const std::string& name) {
    const auto found = labels.find(name);
    return found == labels.end() ? std::string() : found->second;
}

std::string written(const std::vector<Matcher>& matchers) {
    std::string out = "[";
    for (const auto& each : matchers)
        out += std::string(out.size() > 1 ? ", " : "") + "'" + each.name +
               (each.op == MatchOp::Regex ? "=~" : "=") + "\"" + each.value + "\"'";
    return out + "]";
}

} // namespace

std::vector<std::string> Routing::receivers() {
    return {"default", "auto-rollback", "pager", "slack-warnings", "slack-info"};
}

std::vector<std::string> Routing::receiversOf(const Labels& labels) {
    std::vector<std::string> found;
    for (const Route& route : routes())
        if (promql::matches({route.matcher}, labels)) {
            found.emplace_back(route.receiver);
            if (!route.goOn)
                break;
        }
    return found.empty() ? std::vector<std::string>{"default"} : found;
}

Labels Routing::groupOf(const Labels& labels) {
    Labels group;
    for (const char* name : groupBy)
        if (const auto found = labels.find(name); found != labels.end())
            group.insert(*found);
    return group;
}

bool Routing::inhibits(const Labels& source, const Labels& target) {
    return std::any_of(inhibitions().begin(), inhibitions().end(), [&](const Inhibition& each) {
        return promql::matches(each.source, source) && promql::matches(each.target, target) &&
               !promql::matches(each.source, target) &&
               std::all_of(each.equal.begin(), each.equal.end(), [&](const std::string& name) {
                   return valueOf(source, name) == valueOf(target, name);
               });
    });
}

std::string Routing::config() {
    std::string out = "route:\n  receiver: default\n  group_by: [";
    for (const char* name : groupBy)
        out += std::string(name == groupBy[0] ? "" : ", ") + name;
    out += "]\n  group_wait: 10s\n  group_interval: 5m\n  repeat_interval: 4h\n  routes:\n";
    for (const Route& route : routes())
        out += "  - matchers: " + written({route.matcher}) + "\n    receiver: " + route.receiver +
               "\n    group_wait: " + route.wait + "\n    repeat_interval: " + route.repeat + "\n" +
               (route.goOn ? "    continue: true\n" : "");
    out += "inhibit_rules:\n";
    for (const Inhibition& each : inhibitions()) {
        out += "- source_matchers: " + written(each.source) + "\n  target_matchers: " + written(each.target) +
               "\n  equal: [";
        for (const auto& name : each.equal)
            out += (name == each.equal[0] ? "" : ", ") + name;
        out += "]\n";
    }
    out += "receivers:\n";
    for (const auto& name : receivers()) {
        out += "- name: " + name + "\n";
        if (name == "auto-rollback")
            out += "  webhook_configs:\n  - url: http://dwcp-v3-controller:8080/api/v1/rollback/trigger\n";
    }
    return out;
}

} // namespace understudy::cluster
