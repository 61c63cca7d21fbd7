#include "labs/signals/TimelineColumns.h"

#include "labs/signals/Timeline.h"

namespace understudy::cluster {

void TickTotals::add(const ServiceState& state, double span, bool answers) {
    podCpu += state.podCores * span;
    if (!answers)
        return;
    const double requests = state.rps * span;
    const double failures = requests * state.error;
    ok += (requests - failures) * 0.996;
    notFound += (requests - failures) * 0.004;
    const double refused = std::min(failures, requests * state.refused);
    failed += (failures - refused) * 0.7;
    unavailable += (failures - refused) * 0.3 + refused;
    seconds += requests * state.meanMs() / 1000;
    for (std::size_t i = 0; i + 1 < buckets.size(); ++i)
        buckets[i] += requests * state.shareBelow(bucketSeconds[i] * 1000);
    buckets.back() += requests;
}

double TotalColumn::operator[](std::size_t tick) const {
    return m_timeline->totals(tick, m_service).*m_member;
}

std::array<double, 20> BucketColumn::operator[](std::size_t tick) const {
    return m_timeline->totals(tick, m_service).buckets;
}

double NodeColumn::operator[](std::size_t tick) const {
    if (m_what == What::Bytes)
        return m_timeline->nodeBytes(tick, m_node);
    const double busy = m_timeline->nodeBusySeconds(tick, m_node);
    if (m_what == What::Busy)
        return m_share * busy;
    return static_cast<double>(m_timeline->timeOf(tick) - m_timeline->timeOf(0)) /
               static_cast<double>(second) -
           busy;
}

void StateTicks::add(const std::vector<ServiceState>& states) {
    ++m_ticks;
    for (const auto& each : states)
        m_packed.push_back({static_cast<float>(each.rps), static_cast<float>(each.use),
                            static_cast<float>(each.p50Ms), static_cast<float>(each.shiftMs),
                            static_cast<float>(each.error), static_cast<float>(each.podCores),
                            static_cast<float>(each.podMi), static_cast<float>(each.slowMs),
                            static_cast<float>(each.slowShare), static_cast<float>(each.refused),
                            each.ready});
}

ServiceState StateTicks::state(std::size_t tick, std::size_t service) const {
    const Packed& packed = m_packed[tick * m_services + service];
    ServiceState state;
    state.rps = static_cast<double>(packed.rps);
    state.use = static_cast<double>(packed.use);
    state.p50Ms = static_cast<double>(packed.p50);
    state.shiftMs = static_cast<double>(packed.shift);
    state.error = static_cast<double>(packed.error);
    state.podCores = static_cast<double>(packed.cores);
    state.podMi = static_cast<double>(packed.mi);
    state.slowMs = static_cast<double>(packed.slowMs);
    state.slowShare = static_cast<double>(packed.slowShare);
    state.refused = static_cast<double>(packed.refused);
    state.ready = packed.ready;
    return state;
}

} // namespace understudy::cluster
