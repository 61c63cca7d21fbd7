#include "labs/scenario/Scenario.h"

#include <algorithm>
#include <functional>
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

void readTraces(StrictYaml& yaml, const YAML::Node& root, Scenario& scenario) {
    std::set<std::string> ids;
    for (const auto& node : yaml.nodes(root, "traces")) {
        scenario.traces.push_back(readScriptedTrace(yaml, node));
        if (!ids.insert(idOfAlias(scenario.traces.back().alias)).second)
            yaml.fail(node, "Two traces have the digits " + idOfAlias(scenario.traces.back().alias) +
                                ". Give one of them another alias.");
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

bool hasFault(const Scenario& scenario, const std::string& id) {
    return std::any_of(scenario.faults.begin(), scenario.faults.end(),
                       [&](const FaultSpec& each) { return each.id == id; });
}

/// Something that begins at a moment: a fault, or a condition with a name.
bool begins(const Scenario& scenario, const std::string& id) {
    return hasFault(scenario, id) || std::any_of(scenario.conditions.begin(), scenario.conditions.end(),
                                                 [&](const NamedCondition& each) { return each.id == id; });
}

void checkBegins(StrictYaml& yaml, const Scenario& scenario, const Condition& at, const std::string& id) {
    if (!id.empty() && !begins(scenario, id))
        yaml.failAt(at.place, "There is no fault and no condition \"" + id + "\" here.");
}

void checkNames(StrictYaml& yaml, const Scenario& scenario, const Condition& condition) {
    for (const auto& part : condition.parts)
        checkNames(yaml, scenario, part);
    if (condition.kind == Condition::Kind::Fault && !hasFault(scenario, condition.object))
        yaml.failAt(condition.place,
                    "A condition names the fault \"" + condition.object + "\", which is not here.");
    checkBegins(yaml, scenario, condition, condition.deed.before);
    checkBegins(yaml, scenario, condition, condition.deed.after);
}

void checkAllNames(StrictYaml& yaml, const Scenario& scenario) {
    for (const auto& fault : scenario.faults)
        if (fault.clearsWhen)
            checkNames(yaml, scenario, *fault.clearsWhen);
    for (const auto& guard : scenario.guards)
        checkNames(yaml, scenario, guard.must);
    for (const auto& each : scenario.conditions) {
        checkNames(yaml, scenario, each.must);
        checkBegins(yaml, scenario, each.must, each.of);
    }
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
    bool space(const std::string& name) const {
        return std::find(m_topology.namespaces.begin(), m_topology.namespaces.end(), name) !=
               m_topology.namespaces.end();
    }
    bool account(const std::string& ns, const std::string& name) const {
        return space(ns) &&
               (name == "default" || (ns == "production" && (name == "api" || name == "deployer")));
    }
    bool node(const std::string& name) const {
        for (const auto& pool : m_topology.nodes)
            for (int i = 1; i <= pool.count; ++i)
                if (pool.prefix + std::to_string(i) == name)
                    return true;
        return false;
    }
    /// What the platform of a topology can have. VMs and migrations may be made later.
    bool platform(const Condition& condition) const {
        const PlatformPlan& plan = m_topology.platform;
        if (!plan.on || condition.object != "node")
            return plan.on;
        const auto dash = condition.name.find('-');
        const int number = dash == std::string::npos ? 0 : std::atoi(condition.name.c_str() + dash + 1);
        const int most = condition.name.starts_with("worker-")       ? plan.workerCount()
                         : condition.name.starts_with("controller-") ? plan.controllers
                                                                     : 0;
        return number >= 1 && number <= most;
    }
    /// A service of a trace that no namespace has; "" when all are known.
    std::string strange(const ScriptedSpan& span) const {
        if (std::none_of(m_topology.workloads.begin(), m_topology.workloads.end(),
                         [&](const Workload& each) { return each.name == span.service; }))
            return span.service;
        for (const auto& part : span.spans)
            if (auto service = strange(part); !service.empty())
                return service;
        return {};
    }
    std::string missing(const std::string& what) const {
        return "The topology " + m_topology.name + " has no " + what + ".";
    }
    std::string unfit(const Condition& condition) const {
        for (const auto& part : condition.parts)
            if (auto problem = unfit(part); !problem.empty())
                return problem;
        if (condition.kind == Condition::Kind::Dwcp && !platform(condition))
            return condition.place + missing(condition.object + " " + condition.name + " of DWCP");
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
    if (yaml.ok() && yaml.map(root, {"lab", "seed", "base", "clock", "faults", "script", "traces", "guards",
                                     "conditions", "wrong", "access", "config", "solution"})) {
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
        readTraces(yaml, root, scenario);
        readEach(yaml, root, "guards", &Guard::id, scenario.guards, readGuard);
        readEach(yaml, root, "conditions", &NamedCondition::id, scenario.conditions, readNamedCondition);
        readEach(yaml, root, "wrong", &WrongFix::name, scenario.wrong, readWrongFix);
        if (root["access"].IsDefined())
            scenario.access = readAccess(yaml, root["access"]);
        if (root["config"].IsDefined())
            readConfig(yaml, root["config"], "", scenario);
        checkAllNames(yaml, scenario);
    }
    if (!yaml.ok())
        return Problem{yaml.problem()};
    return scenario;
}

bool Scenario::asksForDeeds() const {
    const std::function<bool(const Condition&)> asks = [&asks](const Condition& each) {
        return each.kind == Condition::Kind::Journal ||
               std::any_of(each.parts.begin(), each.parts.end(), asks);
    };
    return std::any_of(conditions.begin(), conditions.end(),
                       [&](const NamedCondition& each) { return asks(each.must); }) ||
           std::any_of(guards.begin(), guards.end(), [&](const Guard& each) { return asks(each.must); }) ||
           std::any_of(faults.begin(), faults.end(),
                       [&](const FaultSpec& each) { return each.clearsWhen && asks(*each.clearsWhen); });
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
        if (kind->second.on == FaultKind::On::Account && !names.account(fault.ns, fault.name))
            return fault.place + names.missing("service account " + fault.ns + "/" + fault.name);
        for (const auto& ns : fault.list("ns"))
            if (!names.space(ns))
                return fault.place + names.missing("namespace " + ns);
        for (const char* key : {"from", "to"})
            if (fault.texts.contains(key) && !names.workload("production", fault.text(key)))
                return fault.place + names.missing("production/" + fault.text(key));
    }
    for (const auto& guard : guards)
        if (auto problem = names.unfit(guard.must); !problem.empty())
            return problem;
    for (const auto& each : conditions)
        if (auto problem = names.unfit(each.must); !problem.empty())
            return problem;
    for (const auto& trace : traces)
        if (const std::string service = names.strange(trace.root); !service.empty())
            return trace.place + names.missing("service " + service);
    for (const auto& line : script)
        if ((line.kind == ScriptLine::Kind::Log || line.object == "deployment")
                ? !names.workload(line.ns, line.name)
                : line.object == "node" && !names.node(line.name))
            return line.place + names.missing((line.ns.empty() ? "" : line.ns + "/") + line.name);
    return {};
}

} // namespace understudy::cluster
