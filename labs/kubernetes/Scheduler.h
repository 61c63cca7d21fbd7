#pragma once

#include "labs/clock/Noise.h"
#include "labs/kubernetes/Store.h"

namespace understudy::cluster {

/// Chooses the node of a pod: one that takes it, with the least CPU asked for.
class Scheduler final {
public:
    struct Choice {
        std::string node; ///< "" when none takes it
        std::string why;  ///< then, in the words of the real one
    };
    Scheduler(const Store& store, const Noise& noise)
        : m_store(store)
        , m_noise(noise) {}
    Choice choose(const Pod& pod) const;

    /// The first taint of the node that the pod does not tolerate and that keeps it away.
    static std::optional<Taint> repels(const Node& node, const PodTemplate& pods);

private:
    struct Asked {
        std::int64_t millicores = 0, bytes = 0;
        int pods = 0, same = 0;
    };
    std::map<std::string, Asked> asked(const Pod& pod) const;
    std::string obstacle(const Node& node, const Pod& pod, const Asked& there) const;

    const Store& m_store;
    const Noise& m_noise;
};

/// What a pod asks for: millicores and bytes over all its containers.
std::int64_t millicoresOf(const PodTemplate& pods);
std::int64_t memoryOf(const PodTemplate& pods);
/// What pods may ask for on a node.
std::int64_t allocatableMillicores(const Node& node);
std::int64_t allocatableBytes(const Node& node);

/// Cores of a Kubernetes quantity: "500m" is 0.5.
double coresOf(const std::string& quantity);
/// Bytes of a Kubernetes quantity: "8Gi".
std::int64_t bytesOf(const std::string& quantity);

} // namespace understudy::cluster
