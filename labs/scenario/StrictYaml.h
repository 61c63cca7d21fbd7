#pragma once

#include <yaml-cpp/yaml.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace understudy::cluster {

/// Reads one YAML file strictly: a key nobody asked for, a wrong type or a missing value is a problem with
/// its place. The first problem wins and later reads give defaults, so that a loader can be written straight
/// through.
class StrictYaml final {
public:
    explicit StrictYaml(std::string file)
        : m_file(std::move(file)) {}
    /// The document, or an undefined node with the problem set.
    YAML::Node parse(const std::string& text);
    void fail(const YAML::Node& at, const std::string& sentence);
    void failAt(const std::string& place, const std::string& sentence); ///< a place that placeOf() gave
    const std::string& problem() const { return m_problem; } ///< "file:line:column: sentence", or empty
    std::string placeOf(const YAML::Node& node) const;       ///< "file:line:column: "
    bool ok() const { return m_problem.empty(); }

    /// False when the node is no map; a problem for each key that is not in the list.
    bool map(const YAML::Node& node, std::initializer_list<const char*> keys);
    std::string text(const YAML::Node& node, const char* key,
                     std::optional<std::string> otherwise = std::nullopt);
    double number(const YAML::Node& node, const char* key, std::optional<double> otherwise = std::nullopt);
    bool flag(const YAML::Node& node, const char* key, bool otherwise);
    std::vector<std::string> list(const YAML::Node& node, const char* key);
    std::vector<YAML::Node> nodes(const YAML::Node& node, const char* key);

private:
    std::optional<YAML::Node> scalar(const YAML::Node& node, const char* key, bool needed);
    std::string m_file;
    std::string m_problem;
};

} // namespace understudy::cluster
