#include "labs/platform/Platform.h"

#include <algorithm>

namespace understudy::cluster {

// Those that fit the pattern; of a share of them which ones is the seed's choice.
std::vector<std::string> Platform::chosen(const PlatformFault& fault) const {
    auto nodes = members.matching(fault.on);
    std::size_t count = nodes.size();
    if (fault.kind == "mass_byzantine" || fault.kind == "bad_release")
        count = static_cast<std::size_t>(fault.share * static_cast<double>(members.workers().size()) + 0.5);
    else if (fault.kind == "node_down" && fault.count > 0)
        count = static_cast<std::size_t>(fault.count);
    if (count >= nodes.size())
        return nodes;
    std::sort(nodes.begin(), nodes.end(), [&](const auto& a, const auto& b) {
        const auto left = m_noise.bits("chosen/" + fault.id + a, 0),
                   right = m_noise.bits("chosen/" + fault.id + b, 0);
        return left != right ? left < right : a < b;
    });
    nodes.resize(count);
    std::sort(nodes.begin(), nodes.end());
    return nodes;
}

void Platform::beginOnNodes(const PlatformFault& fault) {
    const Micros now = m_queue.now();
    for (const auto& node : m_hit[fault.id]) {
        if (fault.kind == "byzantine" || fault.kind == "mass_byzantine") {
            reputation.begin(node, fault.id, fault.mode, fault.probability);
            if (fault.mode == "metrics")
                m_lies[{"amst_throughput_mbps", node}].set(now, 5);
        } else if (fault.kind == "lie") {
            m_lies[{fault.metric, node}].set(now, fault.value);
        } else if (fault.kind == "node_down") {
            members.setUp(node, false);
            // Who is shut out stays so: it does not come back as good because it was away.
            if (const auto* worker = members.worker(node);
                worker && worker->status == WorkerNode::Status::Ready)
                members.setStatus(node, WorkerNode::Status::Unreachable, fault.id);
            tell("node", node, node + " does not answer", "error");
        }
    }
    if (fault.kind == "sync_lag" || fault.kind == "bit_rot" || fault.mode == "state")
        sync.begin(fault, m_hit[fault.id]);
}

void Platform::beginRelease(const PlatformFault& fault) {
    migrations.badVersions[fault.version] = fault.probability;
    tell("upgrade", members.leader(),
         "rollout of " + fault.version + " to " + std::to_string(m_hit[fault.id].size()) + " workers begins");
    m_rolled[fault.id] = roll(fault.version, m_hit[fault.id]);
}

void Platform::begin(const PlatformFault& fault) {
    if (!m_plan.on)
        return;
    m_faults[fault.id] = fault;
    m_close.erase(fault.id);
    if (fault.kind == "net" || fault.kind == "partition") {
        network.begin(fault);
    } else if (fault.kind == "leader_flap" || fault.kind == "consensus_slow") {
        consensus.begin(fault);
    } else if (fault.kind == "hde_bad_ratio") {
        migrations.badRatios[fault.id] = fault.value;
    } else if (fault.kind == "pba_drift" || fault.kind == "itp_slow") {
        planner.begin(fault);
    } else if (fault.kind == "bit_rot" && machines.find(fault.on)) {
        machines.rot(machines.find(fault.on)->id);
    } else {
        m_hit[fault.id] = chosen(fault);
        if (fault.kind == "bad_release")
            beginRelease(fault);
        else
            beginOnNodes(fault);
    }
    look();
}

void Platform::end(const std::string& id) {
    const auto found = m_faults.find(id);
    if (found == m_faults.end())
        return;
    const PlatformFault fault = found->second;
    m_faults.erase(found);
    network.end(id);
    consensus.end(id);
    reputation.end(id);
    sync.end(id);
    planner.end(fault);
    migrations.badRatios.erase(id);
    for (const auto& node : m_hit[id]) {
        if (fault.kind == "node_down") {
            members.setUp(node, true);
            const auto* worker = members.worker(node);
            if (worker && worker->status == WorkerNode::Status::Unreachable)
                members.setStatus(node, WorkerNode::Status::Ready, "");
            tell("node", node, node + " answers again");
        } else if (fault.kind == "lie") {
            m_lies[{fault.metric, node}].set(m_queue.now(), 1);
        } else if (fault.mode == "metrics") {
            m_lies[{"amst_throughput_mbps", node}].set(m_queue.now(), 1);
        }
    }
    m_hit.erase(id);
    look();
}

bool Platform::mended(const std::string& id) const {
    if (m_close.contains(id))
        return true;
    const auto fault = m_faults.find(id);
    const auto hit = m_hit.find(id);
    if (fault == m_faults.end() || hit == m_hit.end() || hit->second.empty())
        return false;
    const std::string& kind = fault->second.kind;
    if (kind == "bad_release" && m_queue.now() <= m_rolled.at(id))
        return false;
    return std::all_of(hit->second.begin(), hit->second.end(), [&](const std::string& node) {
        const auto* worker = members.worker(node);
        if (kind == "byzantine" || kind == "mass_byzantine" || kind == "lie")
            return !worker || worker->status == WorkerNode::Status::Quarantined ||
                   worker->status == WorkerNode::Status::Banned;
        if (kind == "bad_release")
            return !worker || worker->version != fault->second.version;
        if (kind == "bit_rot")
            return sync.corruptKeys(node) == 0;
        if (kind == "sync_lag")
            return !sync.delayed(node);
        return false;
    });
}

double Platform::lieOf(const std::string& metric, const std::string& node, Micros when) const {
    if (m_lies.empty())
        return 1;
    const auto found = m_lies.find({metric, node});
    const double factor = found == m_lies.end() ? 1 : found->second.at(when);
    return factor == 0 ? 1 : factor;
}

} // namespace understudy::cluster
