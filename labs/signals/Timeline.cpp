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

// Totals are kept at each block's beginning and summed up again inside of it: a day of them at every tick
// would take a hundred megabytes.
constexpr std::size_t blockTicks = 32;
constexpr std::size_t keptBlocks = 1024;

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
    m_states.resize(model.services().size());
    m_sums.resize(model.services().size());
    m_marks.resize(model.services().size());
    for (std::size_t i = 0; i < model.services().size(); ++i)
        m_services.push_back({{*this, i, &TickTotals::ok},
                              {*this, i, &TickTotals::notFound},
                              {*this, i, &TickTotals::failed},
                              {*this, i, &TickTotals::unavailable},
                              {*this, i, &TickTotals::seconds},
                              {*this, i, &TickTotals::podCpu},
                              {*this, i}});
}

Micros Timeline::timeOf(std::size_t tick) const {
    return tick < m_past.size() ? m_past[tick]
                                : m_past.back() + static_cast<Micros>(tick + 1 - m_past.size()) * liveStep;
}

std::optional<std::size_t> Timeline::tickAt(Micros when) const {
    extended(when);
    if (when < m_past.front() || m_states.size() == 0)
        return std::nullopt;
    const auto tick = when < m_past.back()
                          ? static_cast<std::size_t>(std::upper_bound(m_past.begin(), m_past.end(), when) -
                                                     m_past.begin()) -
                                1
                          : m_past.size() - 1 + static_cast<std::size_t>((when - m_past.back()) / liveStep);
    return std::min(tick, m_states.size() - 1);
}

// Not the tick of this very moment: more may still happen in it.
bool Timeline::prepare(Micros when, std::size_t most) const {
    const Micros until = std::min(when, m_store.now() - 1);
    while (timeOf(m_states.size()) <= until) {
        if (most-- == 0)
            return false;
        const std::size_t tick = m_states.size();
        addTick(timeOf(tick), spanBefore(tick));
    }
    return true;
}

void Timeline::extended(Micros when) const { prepare(when, static_cast<std::size_t>(-1)); }

double Timeline::spanBefore(std::size_t tick) const {
    return tick == 0 ? 0 : static_cast<double>(timeOf(tick) - timeOf(tick - 1)) / static_cast<double>(second);
}

bool Timeline::counts(std::size_t service) const {
    const Workload& work = *m_model.services()[service];
    return work.load.share > 0 || work.name == "postgres-primary";
}

void Timeline::addTick(Micros when, double seconds) const {
    const auto states = m_model.at(when);
    const std::size_t tick = m_states.size();
    m_states.add(states);
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (tick % blockTicks == 0)
            m_marks[i].push_back(m_sums[i]);
        m_sums[i].add(m_states.state(tick, i), seconds, counts(i));
    }
    addNodes(states, when, seconds);
    const double checks = m_model.edgeRps(when);
    const auto pool = m_model.indexOf("production", "pgbouncer");
    const double queries = pool ? states[*pool].rps : checks * m_model.databaseShare(when);
    m_queries.push_back(last(m_queries) + queries * seconds);
    m_lookups.push_back(last(m_lookups) + checks * seconds);
    m_hits.push_back(last(m_hits) + checks * m_model.hitRatio(when) * seconds);
}

const TickTotals& Timeline::totals(std::size_t tick, std::size_t service) const {
    const std::size_t number = tick / blockTicks;
    const auto known = m_blockAt.find({service, number});
    if (known != m_blockAt.end() && tick % blockTicks < m_blocks[known->second].totals.size()) {
        m_blocks[known->second].used = ++m_uses;
        return m_blocks[known->second].totals[tick % blockTicks];
    }
    std::size_t place = m_blocks.size();
    if (known != m_blockAt.end()) {
        place = known->second; // the last block has grown since
    } else if (place < keptBlocks) {
        m_blocks.emplace_back();
    } else {
        place = static_cast<std::size_t>(
            std::min_element(m_blocks.begin(), m_blocks.end(),
                             [](const Block& a, const Block& b) { return a.used < b.used; }) -
            m_blocks.begin());
        m_blockAt.erase({m_blocks[place].service, m_blocks[place].block});
    }
    m_blockAt[{service, number}] = place;
    Block& block = m_blocks[place];
    block = {service, number, ++m_uses, {}};
    TickTotals sum = m_marks[service][number];
    const std::size_t end = std::min(m_states.size(), (number + 1) * blockTicks);
    for (std::size_t each = number * blockTicks; each < end; ++each) {
        sum.add(m_states.state(each, service), spanBefore(each), counts(service));
        block.totals.push_back(sum);
    }
    return block.totals[tick % blockTicks];
}

