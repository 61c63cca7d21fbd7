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
    };
    return all;
}

const std::vector<std::string>& unbuiltFaultKinds() {
    static const std::vector<std::string> all{"alert_mute",     "clock_skew",  "login_bruteforce",
                                              "netpol_missing", "rbac_excess", "route_wrong",
                                              "secret_in_code"};
    return all;
}

} // namespace understudy::cluster
