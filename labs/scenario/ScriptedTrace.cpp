#include "labs/scenario/ScriptedTrace.h"

#include <algorithm>
#include <cctype>

namespace understudy::cluster {

namespace {

constexpr int deepest = 12;

Micros readSpan(StrictYaml& yaml, const YAML::Node& node, const char* key) {
    const auto span = parseDuration(yaml.text(node, key));
    if (!span || *span < 0 || *span > day)
        yaml.fail(node[key], std::string("\"") + key + "\" must be a duration such as 300ms.");
    return span.value_or(0);
}

void readTags(StrictYaml& yaml, const YAML::Node& node, ScriptedSpan& span) {
    if (!node.IsMap())
        return yaml.fail(node, "\"tags\" must be a map of names to values.");
    for (const auto& pair : node)
        if (!pair.first.IsScalar() || !pair.second.IsScalar())
            yaml.fail(pair.second, "A tag has a single value.");
        else
            span.tags.emplace_back(pair.first.Scalar(), pair.second.Scalar());
}

ScriptedSpan readScriptedSpan(StrictYaml& yaml, const YAML::Node& node, int depth) {
    ScriptedSpan span;
    if (depth > deepest) {
        yaml.fail(node, "Spans lie at most " + std::to_string(deepest) + " deep.");
        return span;
    }
    if (!yaml.map(node, {"service", "operation", "lasts", "after", "error", "tags", "spans"}))
        return span;
    span.service = yaml.text(node, "service");
    span.operation = yaml.text(node, "operation");
    span.lasts = readSpan(yaml, node, "lasts");
    if (node["after"].IsDefined())
        span.after = readSpan(yaml, node, "after");
    span.error = yaml.text(node, "error", "");
    if (node["tags"].IsDefined())
        readTags(yaml, node["tags"], span);
    Micros next = 0;
    for (const auto& each : yaml.nodes(node, "spans")) {
        span.spans.push_back(readScriptedSpan(yaml, each, depth + 1));
        const ScriptedSpan& child = span.spans.back();
        next = child.after.value_or(next) + child.lasts;
        if (next > span.lasts)
            yaml.fail(each, "This span ends after the one that it is a part of.");
    }
    return span;
}

} // namespace

std::string idOfAlias(const std::string& alias) {
    std::string id;
    for (const char c : alias)
        if (std::isxdigit(static_cast<unsigned char>(c)) && id.size() < 16)
            id += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    id.resize(16, '0');
    return id;
}

ScriptedTrace readScriptedTrace(StrictYaml& yaml, const YAML::Node& node) {
    ScriptedTrace trace;
    trace.place = yaml.placeOf(node);
    if (!yaml.map(node, {"alias", "at", "root"}))
        return trace;
    trace.alias = yaml.text(node, "alias");
    if (trace.alias.empty() || trace.alias.size() > 64 ||
        !std::all_of(trace.alias.begin(), trace.alias.end(),
                     [](unsigned char c) { return std::isalnum(c) || c == '-'; }))
        yaml.fail(node["alias"], "\"alias\" must be letters, digits and dashes, as abc123-def456.");
    const auto at = parseDuration(yaml.text(node, "at"));
    if (!at)
        yaml.fail(node["at"], "\"at\" must be a time such as -20m.");
    trace.at = at.value_or(0);
    trace.root = readScriptedSpan(yaml, node["root"], 1);
    return trace;
}

} // namespace understudy::cluster
