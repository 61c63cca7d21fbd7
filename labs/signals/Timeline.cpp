#include "labs/signals/Timeline.h"

#include <algorithm>
#include <cmath>

namespace understudy::cluster {

namespace {

constexpr Micros historyStep = 15 * second;
constexpr Micros liveStep = 5 * second;
constexpr Micros liveFrom = -hour;
constexpr Micros shrinkBy = second / 2;
constexpr int ticksOfOneStep = 12;
// What a node may still give to pods, as its allocatable says; a busy node stays a little below.
constexpr double mostCpu = 0.97;
constexpr double mostMemory = 0.99;
constexpr double reservedCores = 0.2;
constexpr double reservedBytes = 1024.0 * 1048576;
constexpr double systemCores = 0.157; ///< share of a node its own services take
constexpr double systemBytes = 3.6 * 1024 * 1024 * 1024;

double below(double milliseconds, const ServiceState& state) {
    const double left = milliseconds - state.shiftMs;
    if (left <= 0)
        return 0;
    return 0.5 * std::erfc(-std::log(left / state.p50Ms) / (ServiceModel::sigma * 1.4142135623730951));
}

template <class T>
T last(const std::vector<T>& values) {
    return values.empty() ? T{} : values.back();
}

// rate() takes a gap at the edge of its range for a gap in the series when it is longer than 1.1 times the
// mean step in the range. Steps that shrink at once from 15 s to 5 s would show as a dent in every chart.
std::vector<Micros> pastTicks(Micros start) {
    std::vector<Micros> shrinking;
    Micros length = 0;
    for (Micros step = historyStep - shrinkBy; step > liveStep; step -= shrinkBy)
        for (int i = 0; i < ticksOfOneStep; ++i) {
            shrinking.push_back(step);
            length += step;
        }
    std::vector<Micros> ticks{start / historyStep * historyStep};
    if (ticks.back() > liveFrom - length)
        return ticks;
    while (ticks.back() < liveFrom - length)
        ticks.push_back(ticks.back() + historyStep);
    for (const Micros step : shrinking)
        ticks.push_back(ticks.back() + step);
    return ticks;
}

} // namespace

Timeline::Timeline(const ServiceModel& model, const Ledger& ledger, const Store& store, const Noise& noise,
                   Micros start)
    : m_model(model)
    , m_ledger(ledger)
    , m_store(store)
    , m_noise(noise)
    , m_past(pastTicks(start)) {
    m_services.resize(model.services().size());
}

Micros Timeline::timeOf(std::size_t tick) const {
    return tick < m_past.size() ? m_past[tick]
                                : m_past.back() + static_cast<Micros>(tick + 1 - m_past.size()) * liveStep;
}

std::optional<std::size_t> Timeline::tickAt(Micros when) const {
    if (when < m_past.front() || m_states.empty())
        return std::nullopt;
    const auto tick = when < m_past.back()
                          ? static_cast<std::size_t>(std::upper_bound(m_past.begin(), m_past.end(), when) -
                                                     m_past.begin()) -
                                1
                          : m_past.size() - 1 + static_cast<std::size_t>((when - m_past.back()) / liveStep);
    return std::min(tick, m_states.size() - 1);
}

void Timeline::extendTo(Micros now) {
    while (timeOf(m_states.size()) <= now) {
        const Micros when = timeOf(m_states.size());
        const Micros step = m_states.empty() ? 0 : when - timeOf(m_states.size() - 1);
        addTick(when, static_cast<double>(step) / static_cast<double>(second));
    }
}

void Timeline::addTick(Micros when, double seconds) {
    auto states = m_model.at(when);
    for (std::size_t i = 0; i < states.size(); ++i)
        addService(i, states[i], seconds);
    addNodes(states, when, seconds);
    const double checks = m_model.edgeRps(when);
    m_queries.push_back(last(m_queries) + checks * m_model.databaseShare(when) * seconds);
    m_lookups.push_back(last(m_lookups) + checks * seconds);
    m_hits.push_back(last(m_hits) + checks * m_model.hitRatio(when) * seconds);
    m_states.push_back(std::move(states));
}

void Timeline::addService(std::size_t index, const ServiceState& state, double seconds) {
    Service& service = m_services[index];
    const Load& load = m_model.services()[index]->load;
    service.podCpu.push_back(last(service.podCpu) + state.podCores * seconds);
    const bool database = m_model.services()[index]->name == "postgres-primary";
    if (load.share <= 0 && !database)
        return;
    const double requests = state.rps * seconds;
    const double failures = requests * state.error;
    service.ok.push_back(last(service.ok) + (requests - failures) * 0.996);
    service.notFound.push_back(last(service.notFound) + (requests - failures) * 0.004);
    service.failed.push_back(last(service.failed) + failures * 0.7);
    service.unavailable.push_back(last(service.unavailable) + failures * 0.3);
    service.seconds.push_back(
        last(service.seconds) +
        requests * (state.shiftMs + state.p50Ms * std::exp(0.5 * ServiceModel::sigma * ServiceModel::sigma)) /
            1000);
    auto buckets = service.buckets.empty() ? std::array<double, 20>{} : service.buckets.back();
    for (std::size_t i = 0; i + 1 < buckets.size(); ++i)
        buckets[i] += requests * below(bucketSeconds[i] * 1000, state);
    buckets.back() += requests;
    service.buckets.push_back(buckets);
}

void Timeline::addNodes(const std::vector<ServiceState>& states, Micros when, double seconds) {
    std::map<std::string, std::pair<double, double>> taken; // cores, bytes
    for (const auto& life : m_ledger.pods()) {
        if (!life.aliveAt(when) || life.node.empty())
            continue;
        const auto index = m_model.indexOf(life.ns, life.app);
        const ServiceState state = index ? states[*index] : ServiceState{};
        auto& [cores, bytes] = taken[life.node];
        cores += m_model.podCores(life, state, when);
        bytes += m_model.podBytes(life, state, when);
    }
    for (const auto& node : m_store.list<Node>()) {
        NodeUse& use = m_nodes[node->meta.name];
        const auto [cores, bytes] = taken[node->meta.name];
        const double wobble = 1 + 0.02 * m_noise.normal("node/" + node->meta.name, when / historyStep);
        const double mostBusy = mostCpu * (1 - reservedCores / node->cores);
        const double busy = std::min(mostBusy, (systemCores + cores / node->cores) * wobble);
        use.idle.push_back(last(use.idle) + (1 - busy) * seconds);
        use.user.push_back(last(use.user) + busy * 0.78 * seconds);
        use.system.push_back(last(use.system) + busy * 0.2 * seconds);
        use.waiting.push_back(last(use.waiting) + busy * 0.02 * seconds);
        use.usedBytes.push_back(std::min(
            systemBytes + bytes, mostMemory * (static_cast<double>(node->memoryBytes) - reservedBytes)));
    }
}

} // namespace understudy::cluster