double Timeline::nodeBusySeconds(std::size_t tick, std::size_t node) const {
    const NodeTicks& ticks = m_nodeTicks[node];
    const std::size_t number = tick / blockTicks;
    double sum = ticks.marks[number];
    for (std::size_t each = number * blockTicks; each <= tick; ++each)
        sum += static_cast<double>(ticks.busy[each]) * spanBefore(each);
    return sum;
}

void Timeline::addNodes(const std::vector<ServiceState>& states, Micros when, double seconds) const {
    using What = NodeColumn::What;
    while (m_nodeTicks.size() < m_ledger.nodes().size()) {
        const std::size_t at = m_nodeTicks.size();
        const std::string& name = m_ledger.nodes()[at].name;
        m_nodeIndex[name] = at;
        m_nodes.insert({name, NodeUse{{*this, at, What::Idle},
                                      {*this, at, What::Busy, 0.78},
                                      {*this, at, What::Busy, 0.2},
                                      {*this, at, What::Busy, 0.02},
                                      {*this, at, What::Bytes}}});
        NodeTicks fresh; // a node that came later
        fresh.busy.resize(m_states.size() - 1);
        fresh.bytes.resize(m_states.size() - 1);
        fresh.marks.resize((m_states.size() - 1 + blockTicks - 1) / blockTicks);
        m_nodeTicks.push_back(std::move(fresh));
    }
    std::vector<std::pair<double, double>> taken(m_nodeTicks.size()); // cores, bytes
    while (m_lifeService.size() < m_ledger.pods().size()) {
        const PodLife& life = m_ledger.pods()[m_lifeService.size()];
        m_lifeService.push_back(m_model.indexOf(life.ns, life.app));
    }
    static const ServiceState idle;
    for (std::size_t i = 0; i < m_ledger.pods().size(); ++i) {
        const PodLife& life = m_ledger.pods()[i];
        if (!life.aliveAt(when) || life.node.empty())
            continue;
        const auto node = m_nodeIndex.find(life.node);
        if (node == m_nodeIndex.end())
            continue;
        const ServiceState& state = m_lifeService[i] ? states[*m_lifeService[i]] : idle;
        taken[node->second].first += m_model.podCores(life, state, when);
        taken[node->second].second += m_model.podBytes(life, state, when);
    }
    for (std::size_t index = 0; index < m_nodeTicks.size(); ++index) {
        NodeTicks& ticks = m_nodeTicks[index];
        const NodeRecord& node = m_ledger.nodes()[index];
        if (ticks.busy.size() % blockTicks == 0)
            ticks.marks.push_back(ticks.sum);
        double busy = 0, bytes = 0;
        const double cores = node.cores.at(when);
        if (node.there.at(when) > 0 && cores > 0 && m_model.nodeUp(node.name, when)) {
            const double wobble = 1 + 0.02 * m_noise.normal("node/" + node.name, when / historyStep);
            const double mostBusy = mostCpu * (1 - reservedCores / cores);
            busy = std::min(mostBusy, (systemCores + taken[index].first / cores) * wobble);
            bytes = std::min(systemBytes + taken[index].second,
                             mostMemory * (node.memoryBytes.at(when) - reservedBytes));
        }
        ticks.busy.push_back(static_cast<float>(busy));
        ticks.bytes.push_back(static_cast<float>(bytes));
        ticks.sum += static_cast<double>(ticks.busy.back()) * seconds;
    }
}

} // namespace understudy::cluster
