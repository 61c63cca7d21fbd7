#pragma once

#include "labs/clock/Time.h"
#include "labs/scenario/Condition.h"
#include "labs/scenario/PlatformFault.h"

namespace understudy::cluster {

/// One fault of a scenario: a kind, its parameters, and when it starts.
struct FaultSpec {
    std::string id, kind;
    std::string place;              ///< where it stands: "file:line:column: "
    std::optional<Micros> at;       ///< nothing: waits for `lab inject`
    std::optional<int> minuteOfDay; ///< instead of at: the last time it was that late, UTC
    std::optional<Micros> lasts;
    std::string ns, name; ///< on: NAMESPACE/NAME, or a node's name alone
    std::map<std::string, std::string> texts;
    std::map<std::string, double> numbers;
    std::map<std::string, Micros> spans;
    std::map<std::string, std::vector<std::string>> lists;
    std::optional<Condition> clearsWhen;   ///< instead of what ends the kind by itself
    std::optional<PlatformFault> platform; ///< of a kind that lives in the platform

    std::string text(const std::string& key) const;
    double number(const std::string& key) const;
    Micros span(const std::string& key) const;
    const std::vector<std::string>& list(const std::string& key) const;
};

/// What a parameter of a fault may be: Spaces are names of namespaces, Address is of IPv4, Path leads to a
/// file of a repository, Rule is VERBS RESOURCES as a role has them.
struct FaultParameter {
    enum class Type { Text, Number, Whole, Duration, Rate, Choice, Spaces, Address, Path, Rule };
    std::string key;
    Type type = Type::Text;
    std::optional<std::string> otherwise; ///< nothing: it must be given
    double least = 0, most = 1e12;
    std::vector<std::string> choices;
};

/// A kind of fault: what it is done on and what it takes.
struct FaultKind {
    enum class On { Nothing, Workload, Node, Account };
    On on = On::Nothing;
    std::vector<FaultParameter> parameters;
};

/// By name. Those of the platform stand in PlatformFault.h.
const std::map<std::string, FaultKind>& faultKinds();

FaultSpec readFault(StrictYaml& yaml, const YAML::Node& node);

} // namespace understudy::cluster
