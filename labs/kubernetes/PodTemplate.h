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
    bool operator==(const Container&) const = default;
};

struct PodTemplate {
    StringMap labels, annotations;
    std::vector<Container> containers;
    std::string serviceAccount = "default";
    int graceSeconds = 30;
    bool operator==(const PodTemplate&) const = default;
};

} // namespace understudy::cluster
