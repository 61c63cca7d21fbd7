#include "labs/scenario/Rules.h"

#include "labs/scenario/StrictYaml.h"
#include "labs/scenario/Topology.h"

#include <algorithm>
#include <set>

namespace understudy::cluster {

namespace {

bool labelName(const std::string& name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !name.empty() && letter(name[0]) &&
           std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

class RuleReader final {
public:
    RuleReader(StrictYaml& yaml, std::string file)
        : m_yaml(yaml)
        , m_file(std::move(file)) {}

    std::vector<RuleGroup> groups(const YAML::Node& root) {
        std::vector<RuleGroup> found;
        std::set<std::string> names;
        m_yaml.map(root, {"groups"});
        for (const auto& node : m_yaml.ok() ? m_yaml.nodes(root, "groups") : std::vector<YAML::Node>()) {
            found.push_back(group(node));
            if (!names.insert(found.back().name).second)
                m_yaml.fail(node, "There is another group \"" + found.back().name + "\" in this file.");
        }
        return found;
    }

private:
    RuleGroup group(const YAML::Node& node) {
        RuleGroup group;
        m_yaml.map(node, {"name", "interval", "rules"});
        group.name = m_yaml.text(node, "name");
        group.file = m_file;
        group.interval = duration(node, "interval", "30s");
        if (m_yaml.ok() && (group.interval < second || group.interval % second != 0))
            m_yaml.fail(node, "\"interval\" must be whole seconds.");
        for (const auto& each : m_yaml.ok() ? m_yaml.nodes(node, "rules") : std::vector<YAML::Node>())
            group.rules.push_back(rule(each));
        return group;
    }

    AlertRule rule(const YAML::Node& node) {
        AlertRule rule;
        if (node.IsMap() && node["record"].IsDefined())
            m_yaml.fail(node["record"],
                        "Recording rules are not supported here. Write the expression into the "
                        "alert, or query it.");
        m_yaml.map(node, {"alert", "expr", "for", "labels", "annotations"});
        rule.name = m_yaml.text(node, "alert");
        rule.expression = m_yaml.text(node, "expr");
        rule.holds = duration(node, "for", "0s");
        if (!m_yaml.ok())
            return rule;
        if (rule.name.empty())
            m_yaml.fail(node, "\"alert\" must be a name.");
        auto parsed = promql::parse(rule.expression);
        if (const auto* refusal = std::get_if<promql::Refusal>(&parsed))
            m_yaml.fail(node["expr"], refusal->words);
        else
            rule.parsed = std::get<promql::ExprPtr>(std::move(parsed));
        if (rule.parsed && rule.parsed->type != promql::ValueType::Vector &&
            rule.parsed->type != promql::ValueType::Scalar)
            m_yaml.fail(node["expr"], "\"expr\" must give an instant vector or a scalar.");
        texts(node, "labels", rule.labels, rule.labelTexts);
        texts(node, "annotations", rule.annotations, rule.noteTexts);
        return rule;
    }

    void texts(const YAML::Node& node, const char* key, std::map<std::string, std::string>& plain,
               std::map<std::string, AlertText>& ready) {
        const YAML::Node list = node[key];
        if (!list.IsDefined() || !m_yaml.ok())
            return;
        if (!list.IsMap())
            return m_yaml.fail(list, std::string("\"") + key + "\" must be names with texts.");
        for (const auto& pair : list) {
            const std::string name = pair.first.IsScalar() ? pair.first.Scalar() : "";
            if (!labelName(name) || name == "alertname")
                return m_yaml.fail(pair.first, "\"" + name + "\" cannot be a name here.");
            if (!pair.second.IsScalar())
                return m_yaml.fail(pair.second, "\"" + name + "\" must be a text.");
            if (plain.contains(name))
                return m_yaml.fail(pair.first, "\"" + name + "\" is here twice.");
            plain[name] = pair.second.Scalar();
            if (const std::string problem = ready[name].parse(plain[name]); !problem.empty())
                return m_yaml.fail(pair.second, problem);
        }
    }

    Micros duration(const YAML::Node& node, const char* key, const char* otherwise) {
        const std::string text = m_yaml.text(node, key, otherwise);
        const auto ms = promql::parseDurationMs(text);
        if (!ms && text != "0s" && m_yaml.ok())
            m_yaml.fail(node[key], std::string("\"") + key + "\" must be a duration such as 5m.");
        return ms.value_or(0) * 1000;
    }

    StrictYaml& m_yaml;
    std::string m_file;
};

} // namespace

std::variant<std::vector<RuleGroup>, Problem> parseRules(const std::string& text, const std::string& file) {
    StrictYaml yaml(file);
    const YAML::Node root = yaml.parse(text);
    std::vector<RuleGroup> groups;
    if (yaml.ok())
        groups = RuleReader(yaml, file).groups(root);
    if (!yaml.ok())
        return Problem{yaml.problem()};
    return groups;
}

} // namespace understudy::cluster
