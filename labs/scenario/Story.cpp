#include "labs/scenario/Story.h"

namespace understudy::cluster {

namespace {

Micros readSpan(StrictYaml& yaml, const YAML::Node& node, const char* key, const char* otherwise) {
    const auto span = parseDuration(yaml.text(node, key, otherwise));
    if (!span)
        yaml.fail(node[key], std::string("\"") + key + "\" must be a duration such as 5m.");
    return span.value_or(0);
}

void readPlace(StrictYaml& yaml, const YAML::Node& node, const char* key, ScriptLine& line) {
    const std::string on = yaml.text(node, key);
    const auto slash = on.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == on.size()) {
        yaml.fail(node[key], std::string("\"") + key + "\" must be NAMESPACE/NAME.");
        return;
    }
    line.ns = on.substr(0, slash);
    line.name = on.substr(slash + 1);
}

void readEvent(StrictYaml& yaml, const YAML::Node& node, ScriptLine& line) {
    if (!yaml.map(node, {"deployment", "pod", "node", "reason", "type", "text"}))
        return;
    for (const char* object : {"deployment", "pod", "node"})
        if (node[object].IsDefined())
            line.object = object;
    if (line.object.empty())
        yaml.fail(node, "An event must name a deployment, pod or node.");
    else if (line.object == "node")
        line.name = yaml.text(node, "node");
    else
        readPlace(yaml, node, line.object.c_str(), line);
    line.reason = yaml.text(node, "reason");
    line.type = yaml.text(node, "type", "Warning");
    if (line.type != "Warning" && line.type != "Normal")
        yaml.fail(node["type"], "\"type\" must be Warning or Normal.");
    line.text = yaml.text(node, "text");
}

} // namespace

ScriptLine readScriptLine(StrictYaml& yaml, const YAML::Node& node) {
    using Kind = ScriptLine::Kind;
    ScriptLine line;
    if (!yaml.map(node, {"at", "log", "page", "chat", "event"}))
        return line;
    if (node.size() != 2)
        yaml.fail(node, "A line of the script is at, and one of log, page, chat and event.");
    line.place = yaml.placeOf(node);
    line.at = readSpan(yaml, node, "at", "?");
    if (const YAML::Node log = node["log"]; log.IsDefined() && yaml.map(log, {"app", "text"})) {
        line.kind = Kind::Log;
        readPlace(yaml, log, "app", line);
        line.text = yaml.text(log, "text");
    } else if (const YAML::Node page = node["page"];
               page.IsDefined() && yaml.map(page, {"alert", "severity", "text"})) {
        line.kind = Kind::Page;
        line.alert = yaml.text(page, "alert");
        line.severity = yaml.text(page, "severity", "warning");
        if (line.severity != "warning" && line.severity != "critical" && line.severity != "info")
            yaml.fail(page["severity"], "\"severity\" must be info, warning or critical.");
        line.text = yaml.text(page, "text");
    } else if (const YAML::Node chat = node["chat"]; chat.IsDefined() && yaml.map(chat, {"from", "text"})) {
        line.from = yaml.text(chat, "from");
        line.text = yaml.text(chat, "text");
    } else if (const YAML::Node event = node["event"]; event.IsDefined()) {
        line.kind = Kind::Event;
        readEvent(yaml, event, line);
    }
    return line;
}

Guard readGuard(StrictYaml& yaml, const YAML::Node& node) {
    Guard guard;
    if (!yaml.map(node, {"id", "says", "must", "after", "for"}))
        return guard;
    guard.id = yaml.text(node, "id");
    guard.says = yaml.text(node, "says");
    guard.must = readCondition(yaml, node["must"]);
    guard.after = readSpan(yaml, node, "after", "0s");
    guard.lasts = readSpan(yaml, node, "for", "0s");
    return guard;
}

NamedCondition readNamedCondition(StrictYaml& yaml, const YAML::Node& node) {
    NamedCondition named;
    if (!yaml.map(node, {"id", "must", "for", "within"}))
        return named;
    named.id = yaml.text(node, "id");
    named.must = readCondition(yaml, node["must"]);
    named.lasts = readSpan(yaml, node, "for", "0s");
    if (const YAML::Node within = node["within"]; within.IsDefined() && yaml.map(within, {"of", "time"})) {
        named.of = yaml.text(within, "of", "");
        named.within = readSpan(yaml, within, "time", "?");
    }
    return named;
}

WrongFix readWrongFix(StrictYaml& yaml, const YAML::Node& node) {
    WrongFix wrong;
    if (!yaml.map(node, {"name", "script", "fails"}))
        return wrong;
    wrong.name = yaml.text(node, "name");
    wrong.script = yaml.text(node, "script");
    wrong.fails = yaml.text(node, "fails");
    return wrong;
}

Access readAccess(StrictYaml& yaml, const YAML::Node& node) {
    Access access;
    if (!yaml.map(node, {"namespace", "role", "shell"}))
        return access;
    access.ns = yaml.text(node, "namespace", access.ns);
    access.role = yaml.text(node, "role", access.role);
    if (access.role != "admin")
        yaml.fail(node["role"], "A role other than admin is not built yet.");
    access.shell = yaml.flag(node, "shell", true);
    if (!access.shell)
        yaml.fail(node["shell"], "A lab without a shell is not built yet.");
    return access;
}

} // namespace understudy::cluster
