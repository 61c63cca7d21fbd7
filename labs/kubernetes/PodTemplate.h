#pragma once

#include "labs/kubernetes/Object.h"

#include <utility>

namespace understudy::cluster {

struct Port {
    std::string name;
    int port = 0, target = 0, nodePort = 0;
    bool operator==(const Port&) const = default;
};

struct Container {
    std::string name, image;
    std::vector<Port> ports;
    std::vector<std::pair<std::string, std::string>> env;
    StringMap requests, limits; ///< cpu, memory as Kubernetes quantities
    std::string rest;           ///< JSON of its other fields, laid over these
    bool operator==(const Container&) const = default;
};

/// Keeps pods away from a node, or drives them off it.
struct Taint {
    std::string key, value, effect; ///< NoSchedule, PreferNoSchedule, NoExecute
    std::optional<Micros> added;
    bool operator==(const Taint&) const = default;
};

struct Toleration {
    std::string key, value, op, effect; ///< op: Exists or Equal
    std::optional<int> seconds;
    bool operator==(const Toleration&) const = default;
    bool tolerates(const Taint& taint) const {
        return (effect.empty() || effect == taint.effect) && (key.empty() || key == taint.key) &&
               (op == "Exists" || (!key.empty() && value == taint.value));
    }
};

struct PodTemplate {
    StringMap labels, annotations;
    std::vector<Container> containers;
    std::string serviceAccount = "default", restartPolicy = "Always";
    int graceSeconds = 30;
    StringMap nodeSelector;
    std::vector<Toleration> tolerations;
    std::string rest; ///< JSON of the other fields of the pod's spec, laid over these
    bool operator==(const PodTemplate&) const = default;
};

} // namespace understudy::cluster
