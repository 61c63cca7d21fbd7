#pragma once

#include "labs/scenario/StrictYaml.h"

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

/// Something that is true of a world or not: of an object of Kubernetes, a fault, or how a service does.
///
///     kube: {deployment: production/dwcp-api, image: "!dwcp/api:3.2.0", replicas: ">=3"}
///     service: {name: api-gateway, errors: "<0.01", p95: "<500"}
///     fault: {id: leak, state: over}
///     any: [ … ]   all: [ … ]   not: { … }
struct Condition {
    enum class Kind { All, Any, Not, Kube, Service, Fault };
    Kind kind = Kind::All;
    std::vector<Condition> parts;
    std::string object; ///< deployment, statefulset, service, node, pod; or the fault's id
    std::string ns, name;
    std::string place;                        ///< where it stands: "file:line:column: "
    std::map<std::string, Comparison> fields; ///< image, replicas, ready, errors…; env.NAME for a variable
};

Condition readCondition(StrictYaml& yaml, const YAML::Node& node);

} // namespace understudy::cluster
