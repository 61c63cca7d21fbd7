#include "labs/membership/StateSync.h"

#include <algorithm>

namespace understudy::cluster {

double StateSync::lag(const std::string& node, Micros when) const {
    const Micros slice = when >= 0 ? when / (15 * second) : (when - 15 * second + 1) / (15 * second);
    const double fanout = std::max(1.0, m_fanout.at(when));
    double seconds = (5.5 + 5 * m_noise.uniform("lag/" + node, slice)) * std::clamp(6 / fanout, 0.6, 3.0);
    if (const auto found = m_extra.find(node); found != m_extra.end())
        seconds += found->second.at(when);
    if (const auto found = m_cuts.find(node); found != m_cuts.end())
        for (const auto& [from, until] : found->second)
            if (when >= from && (!until || when < *until))
                seconds += static_cast<double>(when - from) / static_cast<double>(second);
    return seconds;
}

double StateSync::peers(const std::string& node, Micros when) const {
    const double wanted = std::min(m_fanout.at(when), static_cast<double>(m_members.workers().size()) - 1);
    if (const auto found = m_cuts.find(node); found != m_cuts.end())
        for (const auto& [from, until] : found->second)
            if (when >= from && (!until || when < *until))
                return std::min(2.0, wanted);
    return wanted;
}

int StateSync::corruptKeys(const std::string& node) const {
    const auto found = m_corrupt.find(node);
    return found == m_corrupt.end() ? 0 : found->second.second;
}

std::uint64_t StateSync::checksum(const std::string& node) const {
    const auto right = hashOf("state", static_cast<std::uint64_t>(m_settings.version()));
    return corruptKeys(node) == 0 ? right : hashOf(node, right);
}

void StateSync::set(const std::string& node, double seconds) {
    m_extra.try_emplace(node).first->second.set(m_queue.now(), seconds);
}

void StateSync::begin(const PlatformFault& fault, const std::vector<std::string>& nodes) {
    for (const auto& node : nodes) {
        if (fault.kind == "sync_lag") {
            m_delays[node] = {fault.id, fault.seconds};
            set(node, fault.seconds);
        } else {
            m_corrupt[node] = {fault.id, fault.count > 0 ? fault.count : 45};
        }
    }
}

void StateSync::end(const std::string& fault) {
    for (auto each = m_delays.begin(); each != m_delays.end();) {
        if (each->second.fault == fault) {
            set(each->first, 0);
            each = m_delays.erase(each);
        } else {
            ++each;
        }
    }
    std::erase_if(m_corrupt, [&](const auto& each) { return each.second.first == fault; });
}

void StateSync::look() {
    const Micros now = m_queue.now();
    m_fanout.set(now, m_settings.number("ass.gossip.fanout"));
    for (const auto& node : m_members.workers()) {
        const bool cut = m_network.partitioned() && m_network.cutOff(node.id);
        const auto found = m_cuts.find(node.id);
        const bool was = found != m_cuts.end() && !found->second.back().second;
        if (cut && !was)
            m_cuts[node.id].push_back({now, std::nullopt});
        else if (!cut && was)
            found->second.back().second = now;
    }
}

void StateSync::sync(const std::string& node) {
    const auto delay = m_delays.find(node);
    if (delay == m_delays.end())
        return;
    set(node, 0);
    // The cause is still there: a node with few peers falls behind again, one with many keeps up better.
    m_queue.after(10 * minute, [this, node] {
        if (const auto still = m_delays.find(node); still != m_delays.end())
            set(node, m_settings.number("ass.gossip.fanout") >= 10 ? still->second.seconds / 8
                                                                   : still->second.seconds);
    });
}

void StateSync::rejoin(const std::string& node) {
    m_delays.erase(node);
    if (m_extra.contains(node))
        set(node, 0);
}

void StateSync::resync(const std::string& node) { m_corrupt.erase(node); }

} // namespace understudy::cluster
