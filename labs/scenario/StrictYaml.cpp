#include "labs/scenario/StrictYaml.h"

#include <cmath>
#include <cstdlib>
#include <set>

namespace understudy::cluster {

YAML::Node StrictYaml::parse(const std::string& text) {
    try {
        return YAML::Load(text);
    } catch (const YAML::Exception& error) {
        m_problem = m_file + ":" + std::to_string(error.mark.line + 1) + ":" +
                    std::to_string(error.mark.column + 1) + ": " + error.msg;
    }
    return YAML::Node(YAML::NodeType::Undefined);
}

void StrictYaml::fail(const YAML::Node& at, const std::string& sentence) {
    if (m_problem.empty())
        m_problem = placeOf(at) + sentence;
}

void StrictYaml::failAt(const std::string& place, const std::string& sentence) {
    if (m_problem.empty())
        m_problem = place + sentence;
}

std::string StrictYaml::placeOf(const YAML::Node& node) const {
    const YAML::Mark mark = node.IsDefined() ? node.Mark() : YAML::Mark::null_mark();
    return m_file + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1) + ": ";
}

bool StrictYaml::map(const YAML::Node& node, std::initializer_list<const char*> keys) {
    if (!node.IsDefined() || !node.IsMap()) {
        fail(node, "Keys with values are expected here.");
        return false;
    }
    std::set<std::string> seen;
    for (const auto& pair : node) {
        const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
        bool known = false;
        std::string names;
        for (const char* each : keys) {
            known = known || key == each;
            names += std::string(names.empty() ? "" : ", ") + each;
        }
        if (!known)
            fail(pair.first, "The key \"" + key + "\" is not known here. Known are " + names + ".");
        else if (!seen.insert(key).second)
            fail(pair.first, "The key \"" + key + "\" is here twice.");
    }
    return m_problem.empty();
}

std::optional<YAML::Node> StrictYaml::scalar(const YAML::Node& node, const char* key, bool needed) {
    if (!m_problem.empty() || !node.IsDefined() || !node.IsMap())
        return std::nullopt;
    const YAML::Node value = node[key];
    if (!value.IsDefined()) {
        if (needed)
            fail(node, std::string("The key \"") + key + "\" is missing.");
        return std::nullopt;
    }
    if (!value.IsScalar()) {
        fail(value, std::string("\"") + key + "\" must be a single value.");
        return std::nullopt;
    }
    return value;
}

std::string StrictYaml::text(const YAML::Node& node, const char* key, std::optional<std::string> otherwise) {
    const auto value = scalar(node, key, !otherwise);
    return value ? value->Scalar() : otherwise.value_or("");
}

double StrictYaml::number(const YAML::Node& node, const char* key, std::optional<double> otherwise) {
    const auto value = scalar(node, key, !otherwise);
    if (!value)
        return otherwise.value_or(0);
    char* end = nullptr;
    const double number = std::strtod(value->Scalar().c_str(), &end);
    if (value->Scalar().empty() || *end != 0 || !std::isfinite(number)) {
        fail(*value, std::string("\"") + key + "\" must be a number.");
        return otherwise.value_or(0);
    }
    return number;
}

bool StrictYaml::flag(const YAML::Node& node, const char* key, bool otherwise) {
    const auto value = scalar(node, key, false);
    if (!value)
        return otherwise;
    if (value->Scalar() != "true" && value->Scalar() != "false")
        fail(*value, std::string("\"") + key + "\" must be true or false.");
    return value->Scalar() == "true";
}

std::vector<YAML::Node> StrictYaml::nodes(const YAML::Node& node, const char* key) {
    std::vector<YAML::Node> found;
    if (!m_problem.empty() || !node.IsDefined() || !node.IsMap() || !node[key].IsDefined())
        return found;
    const YAML::Node value = node[key];
    if (!value.IsSequence()) {
        fail(value, std::string("\"") + key + "\" must be a list.");
        return found;
    }
    for (const auto& each : value)
        found.push_back(each);
    return found;
}

std::vector<std::string> StrictYaml::list(const YAML::Node& node, const char* key) {
    std::vector<std::string> found;
    for (const auto& each : nodes(node, key)) {
        if (!each.IsScalar())
            fail(each, std::string("\"") + key + "\" must be a list of single values.");
        else
            found.push_back(each.Scalar());
    }
    return found;
}

} // namespace understudy::cluster
