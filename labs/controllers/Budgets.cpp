#include "labs/controllers/Budgets.h"

#include <algorithm>

namespace understudy::cluster {

void Budgets::stale(const std::string& ns) {
    if (m_store.of(Kind::PodDisruptionBudget).empty() || !m_stale.insert(ns).second)
        return;
    m_queue.after(second / 20, [this, ns] {
        m_stale.erase(ns);
        refresh(ns);
    });
}

// How many pods the one that makes this pod was asked for.
int Budgets::wishedFor(const Pod& pod) const {
    if (!pod.meta.owner)
        return 1;
    const auto& owner = *pod.meta.owner;
    if (owner.kind == "StatefulSet") {
        const auto set = m_store.find<StatefulSet>(pod.meta.ns, owner.name);
        return set ? set->replicas : 1;
    }
    const auto set = m_store.find<ReplicaSet>(pod.meta.ns, owner.name);
    if (!set)
        return 1;
    const auto deployment =
        set->meta.owner ? m_store.find<Deployment>(pod.meta.ns, set->meta.owner->name) : nullptr;
    return deployment ? deployment->replicas : set->replicas;
}

PodDisruptionBudget Budgets::counted(const PodDisruptionBudget& budget) const {
    PodDisruptionBudget now = budget;
    std::map<std::string, int> makers;
    int pods = 0;
    now.healthy = 0;
    for (const auto& pod : m_store.list<Pod>(budget.meta.ns)) {
        if (!selects(budget.selector, pod->meta.labels) || pod->finished())
            continue;
        ++pods;
        now.healthy += pod->ready() && !pod->meta.deleted;
        std::string maker = pod->meta.owner ? pod->meta.owner->uid : pod->meta.uid;
        if (pod->meta.owner && pod->meta.owner->kind == "ReplicaSet")
            if (const auto set = m_store.find<ReplicaSet>(pod->meta.ns, pod->meta.owner->name);
                set && set->meta.owner)
                maker = set->meta.owner->uid;
        makers[maker] = wishedFor(*pod);
    }
    now.expected = 0;
    for (const auto& [uid, count] : makers)
        now.expected += count;
    if (!budget.maxUnavailable.empty()) {
        now.desired = std::max(0, now.expected - shareOf(budget.maxUnavailable, now.expected, true));
    } else {
        const bool percent = !budget.minAvailable.empty() && budget.minAvailable.back() == '%';
        now.desired = shareOf(budget.minAvailable, now.expected, true);
        if (!percent)
            now.expected = pods;
    }
    now.allowed = std::max(0, now.healthy - now.desired);
    return now;
}

void Budgets::refresh(const std::string& ns) {
    for (const auto& budget : m_store.list<PodDisruptionBudget>(ns)) {
        const PodDisruptionBudget now = counted(*budget);
        if (now.healthy == budget->healthy && now.desired == budget->desired &&
            now.expected == budget->expected && now.allowed == budget->allowed)
            continue;
        m_store.put(std::make_shared<PodDisruptionBudget>(now));
    }
}

std::shared_ptr<const PodDisruptionBudget> Budgets::forbids(const Pod& pod) const {
    if (pod.finished() || pod.meta.deleted)
        return nullptr;
    for (const auto& budget : m_store.list<PodDisruptionBudget>(pod.meta.ns))
        if (selects(budget->selector, pod.meta.labels))
            if (const auto now = counted(*budget); now.allowed <= 0)
                return std::make_shared<PodDisruptionBudget>(now);
    return nullptr;
}

} // namespace understudy::cluster
