#pragma once

#include "labs/promql/PromQl.h"
#include "labs/scenario/DeedWish.h"

#include <map>

namespace understudy::cluster {

/// A number to compare with, or a text to be or not to be: ">=3", "!0", "dwcp/api:3.1.4".
struct Comparison {
    std::string op; ///< ==, !=, <, <=, >, >=
    std::string text;
    double number = 0; ///< of the text, for the four orders
    bool holds(double value) const;
    bool holds(const std::string& value) const;
};

/// Something that is true of a world or not: of an object of Kubernetes, a fault, how a service does, what is
/// measured, what the platform is at, or what somebody did.
///
///     kube: {deployment: production/dwcp-api, image: "!dwcp/api:3.2.0", replicas: ">=3"}
///     service: {name: api-gateway, errors: "<0.01", p95: "<500"}
///     fault: {id: leak, state: over}
///     promql: 'up == 1'   promql: {query: 'sum(up)', is: ">=3", for: 5m}
///     dwcp: {node: worker-007, status: quarantined}
///     journal: {verb: [logs, promql], object: dwcp-api, before: fixed}
///     any: [ … ]   all: [ … ]   not: { … }
struct Condition {
    enum class Kind { All, Any, Not, Kube, Service, Fault, Promql, Dwcp, Journal };
    Kind kind = Kind::All;
    std::vector<Condition> parts;
    std::string object; ///< deployment, statefulset, service, node, pod; node, vm, migration, count, path of
                        ///< dwcp; the fault's id; the text of an expression
    std::string ns, name;
    std::string place;                        ///< where it stands: "file:line:column: "
    std::map<std::string, Comparison> fields; ///< image, replicas, ready, errors…; env.NAME for a variable
    std::map<std::string, Comparison> where;  ///< dwcp: which of them count
    promql::ExprPtr expression;               ///< promql
    Micros lasts = 0;                         ///< promql: it must have held that long
    DeedWish deed;                            ///< journal
};

Condition readCondition(StrictYaml& yaml, const YAML::Node& node);

// One for each kind that has a file of its own.
Comparison readComparison(StrictYaml& yaml, const YAML::Node& node);
/// Reads every key but @p besides; one that is not in @p known is a problem.
void readFields(StrictYaml& yaml, const YAML::Node& node, std::map<std::string, Comparison>& fields,
                const std::vector<std::string>& besides, const std::vector<std::string>& known);
void readPlatformCondition(StrictYaml& yaml, const YAML::Node& node, Condition& condition);

} // namespace understudy::cluster
