#include "labs/membership/Network.h"

#include <algorithm>

namespace understudy::cluster {

std::string Network::regionOf(const std::string& node) const {
    const auto* worker = m_members.worker(node);
    return worker ? worker->region : m_plan.controllerRegion;
}

int Network::groupOf(const PlatformFault& partition, const std::string& node) const {
    for (std::size_t i = 0; i < partition.groups.size(); ++i)
        if (m_members.fits(partition.groups[i], node))
            return static_cast<int>(i);
    return -1;
}

Path Network::between(const std::string& a, const std::string& b) const {
    Path path;
    const std::string from = regionOf(a), to = regionOf(b);
    if (from != to) {
        path.rttMs = 80;
        for (const auto& link : m_plan.links)
            if ((link.from == from && link.to == to) || (link.from == to && link.to == from)) {
                path.rttMs = link.rttMs;
                path.mbps = link.mbps;
                path.loss = link.loss;
            }
    }
    for (const auto& end : {a, b})
        if (const auto* worker = m_members.worker(end))
            path.mbps = std::min(path.mbps, worker->lineMbps);
    for (const auto& fault : m_faults) {
        const bool forth = m_members.fits(fault.from, a) && m_members.fits(fault.to, b);
        const bool back = m_members.fits(fault.from, b) && m_members.fits(fault.to, a);
        if (!forth && !back)
            continue;
        path.rttMs = fault.rttMs >= 0 ? std::max(path.rttMs, fault.rttMs) : path.rttMs;
        path.loss = fault.loss >= 0 ? std::max(path.loss, fault.loss) : path.loss;
        path.mbps = fault.mbps >= 0 ? std::min(path.mbps, fault.mbps) : path.mbps;
        if (fault.streamCap >= 0)
            path.streamCap = path.streamCap > 0 ? std::min(path.streamCap, fault.streamCap) : fault.streamCap;
    }
    for (const auto& partition : m_partitions)
        path.reachable = path.reachable && groupOf(partition, a) == groupOf(partition, b);
    path.mode = path.rttMs < 10 && path.mbps >= 1000  ? Path::Mode::Datacenter
                : path.rttMs > 50 || path.mbps < 1000 ? Path::Mode::Internet
                                                      : Path::Mode::Hybrid;
    if (forced)
        path.mode = *forced;
    return path;
}

Path Network::typical(const std::string& node) const {
    const auto& workers = m_members.workers();
    const auto* worker = m_members.worker(node);
    const auto next = worker ? static_cast<std::size_t>(worker - workers.data()) + 1 : 0;
    return between(node, workers[next % workers.size()].id);
}

void Network::begin(const PlatformFault& fault) {
    (fault.kind == "partition" ? m_partitions : m_faults).push_back(fault);
}

void Network::end(const std::string& fault) {
    for (auto* list : {&m_faults, &m_partitions})
        std::erase_if(*list, [&](const PlatformFault& each) { return each.id == fault; });
}

bool Network::cutOff(const std::string& node) const {
    const std::string& leader =
        m_members.leader().empty() ? m_members.controllers().front().id : m_members.leader();
    return std::any_of(m_partitions.begin(), m_partitions.end(), [&](const PlatformFault& each) {
        return groupOf(each, node) != groupOf(each, leader);
    });
}

double Network::lossAt(const std::string& node) const {
    double loss = 0;
    for (const auto& fault : m_faults)
        if (fault.loss > 0 && fault.to == "*" && m_members.fits(fault.from, node))
            loss = std::max(loss, fault.loss);
    return loss;
}

} // namespace understudy::cluster
