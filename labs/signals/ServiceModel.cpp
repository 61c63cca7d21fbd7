#include "labs/signals/ServiceModel.h"

#include "labs/kubernetes/Pods.h"

#include <array>
#include <cmath>

namespace understudy::cluster {

namespace {

// A day of load by the hour, told from the start of the lab: a calm business hour, the evening's peak six
// hours later, the night twelve hours before and after.
constexpr std::array<double, 24> dayShape{1.0,   1.0,  1.0, 1.01, 1.02,  1.08, 1.18,  1.25,
                                          1.15,  0.9,  0.6, 0.5,  0.35,  0.18, 0.125, 0.125,
                                          0.125, 0.15, 0.2, 0.32, 0.375, 0.6,  0.9,   1.0};

double dayFactor(Micros when) {
    Micros inDay = when % day;
    if (inDay < 0)
        inDay += day;
    const auto index = static_cast<std::size_t>(inDay / hour);
    const double part = static_cast<double>(inDay % hour) / static_cast<double>(hour);
    return dayShape[index] * (1 - part) + dayShape[(index + 1) % 24] * part;
}

constexpr double cacheHits = 0.85;
constexpr double otherQueries = 0.1333; ///< so that losing the cache means four times the queries
constexpr double skewedTokens = 0.12;   ///< share that a service with a wrong clock takes for invalid

/// What waiting for a called service adds. Where only some requests call it, what that usually takes is in
/// the caller's own time already; what it takes besides is paid by those alone.
void addTime(bool bySome, double weight, const ServiceState& called, double usualMs, ServiceState& state) {
    if (!bySome) {
        state.p50Ms += weight * called.p50Ms;
        state.shiftMs += weight * called.shiftMs;
    } else {
        const double more = called.p50Ms > 2 * usualMs ? called.p50Ms - usualMs : 0;
        state.addSlow(weight, called.shiftMs + more);
    }
    state.addSlow(weight * called.slowShare, called.slowMs);
}

} // namespace

double ServiceState::shareBelow(double milliseconds) const {
    const auto quick = [this](double left) {
        if (left <= 0)
            return 0.0;
        return 0.5 * std::erfc(-std::log(left / p50Ms) / (ServiceModel::sigma * 1.4142135623730951));
    };
    const double left = milliseconds - shiftMs;
    return slowShare > 0 ? (1 - slowShare) * quick(left) + slowShare * quick(left - slowMs) : quick(left);
}

double ServiceState::quantileMs(double deviations) const {
    const double quick = shiftMs + p50Ms * std::exp(deviations * ServiceModel::sigma);
    if (slowShare <= 0)
        return quick;
    const double wanted = 0.5 * std::erfc(-deviations / 1.4142135623730951);
    double low = 0, high = quick + slowMs * 2 + 1;
    for (int i = 0; i < 40; ++i)
        (shareBelow((low + high) / 2) < wanted ? low : high) = (low + high) / 2;
    return high;
}

double ServiceState::meanMs() const {
    return shiftMs + slowShare * slowMs + p50Ms * std::exp(0.5 * ServiceModel::sigma * ServiceModel::sigma);
}

// Two slow parts become one of their mean.
void ServiceState::addSlow(double share, double milliseconds) {
    if (share <= 0 || milliseconds <= 0)
        return;
    if (share >= 1) {
        shiftMs += milliseconds;
        return;
    }
    slowMs = (slowMs * slowShare + milliseconds * share) / (slowShare + share);
    slowShare = std::min(1.0, slowShare + share);
}

ServiceModel::ServiceModel(const Topology& topology, const Ledger& ledger, const Noise& noise, Micros start)
    : m_topology(topology)
    , m_ledger(ledger)
    , m_noise(noise)
    , m_circuits(*this, ledger, noise, start) {
    std::map<std::string, bool> done;
    // Callers after the services they call; a circle of calls is cut where it closes.
    const std::function<void(const Workload&)> add = [&](const Workload& work) {
        if (!done.try_emplace(work.ns + "/" + work.name, true).second)
            return;
        for (const auto& other : m_topology.workloads)
            if (other.ns == "production" && work.load.calls.contains(other.name))
                add(other);
        m_index[{work.ns, work.name}] = m_services.size();
        m_services.push_back(&work);
    };
    for (const auto& work : m_topology.workloads)
        if (work.kind != "job")
            add(work);
    addCalls();
}

double ServiceModel::driveOf(const Workload& work, Micros when) const {
    const bool database = work.name == "pgbouncer" || work.name == "postgres-primary";
    return work.ns != "production" ? 0
           : database              ? databaseShare(when)
           : work.load.share > 0   ? work.load.share
                                   : 1;
}

// Who calls whom, and which part of the called one's requests that is on a calm day.
void ServiceModel::addCalls() {
    constexpr double calmDatabase = otherQueries + 1 - cacheHits;
    const auto drive = [&](const Workload& work) {
        const bool database = work.name == "pgbouncer" || work.name == "postgres-primary";
        return database ? calmDatabase : work.load.share > 0 ? work.load.share : 1;
    };
    std::vector<Call> all;
    std::map<std::size_t, double> coming;
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        if (m_services[i]->ns != "production")
            continue;
        const Load& load = m_services[i]->load;
        for (const auto& [name, share] : load.calls) {
            Call call{i,           m_index.at({"production", name}), share, 0, load.attempts, load.budget,
                      load.breaker};
            call.part = drive(*m_services[i]) * share * (load.sessionMs > 0 ? calmDatabase : 1);
            coming[call.called] += call.part;
            all.push_back(call);
        }
    }
    for (Call& call : all) {
        call.part /= std::max(coming[call.called], drive(*m_services[call.called]));
        m_calls[{call.caller, m_services[call.called]->name}] = m_circuits.calls().size();
        m_circuits.add(call);
    }
}

