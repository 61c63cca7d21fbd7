#include "labs/controllers/Autoscaler.h"

#include <algorithm>
#include <cmath>

namespace understudy::cluster {

void Autoscaler::look() {
    for (const auto& scaler : m_store.list<HorizontalPodAutoscaler>())
        look(*scaler);
}

std::optional<Autoscaler::Target> Autoscaler::targetOf(const HorizontalPodAutoscaler& scaler) const {
    const auto& [version, kind, name, uid] = scaler.target;
    if (kind == "Deployment")
        if (const auto each = m_store.find<Deployment>(scaler.meta.ns, name))
            return Target{each->replicas, each->selector};
    if (kind == "StatefulSet")
        if (const auto each = m_store.find<StatefulSet>(scaler.meta.ns, name))
            return Target{each->replicas, each->selector};
    if (kind == "ReplicaSet")
        if (const auto each = m_store.find<ReplicaSet>(scaler.meta.ns, name))
            return Target{each->replicas, each->selector};
    return std::nullopt;
}

std::optional<int> Autoscaler::percentOf(const HorizontalPodAutoscaler& scaler, const Target& target) const {
    double used = 0;
    std::int64_t asked = 0;
    for (const auto& pod : m_store.list<Pod>(scaler.meta.ns)) {
        if (!selects(target.selector, pod->meta.labels) || pod->meta.deleted || !pod->ready())
            continue;
        const auto now = cores ? cores(*pod) : std::nullopt;
        if (!now)
            continue;
        used += *now;
        asked += millicoresOf(pod->spec);
    }
    if (asked == 0)
        return std::nullopt;
    return static_cast<int>(std::llround(used * 1000 * 100 / static_cast<double>(asked)));
}

int Autoscaler::wish(const HorizontalPodAutoscaler& scaler, const Target& target, int percent) {
    const double ratio = static_cast<double>(percent) / std::max(1, scaler.targetPercent);
    int wished = target.replicas;
    if (std::fabs(ratio - 1) > 0.1)
        wished = static_cast<int>(std::ceil(ratio * target.replicas - 1e-9));
    // At most twice as many, or four more, at once.
    wished = std::min(wished, std::max(2 * target.replicas, target.replicas + 4));
    auto& wishes = m_wishes[scaler.meta.uid];
    const Micros now = m_queue.now();
    std::erase_if(wishes, [now](const auto& each) { return each.first < now - patience; });
    wishes.emplace_back(now, wished);
    for (const auto& [at, each] : wishes)
        wished = std::max(wished, std::min(each, target.replicas));
    return std::clamp(wished, scaler.least, std::max(scaler.least, scaler.most));
}

void Autoscaler::look(const HorizontalPodAutoscaler& scaler) {
    const auto target = targetOf(scaler);
    HorizontalPodAutoscaler now = scaler;
    if (!target) {
        m_store.tell(scaler, "Warning", "FailedGetScale",
                     scaler.target.kind + " \"" + scaler.target.name + "\" not found",
                     "horizontal-pod-autoscaler");
        return;
    }
    now.current = now.desired = target->replicas;
    now.percent = percentOf(scaler, *target);
    if (target->replicas == 0)
        now.percent.reset(); // switched off
    else if (now.percent)
        now.desired = wish(scaler, *target, *now.percent);
    else
        now.desired = std::clamp(target->replicas, scaler.least, std::max(scaler.least, scaler.most));
    if (now.desired != target->replicas) {
        now.scaled = m_queue.now();
        const char* why = now.desired < target->replicas ? "All metrics below target"
                          : target->replicas < scaler.least
                              ? "Current number of replicas below Spec.MinReplicas"
                              : "cpu resource utilization (percentage of request) above target";
        m_store.tell(scaler, "Normal", "SuccessfulRescale",
                     "New size: " + std::to_string(now.desired) + "; reason: " + why,
                     "horizontal-pod-autoscaler");
        scale(scaler, now.desired);
    }
    if (now.current != scaler.current || now.desired != scaler.desired || now.percent != scaler.percent ||
        now.scaled != scaler.scaled)
        m_store.put(std::make_shared<HorizontalPodAutoscaler>(now));
}

void Autoscaler::scale(const HorizontalPodAutoscaler& scaler, int replicas) {
    const auto& [version, kind, name, uid] = scaler.target;
    const auto set = [&](auto each) {
        each.replicas = replicas;
        m_workloads.apply(each);
    };
    if (kind == "Deployment")
        set(*m_store.find<Deployment>(scaler.meta.ns, name));
    else if (kind == "StatefulSet")
        set(*m_store.find<StatefulSet>(scaler.meta.ns, name));
    else
        set(*m_store.find<ReplicaSet>(scaler.meta.ns, name));
}

} // namespace understudy::cluster
