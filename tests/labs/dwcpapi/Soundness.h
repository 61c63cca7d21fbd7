#pragma once

#include "labs/platform/Platform.h"

#include <QByteArray>

#include <cmath>
#include <set>

namespace understudy::tests {

inline QByteArray brokenMachines(const cluster::Platform& p) {
    if (p.machines.born() - p.machines.removed() != p.machines.all().size())
        return "VMs were lost or made from nothing";
    std::map<std::string, int> counts;
    for (const auto& [id, vm] : p.machines.all()) {
        if (!p.members.worker(vm.worker))
            return "a VM stands on no worker: " + QByteArray::fromStdString(id);
        ++counts[vm.worker];
        const auto* last = p.migrations.lastOf(id);
        if ((vm.state == cluster::Vm::State::Migrating) != (last && last->open()))
            return "a VM migrates without a migration, or the other way round";
    }
    for (const auto& worker : p.members.workers()) {
        if (p.machines.countOn(worker.id) != counts[worker.id])
            return "a worker's count is wrong";
        const double score = p.reputation.score(worker.id);
        if (!(score >= 0 && score <= 1))
            return "a score is outside of 0 and 1";
    }
    return {};
}

inline QByteArray brokenMigrations(const cluster::Platform& p) {
    for (const auto& one : p.migrations.all()) {
        const double sent = one.sentAt(p.now());
        if (!(sent >= 0 && sent <= one.wireMbit + 1e-6))
            return "more was sent than there is";
        if (one.phase == cluster::Migration::Phase::Completed &&
            std::abs(sent - one.wireMbit) > one.wireMbit * 1e-4)
            return "a migration is complete without all of its bytes";
        if (one.ended && *one.ended < one.started)
            return "a migration ended before it began";
    }
    return {};
}

inline QByteArray brokenVotes(const cluster::Platform& p) {
    const auto& voters = p.consensus.voters();
    if (std::set<std::string>(voters.begin(), voters.end()).size() != voters.size())
        return "a voter votes twice";
    for (const auto& voter : voters)
        if (const auto* worker = p.members.worker(voter);
            worker && worker->status != cluster::WorkerNode::Status::Ready &&
            worker->status != cluster::WorkerNode::Status::Unreachable)
            return "a quarantined node votes";
    if (p.members.hasQuorum() == p.members.leader().empty())
        return "a leader without a quorum, or none with one";
    if (p.consensus.operational() && p.consensus.honestVoters() < p.consensus.needed())
        return "it works without enough honest voters";
    return {};
}

/// What must hold whatever is asked: each VM once and on a worker that is there, nothing made or lost but by
/// creating and deleting, no more voters than there are nodes, no score outside 0 and 1.
inline QByteArray broken(const cluster::Platform& platform) {
    for (const auto part : {brokenMachines, brokenMigrations, brokenVotes})
        if (auto what = part(platform); !what.isEmpty())
            return what;
    return {};
}

} // namespace understudy::tests
