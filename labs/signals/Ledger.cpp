#include "labs/signals/Ledger.h"

#include "labs/kubernetes/Pods.h"
#include "labs/policies/Routes.h"

#include <algorithm>

namespace understudy::cluster {

namespace {
std::string label(const StringMap& labels, const char* key) {
    const auto found = labels.find(key);
    return found == labels.end() ? std::string() : found->second;
}

PodLife::Amounts amountsOf(const StringMap& resources) {
    const std::string cores = label(resources, "cpu"), bytes = label(resources, "memory");
    return {coresOf(cores), static_cast<double>(bytesOf(bytes))};
}
} // namespace

void Ledger::turn(Micros now) {
    if (m_turns.empty() || m_turns.back() != now)
        m_turns.push_back(now);
}

bool Ledger::turned(Micros when, Micros before) const {
    const auto after = std::upper_bound(m_turns.begin(), m_turns.end(), when);
    return after != m_turns.begin() && *std::prev(after) > when - before;
}

void Ledger::count(Counts& counts, int asked, int ready, bool gone, Micros now) {
    if (counts.there.points().empty())
        counts.first = now;
    counts.asked.set(now, gone ? 0 : asked);
    counts.ready.set(now, gone ? 0 : ready);
    counts.there.set(now, gone ? 0 : 1);
    counts.ended = gone ? std::optional(now) : std::nullopt; // what it was stays known
}

void Ledger::note(const Object& object, ChangeType type, Micros now) {
    const Store::Key key{object.meta.ns, object.meta.name};
    const bool gone = type == ChangeType::Deleted;
    if (object.kind == Kind::Pod) {
        notePod(static_cast<const Pod&>(object), type, now);
    } else if (object.kind == Kind::Node) {
        noteNode(static_cast<const Node&>(object), type, now);
    } else if (object.kind == Kind::Deployment) {
        const auto& deployment = static_cast<const Deployment&>(object);
        count(m_deployments[key], deployment.replicas, deployment.status.available, gone, now);
    } else if (object.kind == Kind::StatefulSet) {
        const auto& set = static_cast<const StatefulSet&>(object);
        count(m_statefulSets[key], set.replicas, set.status.ready, gone, now);
    } else if (object.kind == Kind::VirtualService && object.meta.ns == "production") {
        noteRoutes(object, type, now);
    } else if (object.kind == Kind::DestinationRule && object.meta.ns == "production") {
        noteBreaker(object, type, now);
    }
}

void Ledger::noteNode(const Node& node, ChangeType type, Micros now) {
    const auto [place, fresh] = m_byNode.try_emplace(node.meta.name, m_nodes.size());
    if (fresh) {
        m_nodes.emplace_back();
        m_nodes.back().name = node.meta.name;
        m_nodes.back().ip = node.ip;
        m_nodes.back().role = node.role;
        m_nodes.back().first = now;
    }
    NodeRecord& record = m_nodes[place->second];
    const bool gone = type == ChangeType::Deleted;
    record.there.set(now, gone ? 0 : 1);
    record.ended = gone ? std::optional(now) : std::nullopt;
    record.cores.set(now, node.cores);
    record.memoryBytes.set(now, static_cast<double>(node.memoryBytes));
}

void Ledger::noteRoutes(const Object& service, ChangeType type, Micros now) {
    std::vector<std::string>& routed = m_routed[service.meta.name];
    for (const auto& host : routed) {
        m_callRules[host].retries.set(now, -1);
        m_callRules[host].tryMs.set(now, 0);
    }
    routed.clear();
    for (const Route& route : type == ChangeType::Deleted ? std::vector<Route>() : routesOf(service)) {
        CallRules& rules = m_callRules[route.host];
        rules.retries.set(now, route.retries.value_or(-1));
        rules.tryMs.set(now, route.tryMs);
        routed.push_back(route.host);
    }
    turn(now);
}

void Ledger::noteBreaker(const Object& rule, ChangeType type, Micros now) {
    std::string& before = m_breakerless[rule.meta.name];
    if (!before.empty())
        m_callRules[before].breaker.set(now, 1);
    before = type == ChangeType::Deleted ? std::string() : breakerlessHost(rule);
    if (!before.empty())
        m_callRules[before].breaker.set(now, 0);
    turn(now);
}

const Ledger::CallRules* Ledger::callRules(const std::string& service) const {
    const auto found = m_callRules.find(service);
    return found == m_callRules.end() ? nullptr : &found->second;
}

void Ledger::notePod(const Pod& pod, ChangeType type, Micros now) {
    if (pod.spec.containers.empty())
        return;
    auto [place, fresh] = m_byUid.try_emplace(pod.meta.uid, m_pods.size());
    if (fresh) {
        PodLife life;
        life.ns = pod.meta.ns;
        life.name = pod.meta.name;
        life.uid = pod.meta.uid;
        life.app = label(pod.meta.labels, "app");
        life.container = pod.spec.containers[0].name;
        life.image = pod.spec.containers[0].image;
        life.created = pod.meta.created;
        life.requests = amountsOf(pod.spec.containers[0].requests);
        life.limits = amountsOf(pod.spec.containers[0].limits);
        m_pods.push_back(std::move(life));
    }
    PodLife& life = m_pods[place->second];
    const bool gone = type == ChangeType::Deleted;
    const bool ready = !gone && pod.ready() && !pod.meta.deleted && pod.phase == "Running";
    const bool before = life.ready.at(now) > 0;
    life.node = pod.node;
    life.ready.set(now, ready ? 1 : 0);
    if (gone)
        life.ended = now;
    if (!pod.containers.empty()) {
        const auto& status = pod.containers[0];
        const bool running = !gone && status.state.run == Run::Running;
        life.running.set(now, running ? 1 : 0);
        life.restarts.set(now, status.restarts);
        if (running)
            life.started.set(now, static_cast<double>(status.state.started));
    }
    if (ready != before) {
        Steps& count = m_ready[life.ns + "/" + life.app];
        count.set(now, count.at(now) + (ready ? 1 : -1));
        turn(now);
    }
}

int Ledger::ready(const std::string& ns, const std::string& app, Micros when) const {
    const auto found = m_ready.find(ns + "/" + app);
    return found == m_ready.end() ? 0 : static_cast<int>(found->second.at(when));
}

template <typename Those>
double Ledger::share(const std::string& ns, const std::string& app, Micros when, const Those& those) const {
    int all = 0;
    int counted = 0;
    for (const auto& life : m_pods) {
        if (life.app != app || life.ns != ns || !life.aliveAt(when) || life.ready.at(when) == 0)
            continue;
        ++all;
        counted += those(life);
    }
    return all == 0 ? 0 : static_cast<double>(counted) / all;
}

double Ledger::shareOf(const std::string& ns, const std::string& app, const std::string& image,
                       Micros when) const {
    return share(ns, app, when, [&](const PodLife& life) { return life.image == image; });
}

double Ledger::shareOn(const std::string& ns, const std::string& app, const std::string& node,
                       Micros when) const {
    return share(ns, app, when, [&](const PodLife& life) { return life.node == node; });
}

} // namespace understudy::cluster
