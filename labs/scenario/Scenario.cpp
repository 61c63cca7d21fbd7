#include "labs/scenario/Scenario.h"

#include <algorithm>
#include <set>

namespace understudy::cluster {

namespace {

void readClock(StrictYaml& yaml, const YAML::Node& root, Scenario& scenario) {
    const YAML::Node clock = root["clock"];
    if (!clock.IsDefined() || !yaml.map(clock, {"start", "history"}))
        return;
    if (yaml.text(clock, "start", "now") != "now")
        yaml.fail(clock["start"], "\"start\" can only be now in this version.");
    const auto history = parseDuration(yaml.text(clock, "history", "24h"));
    if (!history || *history < hour || *history > 7 * day)
        yaml.fail(clock["history"], "\"history\" must lie between 1h and 7d.");
    scenario.history = history.value_or(day);
}

void readConfig(StrictYaml& yaml, const YAML::Node& node, const std::string& before, Scenario& scenario) {
    if (!node.IsMap()) {
        yaml.fail(node, "\"config\" must be a map of settings.");
        return;
    }
    for (const auto& pair : node) {
        const std::string key = before + pair.first.Scalar();
        if (pair.second.IsScalar())
            scenario.config.emplace_back(key, pair.second.Scalar());
        else
            readConfig(yaml, pair.second, key + ".", scenario);
    }
}

template <class T, class Read>
void readEach(StrictYaml& yaml, const YAML::Node& root, const char* key, std::string T::*name,
              std::vector<T>& into, Read read) {
    std::set<std::string> names;
    for (const auto& node : yaml.nodes(root, key)) {
        into.push_back(read(yaml, node));
        if (!names.insert(into.back().*name).second)
            yaml.fail(node, std::string("Two ") + key + " have the id \"" + into.back().*name + "\".");
    }
}

// Steps and what is asked in them are the reader's and the session's.
void refuseLabKeys(StrictYaml& yaml, const YAML::Node& root) {
    if (!root.IsMap())
        return;
    for (const char* key : {"title", "ask", "checks", "hints"})
        if (root[key].IsDefined())
            yaml.fail(root[key], std::string("\"") + key + "\" belongs to a step of lab.yaml.");
}

void checkFaultNames(StrictYaml& yaml, const YAML::Node& root, const Scenario& scenario,
                     const Condition& condition) {
    for (const auto& part : condition.parts)
        checkFaultNames(yaml, root, scenario, part);
    if (condition.kind == Condition::Kind::Fault &&
        std::none_of(scenario.faults.begin(), scenario.faults.end(),
                     [&](const FaultSpec& each) { return each.id == condition.object; }))
        yaml.fail(root, "A condition names the fault \"" + condition.object + "\", which is not here.");
}

/// What there is to name in a topology.
class Names final {
public:
    explicit Names(const Topology& topology)
        : m_topology(topology) {}
    bool workload(const std::string& ns, const std::string& name) const {
        return std::any_of(m_topology.workloads.begin(), m_topology.workloads.end(),
                           [&](const Workload& each) { return each.ns == ns && each.name == name; });
    }
    bool node(const std::string& name) const {
        for (const auto& pool : m_topology.nodes)
            for (int i = 1; i <= pool.count; ++i)
                if (pool.prefix + std::to_string(i) == name)
                    return true;
        return false;
    }
    std::string missing(const std::string& what) const {
        return "The topology " + m_topology.name + " has no " + what + ".";
    }
    std::string unfit(const Condition& condition) const {
        for (const auto& part : condition.parts)
            if (auto problem = unfit(part); !problem.empty())
                return problem;
        const bool named = condition.kind == Condition::Kind::Service ||
                           (condition.kind == Condition::Kind::Kube && condition.object != "pod");
        const bool known =
            condition.object == "node" ? node(condition.name) : workload(condition.ns, condition.name);
        return named && !known ? condition.place + missing((condition.ns.empty() ? "" : condition.ns + "/") +
                                                           condition.name)
                               : "";
    }

private:
    const Topology& m_topology;
};

} // namespace

Loaded<Scenario> Scenario::parse(const std::string& text, const std::string& file) {
    StrictYaml yaml(file);
    const YAML::Node root = yaml.parse(text);
    Scenario scenario;
    scenario.text = text;
    refuseLabKeys(yaml, root);
    if (yaml.ok() && yaml.map(root, {"lab", "seed", "base", "clock", "faults", "script", "guards", "wrong",
                                     "access", "config", "solution"})) {
        scenario.lab = yaml.text(root, "lab");
        scenario.base = yaml.text(root, "base", "small");
        scenario.solution = yaml.text(root, "solution", "");
        const double seed = yaml.number(root, "seed", 1);
        if (seed < 0 || seed > 9e15)
            yaml.fail(root["seed"], "\"seed\" must be a whole number from 0.");
        scenario.seed = static_cast<std::uint64_t>(seed);
        readClock(yaml, root, scenario);
        readEach(yaml, root, "faults", &FaultSpec::id, scenario.faults, readFault);
        for (const auto& node : yaml.nodes(root, "script"))
            scenario.script.push_back(readScriptLine(yaml, node));
        readEach(yaml, root, "guards", &Guard::id, scenario.guards, readGuard);
        readEach(yaml, root, "wrong", &WrongFix::name, scenario.wrong, readWrongFix);
        if (root["access"].IsDefined())
            scenario.access = readAccess(yaml, root["access"]);
        if (root["config"].IsDefined())
            readConfig(yaml, root["config"], "", scenario);
        for (const auto& fault : scenario.faults)
            if (fault.clearsWhen)
                checkFaultNames(yaml, root, scenario, *fault.clearsWhen);
        for (const auto& guard : scenario.guards)
            checkFaultNames(yaml, root, scenario, guard.must);
    }
    if (!yaml.ok())
        return Problem{yaml.problem()};
    return scenario;
}

std::string Scenario::unfit(const Topology& topology) const {
    const Names names(topology);
    for (const auto& fault : faults) {
        const auto kind = faultKinds().find(fault.kind);
        if (fault.clearsWhen)
            if (auto problem = names.unfit(*fault.clearsWhen); !problem.empty())
                return problem;
        if (fault.platform || kind == faultKinds().end())
            continue;
        if ((kind->second.on == FaultKind::On::Node && !names.node(fault.name)) ||
            (kind->second.on == FaultKind::On::Workload && !names.workload(fault.ns, fault.name)))
            return fault.place + names.missing((fault.ns.empty() ? "" : fault.ns + "/") + fault.name);
        for (const char* key : {"from", "to"})
            if (fault.texts.contains(key) && !names.workload("production", fault.text(key)))
                return fault.place + names.missing("production/" + fault.text(key));
    }
    for (const auto& guard : guards)
        if (auto problem = names.unfit(guard.must); !problem.empty())
            return problem;
    for (const auto& line : script)
        if ((line.kind == ScriptLine::Kind::Log || line.object == "deployment")
                ? !names.workload(line.ns, line.name)
                : line.object == "node" && !names.node(line.name))
            return line.place + names.missing((line.ns.empty() ? "" : line.ns + "/") + line.name);
    return {};
}

} // namespace understudy::cluster
