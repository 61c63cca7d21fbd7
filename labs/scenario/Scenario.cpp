#include "labs/scenario/Scenario.h"

#include "labs/scenario/StrictYaml.h"

#include <cstdio>
#include <cstdlib>
#include <set>

namespace understudy::cluster {

namespace {

// Which keys a fault of a kind takes besides id, at, for and do.
const std::map<std::string, std::set<std::string>> faultKeys{
    {"traffic", {"rps"}},
    {"mem_leak", {"on", "rate"}},
    {"crash_loop", {"on", "exit", "message"}},
    {"redis_down", {}},
    {"bad_release", {"on", "image", "err", "after", "message"}},
    {"backup_bad", {"name", "kind"}},
    {"vuln", {"image", "high", "critical"}},
    {"alert_fired", {"alert", "severity", "text"}},
};

double readRate(StrictYaml& yaml, const YAML::Node& node) {
    const std::string text = yaml.text(node, "rate", "100MB/h");
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    const std::string unit = end;
    if (unit == "MB/h" && number > 0)
        return number * 1e6;
    if (unit == "GB/h" && number > 0)
        return number * 1e9;
    yaml.fail(node["rate"], "\"rate\" must look like 100MB/h or 1GB/h.");
    return 0;
}

void readWhen(StrictYaml& yaml, const YAML::Node& node, FaultSpec& fault) {
    const std::string at = yaml.text(node, "at");
    int hours = 0, minutes = 0, used = 0;
    if (at == "never")
        return;
    if (std::sscanf(at.c_str(), "%2d:%2d%n", &hours, &minutes, &used) == 2 &&
        used == static_cast<int>(at.size()) && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60)
        fault.minuteOfDay = hours * 60 + minutes;
    else if (const auto when = parseDuration(at))
        fault.at = when;
    else
        yaml.fail(node["at"], "\"at\" must be a time such as -24h, 0s, +6m or \"03:12\", or never.");
}

void readTarget(StrictYaml& yaml, const YAML::Node& node, FaultSpec& fault) {
    const std::string on = yaml.text(node, "on");
    const auto slash = on.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == on.size()) {
        yaml.fail(node["on"], "\"on\" must be NAMESPACE/NAME.");
        return;
    }
    fault.ns = on.substr(0, slash);
    fault.name = on.substr(slash + 1);
}

void readParameters(StrictYaml& yaml, const YAML::Node& node, FaultSpec& fault) {
    const auto& keys = faultKeys.at(fault.kind);
    if (keys.contains("on"))
        readTarget(yaml, node, fault);
    if (fault.kind == "traffic" && (fault.rps = yaml.number(node, "rps")) <= 0)
        yaml.fail(node, "\"rps\" must be above 0.");
    if (fault.kind == "mem_leak")
        fault.bytesPerHour = readRate(yaml, node);
    if (keys.contains("image"))
        fault.image = yaml.text(node, "image");
    if (fault.kind == "alert_fired") {
        fault.alert = yaml.text(node, "alert");
        fault.severity = yaml.text(node, "severity", "warning");
        fault.message = yaml.text(node, "text", "");
    } else if (fault.kind == "backup_bad") {
        fault.backup = yaml.text(node, "name");
        fault.backupKind = yaml.text(node, "kind", "empty");
        if (fault.backupKind != "empty" && fault.backupKind != "missing" && fault.backupKind != "late")
            yaml.fail(node["kind"], "\"kind\" of a bad backup must be empty, missing or late.");
    } else {
        fault.message = yaml.text(node, "message", "");
    }
    fault.exitCode = static_cast<int>(yaml.number(node, "exit", 1));
    fault.error = yaml.number(node, "err", 0.05);
    fault.high = static_cast<int>(yaml.number(node, "high", 2));
    fault.critical = static_cast<int>(yaml.number(node, "critical", 0));
    if (const auto after = parseDuration(yaml.text(node, "after", "0s")))
        fault.after = *after;
    else
        yaml.fail(node["after"], "\"after\" must be a duration such as 5m.");
}

FaultSpec readFault(StrictYaml& yaml, const YAML::Node& node) {
    FaultSpec fault;
    if (!node.IsMap()) {
        yaml.fail(node, "A fault is a map with id, at and do.");
        return fault;
    }
    fault.id = yaml.text(node, "id");
    fault.kind = yaml.text(node, "do");
    const auto keys = faultKeys.find(fault.kind);
    if (keys == faultKeys.end()) {
        std::string names;
        for (const auto& [name, own] : faultKeys)
            names += (names.empty() ? "" : ", ") + name;
        yaml.fail(node["do"], "There is no fault \"" + fault.kind + "\". There are " + names + ".");
        return fault;
    }
    for (const auto& pair : node) {
        const std::string key = pair.first.Scalar();
        if (key != "id" && key != "at" && key != "for" && key != "do" && !keys->second.contains(key))
            yaml.fail(pair.first, "A fault " + fault.kind + " has no key \"" + key + "\".");
    }
    readWhen(yaml, node, fault);
    if (node["for"].IsDefined() && !(fault.lasts = parseDuration(yaml.text(node, "for"))))
        yaml.fail(node["for"], "\"for\" must be a duration such as 7m.");
    readParameters(yaml, node, fault);
    return fault;
}

} // namespace

Loaded<Scenario> Scenario::parse(const std::string& text, const std::string& file) {
    StrictYaml yaml(file);
    const YAML::Node root = yaml.parse(text);
    Scenario scenario;
    scenario.text = text;
    if (yaml.ok() && yaml.map(root, {"lab", "seed", "base", "clock", "faults", "solution"})) {
        scenario.lab = yaml.text(root, "lab");
        scenario.base = yaml.text(root, "base", "small");
        scenario.solution = yaml.text(root, "solution", "");
        const double seed = yaml.number(root, "seed", 1);
        if (seed < 0 || seed > 9e15)
            yaml.fail(root["seed"], "\"seed\" must be a whole number from 0.");
        scenario.seed = static_cast<std::uint64_t>(seed);
        if (const YAML::Node clock = root["clock"];
            clock.IsDefined() && yaml.map(clock, {"start", "history"})) {
            if (yaml.text(clock, "start", "now") != "now")
                yaml.fail(clock["start"], "\"start\" can only be now in this version.");
            const auto history = parseDuration(yaml.text(clock, "history", "24h"));
            if (!history || *history < hour || *history > 7 * day)
                yaml.fail(clock["history"], "\"history\" must lie between 1h and 7d.");
            scenario.history = history.value_or(day);
        }
        std::set<std::string> ids;
        for (const auto& node : yaml.nodes(root, "faults")) {
            scenario.faults.push_back(readFault(yaml, node));
            if (!ids.insert(scenario.faults.back().id).second)
                yaml.fail(node, "Two faults have the id \"" + scenario.faults.back().id + "\".");
        }
    }
    if (!yaml.ok())
        return Problem{yaml.problem()};
    return scenario;
}

} // namespace understudy::cluster
