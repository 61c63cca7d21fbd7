#pragma once

#include "labs/kubernetes/Workloads.h"

namespace understudy::cluster {

/// The horizontal pod autoscaler: every 15 s it asks for as many replicas as bring the share of CPU they use
/// to the target; fewer only when five minutes did not need more.
class Autoscaler final {
public:
    static constexpr Micros period = 15 * second;
    static constexpr Micros patience = 300 * second;

    Autoscaler(Store& store, EventQueue& queue, Workloads& workloads)
        : m_store(store)
        , m_queue(queue)
        , m_workloads(workloads) {}
    /// Looks at all of them once; to be called every period.
    void look();

    std::function<std::optional<double>(const Pod&)> cores; ///< that a pod uses now

private:
    struct Target {
        int replicas = 0;
        StringMap selector;
    };
    void look(const HorizontalPodAutoscaler& scaler);
    std::optional<Target> targetOf(const HorizontalPodAutoscaler& scaler) const;
    std::optional<int> percentOf(const HorizontalPodAutoscaler& scaler, const Target& target) const;
    int wish(const HorizontalPodAutoscaler& scaler, const Target& target, int percent);
    void scale(const HorizontalPodAutoscaler& scaler, int replicas);

    Store& m_store;
    EventQueue& m_queue;
    Workloads& m_workloads;
    std::map<std::string, std::vector<std::pair<Micros, int>>> m_wishes; ///< by uid, of the last minutes
};

} // namespace understudy::cluster
