#include "labs/scenario/FaultSpec.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace understudy::cluster {

namespace {

using Type = FaultParameter::Type;
using On = FaultKind::On;

std::string shortly(double number) {
    char out[32];
    std::snprintf(out, sizeof out, "%g", number);
    return out;
}

double readRate(StrictYaml& yaml, const YAML::Node& node, const FaultParameter& parameter) {
    const std::string text = yaml.text(node, parameter.key.c_str(), parameter.otherwise);
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    const std::string unit = end;
    if (unit == "MB/h" && number > 0)
        return number * 1e6;
    if (unit == "GB/h" && number > 0)
        return number * 1e9;
    yaml.fail(node[parameter.key], "\"" + parameter.key + "\" must look like 100MB/h or 1GB/h.");
    return 0;
}

double readNumber(StrictYaml& yaml, const YAML::Node& node, const FaultParameter& parameter) {
    std::optional<double> otherwise;
    if (parameter.otherwise)
        otherwise = std::strtod(parameter.otherwise->c_str(), nullptr);
    const double number = yaml.number(node, parameter.key.c_str(), otherwise);
    if (parameter.type == Type::Whole && number != std::floor(number))
        yaml.fail(node[parameter.key], "\"" + parameter.key + "\" must be a whole number.");
    if (number < parameter.least || number > parameter.most)
        yaml.fail(node[parameter.key], "\"" + parameter.key + "\" must lie between " +
                                           shortly(parameter.least) + " and " + shortly(parameter.most) +
                                           ".");
    return number;
}

bool isAddress(const std::string& text) {
    int parts[4], used = 0;
    return std::sscanf(text.c_str(), "%3d.%3d.%3d.%3d%n", &parts[0], &parts[1], &parts[2], &parts[3],
                       &used) == 4 &&
           used == static_cast<int>(text.size()) &&
           std::all_of(parts, parts + 4, [](int part) { return part >= 0 && part <= 255; });
}

bool isPath(const std::string& text) {
    return !text.empty() && text.front() != '/' && text.back() != '/' &&
           text.find("..") == std::string::npos && !text.starts_with(".git") &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/") ==
               std::string::npos;
}

bool isRule(const std::string& text) {
    const auto space = text.find(' ');
    return space != std::string::npos && space > 0 && space + 1 < text.size() &&
           text.find(' ', space + 1) == std::string::npos &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz.,/* ") == std::string::npos;
}

/// Texts of a form of their own.
void readFormed(StrictYaml& yaml, const YAML::Node& node, const FaultParameter& parameter, FaultSpec& fault) {
    const std::string& key = parameter.key;
    if (parameter.type == Type::Spaces) {
        fault.lists[key] = node[key].IsDefined() && node[key].IsScalar()
                               ? std::vector<std::string>{yaml.text(node, key.c_str())}
                               : yaml.list(node, key.c_str());
        if (fault.lists[key].empty())
            yaml.fail(node[key], "\"" + key + "\" must name namespaces, such as [production, staging].");
        return;
    }
    const std::string text = fault.texts[key] = yaml.text(node, key.c_str(), parameter.otherwise);
    if (parameter.type == Type::Address && !isAddress(text))
        yaml.fail(node[key], "\"" + key + "\" must be an address such as 198.51.100.23.");
    else if (parameter.type == Type::Path && !isPath(text))
        yaml.fail(node[key], "\"" + key + "\" must be a file of the repository such as config/app.ini.");
    else if (parameter.type == Type::Rule && !isRule(text))
        yaml.fail(node[key], "\"" + key + "\" must be verbs and resources such as \"get,list secrets\".");
}

void readParameter(StrictYaml& yaml, const YAML::Node& node, const FaultParameter& parameter,
                   FaultSpec& fault) {
    const std::string& key = parameter.key;
    switch (parameter.type) {
    case Type::Text:
        fault.texts[key] = yaml.text(node, key.c_str(), parameter.otherwise);
        if (!parameter.otherwise && fault.texts[key].empty())
            yaml.fail(node[key], "\"" + key + "\" must not be empty.");
        break;
    case Type::Choice: {
        fault.texts[key] = yaml.text(node, key.c_str(), parameter.otherwise);
        std::string names;
        for (const auto& each : parameter.choices)
            names += (names.empty() ? "" : each == parameter.choices.back() ? " or " : ", ") + each;
        if (std::find(parameter.choices.begin(), parameter.choices.end(), fault.texts[key]) ==
            parameter.choices.end())
            yaml.fail(node[key], "\"" + key + "\" must be " + names + ".");
        break;
    }
    case Type::Number:
    case Type::Whole:
        fault.numbers[key] = readNumber(yaml, node, parameter);
        break;
    case Type::Rate:
        fault.numbers[key] = readRate(yaml, node, parameter);
        break;
    case Type::Duration: {
        const auto span = parseDuration(yaml.text(node, key.c_str(), parameter.otherwise));
        if (!span || *span < 0)
            yaml.fail(node[key], "\"" + key + "\" must be a duration such as 5m.");
        fault.spans[key] = span.value_or(0);
        break;
    }
    case Type::Spaces:
    case Type::Address:
    case Type::Path:
    case Type::Rule:
        readFormed(yaml, node, parameter, fault);
        break;
    }
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

void readTarget(StrictYaml& yaml, const YAML::Node& node, On on, FaultSpec& fault) {
    const std::string target = yaml.text(node, "on");
    const auto slash = target.find('/');
    if (on == On::Node) {
        if (slash != std::string::npos || target.empty())
            yaml.fail(node["on"], "\"on\" must be the name of a node.");
        fault.name = target;
        return;
    }
    if (slash == std::string::npos || slash == 0 || slash + 1 == target.size()) {
        yaml.fail(node["on"], "\"on\" must be NAMESPACE/NAME.");
        return;
    }
    fault.ns = target.substr(0, slash);
    fault.name = target.substr(slash + 1);
}

void checkKeys(StrictYaml& yaml, const YAML::Node& node, const std::string& kind,
               const std::vector<std::string>& own) {
    static const std::vector<std::string> always{"id", "at", "for", "do", "clears_when"};
    for (const auto& pair : node) {
        const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
        if (std::find(always.begin(), always.end(), key) == always.end() &&
            std::find(own.begin(), own.end(), key) == own.end())
            yaml.fail(pair.first, "A fault " + kind + " has no key \"" + key + "\".");
    }
}

void refuseKind(StrictYaml& yaml, const YAML::Node& node, const std::string& kind) {
    std::string names;
    for (const auto& [name, own] : faultKinds())
        names += (names.empty() ? "" : ", ") + name;
    for (const auto& name : platformFaultKinds())
        if (!faultKinds().contains(name))
            names += ", " + name;
    yaml.fail(node["do"], "There is no fault \"" + kind + "\". There are " + names + ".");
}

} // namespace

std::string FaultSpec::text(const std::string& key) const {
    const auto found = texts.find(key);
    return found == texts.end() ? std::string() : found->second;
}

double FaultSpec::number(const std::string& key) const {
    const auto found = numbers.find(key);
    return found == numbers.end() ? 0 : found->second;
}

Micros FaultSpec::span(const std::string& key) const {
    const auto found = spans.find(key);
    return found == spans.end() ? 0 : found->second;
}

const std::vector<std::string>& FaultSpec::list(const std::string& key) const {
    static const std::vector<std::string> nothing;
    const auto found = lists.find(key);
    return found == lists.end() ? nothing : found->second;
}

FaultSpec readFault(StrictYaml& yaml, const YAML::Node& node) {
    FaultSpec fault;
    if (!node.IsMap()) {
        yaml.fail(node, "A fault is a map with id, at and do.");
        return fault;
    }
    fault.place = yaml.placeOf(node);
    fault.id = yaml.text(node, "id");
    fault.kind = yaml.text(node, "do");
    if (!yaml.ok())
        return fault;
    const std::string on = node["on"].IsDefined() ? yaml.text(node, "on") : "";
    if (isPlatformFault(fault.kind, on)) {
        checkKeys(yaml, node, fault.kind, platformFaultKeys(fault.kind));
        readWhen(yaml, node, fault);
        fault.platform = readPlatformFault(yaml, node, fault.id, fault.kind);
    } else if (const auto kind = faultKinds().find(fault.kind); kind != faultKinds().end()) {
        std::vector<std::string> own;
        for (const auto& parameter : kind->second.parameters)
            own.push_back(parameter.key);
        if (kind->second.on != On::Nothing)
            own.emplace_back("on");
        checkKeys(yaml, node, fault.kind, own);
        readWhen(yaml, node, fault);
        if (kind->second.on != On::Nothing)
            readTarget(yaml, node, kind->second.on, fault);
        for (const auto& parameter : kind->second.parameters)
            readParameter(yaml, node, parameter, fault);
    } else {
        refuseKind(yaml, node, fault.kind);
        return fault;
    }
    if (node["for"].IsDefined() && !(fault.lasts = parseDuration(yaml.text(node, "for"))))
        yaml.fail(node["for"], "\"for\" must be a duration such as 7m.");
    if (node["clears_when"].IsDefined())
        fault.clearsWhen = readCondition(yaml, node["clears_when"]);
    return fault;
}

} // namespace understudy::cluster