std::optional<std::size_t> ServiceModel::indexOf(const std::string& ns, const std::string& name) const {
    const auto found = m_index.find({ns, name});
    return found == m_index.end() ? std::nullopt : std::optional(found->second);
}

double ServiceModel::edgeRps(Micros when) const {
    const double base = disturbed.edge(m_topology.edgeRps * dayFactor(when), when);
    return base * (1 + 0.0035 * m_noise.normal("edge", when / (5 * second)));
}

double ServiceModel::hitRatio(Micros when) const {
    return cacheUp(when) ? cacheHits + 0.01 * m_noise.normal("cache", when / (5 * second)) : 0;
}

double ServiceModel::databaseShare(Micros when) const { return otherQueries + 1 - hitRatio(when); }

ServiceState ServiceModel::own(const Workload& work, double edgeNow, double times, Micros when) const {
    ServiceState state;
    const Load& load = work.load;
    state.ready = m_ledger.ready(work.ns, work.name, when);
    state.rps = edgeNow * driveOf(work, when) * times;
    const double noise = m_noise.normal("latency/" + work.name, when / (5 * second));
    if (state.ready == 0) {
        state.error = 1;
        state.refused = 1;
        state.p50Ms = 1;
        return state;
    }
    const double limit = coresOf(work.cpuLimit);
    double cost = load.cost;
    for (const auto& effect : disturbed.effects)
        if (effect.app == work.name && effect.ns == work.ns && effect.holds(when))
            cost *= effect.cost;
    state.use = state.rps * cost / (state.ready * limit);
    const double busy = std::min(state.use, 0.98);
    state.p50Ms = load.baseMs / (1 - busy) * (1 + 0.012 * noise);
    const double wobble = 1 + 0.12 * m_noise.normal("errors/" + work.name, when / (5 * second));
    state.error = load.error * wobble + (state.use > 1 ? (state.use - 1) / state.use : 0);
    disturb(work, state, when);
    state.podCores = std::min(limit, load.idleCores + state.rps * cost / state.ready);
    state.podMi = load.memoryMi + state.rps * load.memoryPerRps / state.ready;
    return state;
}

void ServiceModel::disturb(const Workload& work, ServiceState& state, Micros when) const {
    for (const auto& release : disturbed.releases) {
        if (release.ns != work.ns || release.app != work.name || !release.holds(when))
            continue;
        const double share = m_ledger.shareOf(work.ns, work.name, release.image, when);
        state.error += release.error * share;
        state.addSlow(share, release.addMs);
    }
    for (const auto& effect : disturbed.effects) {
        if (!effect.to.empty() || effect.app != work.name || effect.ns != work.ns || !effect.holds(when))
            continue;
        state.error += effect.error;
        state.addSlow(effect.share, effect.addMs);
    }
    // A clock that is wrong by more than half a second makes tokens of the others too old or too new.
    for (const auto& skew : disturbed.skews)
        if (work.load.sessionMs > 0 && std::abs(skew.at(when)) > 0.5)
            state.error += skewedTokens * m_ledger.shareOn(work.ns, work.name, skew.node, when);
}

double ServiceModel::weightOf(const Call& call, Micros when) const {
    return call.share *
           (m_services[call.caller]->load.sessionMs > 0 ? std::min(1.0, databaseShare(when)) : 1);
}

void ServiceModel::disturb(const Call& call, ServiceState& called, Micros when) const {
    const Workload &from = *m_services[call.caller], &to = *m_services[call.called];
    for (const auto& effect : disturbed.effects) {
        if (effect.to != to.name || effect.app != from.name || effect.ns != from.ns || !effect.holds(when))
            continue;
        called.error += effect.error;
        called.addSlow(effect.share, effect.addMs);
    }
    called.error = std::min(1.0, called.error);
}

double ServiceModel::tryMs(const Call& call, Micros when) const {
    const auto* rules = m_ledger.callRules(m_services[call.called]->name);
    return rules ? rules->tryMs.at(when) : 0;
}

double ServiceModel::failing(const Call& call, ServiceState called, Micros when) const {
    disturb(call, called, when);
    const double limit = tryMs(call, when);
    return limit > 0 ? called.error + (1 - called.error) * (1 - called.shareBelow(limit)) : called.error;
}

