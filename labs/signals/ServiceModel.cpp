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

ServiceModel::ServiceModel(const Topology& topology, const Ledger& ledger, const Noise& noise)
    : m_topology(topology)
    , m_ledger(ledger)
    , m_noise(noise) {
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

ServiceState ServiceModel::own(const Workload& work, double edgeNow, Micros when) const {
    ServiceState state;
    const Load& load = work.load;
    state.ready = m_ledger.ready(work.ns, work.name, when);
    const bool database = work.name == "pgbouncer" || work.name == "postgres-primary";
    const double drive = work.ns != "production" ? 0
                         : database              ? databaseShare(when)
                         : load.share > 0        ? load.share
                                                 : 1;
    state.rps = edgeNow * drive;
    const double noise = m_noise.normal("latency/" + work.name, when / (5 * second));
    if (state.ready == 0) {
        state.error = 1;
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
}

void ServiceModel::addCalls(std::size_t index, std::vector<ServiceState>& states, Micros when) const {
    const Workload& work = *m_services[index];
    ServiceState& state = states[index];
    if (state.ready == 0)
        return;
    const bool signsIn = work.load.sessionMs > 0;
    for (const auto& [name, share] : work.load.calls) {
        const ServiceState& called = states[m_index.at({"production", name})];
        const double weight = share * (signsIn ? std::min(1.0, databaseShare(when)) : 1);
        state.p50Ms += weight * called.p50Ms;
        state.shiftMs += weight * called.shiftMs;
        state.error += weight * called.error;
        state.addSlow(weight * called.slowShare, called.slowMs);
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
}

std::vector<ServiceState> ServiceModel::at(Micros when) const {
    const double edgeNow = edgeRps(when);
    std::vector<ServiceState> states;
    states.reserve(m_services.size());
    for (std::size_t i = 0; i < m_services.size(); ++i) {
        states.push_back(own(*m_services[i], edgeNow, when));
        addCalls(i, states, when);
    }
    return states;
}

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
    return life.memoryLimit > 0 ? std::min(bytes, life.memoryLimit) : bytes;
}

double ServiceModel::podCores(const PodLife& life, const ServiceState& state, Micros when) const {
    if (life.running.at(when) == 0)
        return 0;
    const double own = 0.94 + 0.12 * m_noise.uniform("bias/" + life.uid, 0);
    return life.ready.at(when) > 0 ? state.podCores * own : 0.02;
}

} // namespace understudy::cluster
