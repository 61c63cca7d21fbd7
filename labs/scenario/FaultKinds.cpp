#include "labs/scenario/FaultSpec.h"

namespace understudy::cluster {

namespace {

using Type = FaultParameter::Type;
using On = FaultKind::On;

FaultParameter text(const char* key, std::optional<std::string> otherwise = std::nullopt) {
    return {key, Type::Text, std::move(otherwise), 0, 0, {}};
}
FaultParameter number(const char* key, double least, double most,
                      std::optional<std::string> otherwise = std::nullopt) {
    return {key, Type::Number, std::move(otherwise), least, most, {}};
}
FaultParameter whole(const char* key, double least, double most,
                     std::optional<std::string> otherwise = std::nullopt) {
    return {key, Type::Whole, std::move(otherwise), least, most, {}};
}
FaultParameter of(Type type, const char* key, std::optional<std::string> otherwise = std::nullopt) {
    return {key, type, std::move(otherwise), 0, 0, {}};
}
FaultParameter duration(const char* key, std::optional<std::string> otherwise = std::nullopt) {
    return {key, Type::Duration, std::move(otherwise), 0, 0, {}};
}
FaultParameter choice(const char* key, std::vector<std::string> choices) {
    const std::string first = choices.front();
    return {key, Type::Choice, first, 0, 0, std::move(choices)};
}

} // namespace

const std::map<std::string, FaultKind>& faultKinds() {
    static const std::map<std::string, FaultKind> all{
        {"traffic",
         {On::Nothing,
          {number("rps", 1, 1e6), choice("shape", {"step", "ramp", "spike", "wave"}),
           duration("over", "10m")}}},
        {"cpu_hog", {On::Workload, {number("x", 1, 100)}}},
        {"dep_slow",
         {On::Nothing, {text("from"), text("to"), number("add_ms", 1, 600000), number("p", 0, 1, "1")}}},
        {"dep_errors", {On::Nothing, {text("from"), text("to"), number("p", 0, 1), text("log", "")}}},
        {"mem_leak", {On::Workload, {{"rate", Type::Rate, "100MB/h", 0, 0, {}}}}},
        {"crash_loop", {On::Workload, {whole("exit", 0, 255, "1"), text("message", "")}}},
        {"bad_release",
         {On::Workload,
          {text("image"), number("err", 0, 1, "0.05"), number("latency", 0, 600000, "0"),
           duration("after", "0s"), text("message", ""), text("log", "")}}},
        {"image_pull", {On::Workload, {text("ref"), text("message", "")}}},
        {"pod_pending", {On::Workload, {choice("reason", {"cpu", "memory"}), text("message", "")}}},
        {"redis_down", {On::Nothing, {}}},
        {"db_down", {On::Nothing, {choice("role", {"primary", "replica"}), text("message", "")}}},
        {"db_lag", {On::Nothing, {text("replica", "postgres-replica-1"), number("s", 0.1, 86400)}}},
        {"db_conn_exhaust", {On::Nothing, {}}},
        {"queue_backlog", {On::Nothing, {whole("depth", 1, 1e9)}}},
        {"cert_expiring", {On::Nothing, {text("host", "api.dwcp.io"), number("days", -30, 60)}}},
        {"node_down", {On::Node, {}}},
        {"node_pressure", {On::Node, {choice("kind", {"memory", "disk", "pid"})}}},
        {"svc_exposed", {On::Workload, {}}},
        {"backup_bad", {On::Nothing, {text("name"), choice("kind", {"empty", "missing", "late"})}}},
        {"vuln", {On::Nothing, {text("image"), whole("high", 0, 4, "2"), whole("critical", 0, 2, "0")}}},
        {"alert_fired",
         {On::Nothing,
          {text("alert"), choice("severity", {"warning", "critical", "info"}), text("text", "")}}},
        {"alert_mute",
         {On::Nothing,
          {text("alert", ""), text("by", "release-bot"), text("comment", "maintenance"),
           duration("duration", "8h")}}},
        {"clock_skew", {On::Node, {number("ms", -3.6e6, 3.6e6)}}},
        {"login_bruteforce",
         {On::Nothing,
          {of(Type::Address, "ip", "198.51.100.23"), number("rate", 1, 1e5, "120"), text("user", "admin"),
           duration("success_at", "0s")}}},
        {"netpol_missing", {On::Nothing, {of(Type::Spaces, "ns")}}},
        {"rbac_excess", {On::Account, {of(Type::Rule, "rule", "* secrets")}}},
        {"route_wrong",
         {On::Nothing,
          {text("virtualservice", "payment-gateway"), text("from", "payment-service"), text("subset", "v2"),
           text("right", "direct"), number("add_ms", 1, 600000, "29000"), number("p", 0, 1, "1")}}},
        {"secret_in_code",
         {On::Nothing,
          {text("repo", "dwcp-api"), of(Type::Path, "path", "config/app.ini"),
           choice("kind", {"aws", "token"}), text("secret", "")}}},
    };
    return all;
}

} // namespace understudy::cluster