// What the caller meets when its client repeats, gives up or does not even try.
void ServiceModel::addTroubled(const Call& call, const Flow& flow, double weight, ServiceState called,
                               ServiceState& state, Micros when) const {
    if (flow.blocked) {
        state.error += weight;
        state.refused += weight;
        return;
    }
    double failed = failing(call, called, when);
    const double refused = failed > 0 ? std::min(1.0, called.refused / failed) : 0;
    // Half of the failures are of the request, and come again.
    failed -= 0.5 * std::min(flow.extra, failed) * (1 - failed);
    disturb(call, called, when);
    if (const double limit = tryMs(call, when); limit > 0) {
        called.p50Ms = std::min(called.p50Ms, limit);
        called.shiftMs = std::min(called.shiftMs, limit);
        called.slowMs = std::min(called.slowMs, limit);
    }
    addTime(call.share < 1, weight, called, m_services[call.called]->load.baseMs, state);
    state.error += weight * failed;
    state.refused += weight * failed * refused;
}

void ServiceModel::addCalls(std::size_t index, std::vector<ServiceState>& states,
                            const std::vector<Flow>& flows, Micros when) const {
    const Workload& work = *m_services[index];
    ServiceState& state = states[index];
    if (state.ready == 0)
        return;
    const bool signsIn = work.load.sessionMs > 0;
    for (const auto& [name, share] : work.load.calls) {
        const ServiceState& called = states[m_index.at({"production", name})];
        const double weight = share * (signsIn ? std::min(1.0, databaseShare(when)) : 1);
        if (const auto known = m_calls.find({index, name}); known != m_calls.end()) {
            const Call& call = m_circuits.calls()[known->second];
            const Flow flow = flows.empty() ? Flow() : flows[known->second];
            if (flow.blocked || flow.extra > 0 || tryMs(call, when) > 0) {
                addTroubled(call, flow, weight, called, state, when);
                continue;
            }
        }
        state.error += weight * called.error;
        state.refused += weight * called.refused;
        addTime(share < 1, weight, called, m_services[m_index.at({"production", name})]->load.baseMs, state);
        for (const auto& effect : disturbed.effects) {
            if (effect.to != name || effect.app != work.name || effect.ns != work.ns || !effect.holds(when))
                continue;
            state.error += weight * effect.error;
            state.addSlow(weight * effect.share, effect.addMs);
        }
    }
    if (signsIn && !cacheUp(when))
        state.shiftMs += work.load.sessionMs;
    state.error = std::min(state.error, 1.0);
    state.refused = std::min(state.refused, state.error);
}

// How many times its usual requests each service gets: callers first, since what repeats is repeated below.
std::vector<double> ServiceModel::timesOf(const std::vector<Flow>& flows) const {
    constexpr double probing = 0.01;
    std::vector<double> times(m_services.size(), 1);
    const auto& calls = m_circuits.calls();
    for (std::size_t caller = m_services.size(); caller-- > 0;)
        for (std::size_t i = 0; i < calls.size() && !flows.empty(); ++i)
            if (calls[i].caller == caller)
                times[calls[i].called] +=
                    calls[i].part *
                    (times[caller] * (1 + flows[i].extra) * (flows[i].blocked ? probing : 1) - 1);
    return times;
}

std::vector<ServiceState> ServiceModel::under(const std::vector<Flow>& flows, Micros when) const {
    const double edgeNow = edgeRps(when);
    const auto times = timesOf(flows);
    std::vector<ServiceState> states;
    states.reserve(m_services.size());
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        states.push_back(own(*m_services[i], edgeNow, times[i], when));
        addCalls(i, states, flows, when);
    }
    return states;
}

std::vector<ServiceState> ServiceModel::at(Micros when) const { return under(m_circuits.flows(when), when); }

double ServiceModel::podBytes(const PodLife& life, const ServiceState& state, Micros when) const {
    if (life.running.at(when) == 0)
        return 0;
    const double noise = 1 + 0.008 * m_noise.normal("memory/" + life.uid, when / (15 * second));
    double bytes = (state.podMi > 0 ? state.podMi : 100) * 1048576.0 * noise;
    const auto started = static_cast<Micros>(life.started.at(when));
    for (const auto& leak : disturbed.leaks) {
        if (leak.ns != life.ns || leak.app != life.app || leak.image != life.image)
            continue;
        const Micros from = std::max(started, leak.from);
        const Micros to = leak.until ? std::min(when, *leak.until) : when;
        if (to > from)
            bytes += leak.bytesPerHour * static_cast<double>(to - from) / static_cast<double>(hour);
    }
    return life.limits.bytes > 0 ? std::min(bytes, life.limits.bytes) : bytes;
}

double ServiceModel::podCores(const PodLife& life, const ServiceState& state, Micros when) const {
    if (life.running.at(when) == 0)
        return 0;
    const double own = 0.94 + 0.12 * m_noise.uniform("bias/" + life.uid, 0);
    return life.ready.at(when) > 0 ? state.podCores * own : 0.02;
}

} // namespace understudy::cluster
