#include "labs/scenario/Condition.h"

#include <algorithm>
#include <cstdlib>

namespace understudy::cluster {

namespace {

constexpr const char* kinds = "any, all, not, kube, service, fault, promql, dwcp and journal";

/// Which fields the objects have that a condition can look at.
const std::map<std::string, std::vector<std::string>>& objects() {
    static const std::map<std::string, std::vector<std::string>> all{
        {"deployment", {"image", "replicas", "ready", "env", "exists"}},
        {"statefulset", {"image", "replicas", "ready", "env", "exists"}},
        {"service", {"type", "exists"}},
        {"node", {"unschedulable", "ready", "exists"}},
        {"pod", {"ready", "exists"}},
    };
    return all;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& each : words)
        text += (text.empty() ? "" : ", ") + each;
    return text;
}

} // namespace

Comparison readComparison(StrictYaml& yaml, const YAML::Node& node) {
    Comparison comparison{"==", "", 0};
    if (!node.IsScalar()) {
        yaml.fail(node, "A single value is expected here, such as \">=3\".");
        return comparison;
    }
    std::string text = node.Scalar();
    for (const char* op : {">=", "<=", "==", "!=", ">", "<", "!"})
        if (text.starts_with(op)) {
            comparison.op = std::string(op) == "!" ? "!=" : op;
            text.erase(0, std::string(op).size());
            break;
        }
    const auto from = text.find_first_not_of(' ');
    comparison.text = from == std::string::npos ? "" : text.substr(from);
    char* end = nullptr;
    comparison.number = std::strtod(comparison.text.c_str(), &end);
    if ((comparison.op[0] == '<' || comparison.op[0] == '>') && (comparison.text.empty() || *end != 0))
        yaml.fail(node, "After " + comparison.op + " a number is expected.");
    return comparison;
}

void readFields(StrictYaml& yaml, const YAML::Node& node, std::map<std::string, Comparison>& fields,
                const std::vector<std::string>& besides, const std::vector<std::string>& known) {
    if (!node.IsMap())
        return yaml.fail(node, "Keys with values are expected here. There are " + joined(known) + ".");
    for (const auto& pair : node) {
        const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
        if (std::find(besides.begin(), besides.end(), key) != besides.end())
            continue;
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            yaml.fail(pair.first, "The key \"" + key + "\" is not known here. Known are " +
                                      (besides.empty() ? "" : joined(besides) + ", ") + joined(known) + ".");
        } else if (key == "env") {
            if (!pair.second.IsMap())
                yaml.fail(pair.second, "\"env\" must be a map of variables to values.");
            else
                for (const auto& variable : pair.second)
                    fields["env." + variable.first.Scalar()] = readComparison(yaml, variable.second);
        } else {
            fields[key] = readComparison(yaml, pair.second);
        }
    }
    if (fields.empty())
        yaml.fail(node, "This says nothing to look at. There are " + joined(known) + ".");
}

namespace {

void readKube(StrictYaml& yaml, const YAML::Node& node, Condition& condition) {
    condition.kind = Condition::Kind::Kube;
    for (const auto& [object, fields] : objects()) {
        if (!node.IsMap() || !node[object].IsDefined())
            continue;
        condition.object = object;
        const std::string on = yaml.text(node, object.c_str());
        const auto slash = on.find('/');
        const bool named = object == "node"
                               ? slash == std::string::npos && !on.empty()
                               : slash != std::string::npos && slash > 0 && slash + 1 < on.size();
        if (!named)
            yaml.fail(node[object], "\"" + object + "\" must be " +
                                        (object == "node" ? "the name of a node." : "NAMESPACE/NAME."));
        condition.ns = object == "node" ? "" : on.substr(0, std::min(slash, on.size()));
        condition.name = object == "node" ? on : on.substr(slash + 1);
        readFields(yaml, node, condition.fields, {object}, fields);
        return;
    }
    yaml.fail(node, "\"kube\" must name a deployment, statefulset, service, node or pod.");
}

// An expression that holds, or {query, is, for}: a number to compare with, and how long.
void readPromql(StrictYaml& yaml, const YAML::Node& node, const YAML::Node& value, Condition& condition) {
    condition.kind = Condition::Kind::Promql;
    YAML::Node where = value;
    if (value.IsMap()) {
        if (!yaml.map(value, {"query", "is", "for"}))
            return;
        condition.object = yaml.text(value, "query");
        where.reset(value["query"]); // to assign would change the document
        if (value["is"].IsDefined())
            condition.fields["is"] = readComparison(yaml, value["is"]);
        const auto lasts = parseDuration(yaml.text(value, "for", "0s"));
        if (!lasts || *lasts < 0 || *lasts > 7 * day)
            yaml.fail(value["for"], "\"for\" must be a duration such as 5m.");
        condition.lasts = lasts.value_or(0);
    } else {
        condition.object = yaml.text(node, "promql");
    }
    const auto parsed = promql::parse(condition.object);
    if (const auto* refusal = std::get_if<promql::Refusal>(&parsed))
        return yaml.fail(where, "PromQL: " + refusal->words);
    condition.expression = std::get<promql::ExprPtr>(parsed);
    if (condition.expression->type != promql::ValueType::Scalar &&
        condition.expression->type != promql::ValueType::Vector)
        yaml.fail(where, "An expression is expected that gives numbers now, not over time.");
}

} // namespace

bool Comparison::holds(double value) const {
    if (op == "<")
        return value < number;
    if (op == "<=")
        return value <= number;
    if (op == ">")
        return value > number;
    if (op == ">=")
        return value >= number;
    return (value == number) == (op == "==");
}

bool Comparison::holds(const std::string& value) const { return (value == text) == (op == "=="); }

Condition readCondition(StrictYaml& yaml, const YAML::Node& node) {
    Condition condition;
    condition.place = yaml.placeOf(node);
    if (!node.IsDefined() || !node.IsMap() || node.size() != 1) {
        yaml.fail(node, std::string("A condition is one of ") + kinds + ".");
        return condition;
    }
    const std::string key = node.begin()->first.Scalar();
    const YAML::Node value = node.begin()->second;
    if (key == "any" || key == "all") {
        condition.kind = key == "any" ? Condition::Kind::Any : Condition::Kind::All;
        for (const auto& each : yaml.nodes(node, key.c_str()))
            condition.parts.push_back(readCondition(yaml, each));
        if (condition.parts.empty())
            yaml.fail(value, "\"" + key + "\" must be a list of conditions.");
    } else if (key == "not") {
        condition.kind = Condition::Kind::Not;
        condition.parts.push_back(readCondition(yaml, value));
    } else if (key == "kube") {
        readKube(yaml, value, condition);
    } else if (key == "service") {
        condition.kind = Condition::Kind::Service;
        condition.ns = "production";
        condition.name = yaml.text(value, "name");
        readFields(yaml, value, condition.fields, {"name"}, {"errors", "p95", "ready", "rps"});
    } else if (key == "fault") {
        condition.kind = Condition::Kind::Fault;
        condition.object = yaml.text(value, "id");
        readFields(yaml, value, condition.fields, {"id"}, {"state"});
    } else if (key == "promql") {
        readPromql(yaml, node, value, condition);
    } else if (key == "dwcp") {
        readPlatformCondition(yaml, value, condition);
    } else if (key == "journal") {
        condition.kind = Condition::Kind::Journal;
        condition.deed = readDeedWish(yaml, value);
    } else {
        yaml.fail(node.begin()->first, "There is no condition \"" + key + "\". There are " + kinds + ".");
    }
    return condition;
}

} // namespace understudy::cluster
