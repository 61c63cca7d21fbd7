#pragma once

#include "labs/kubernetes/Object.h"

namespace understudy::cluster {

/// Where a virtual service of the mesh sends the requests of one rule, and how often it tries.
struct Route {
    std::string host, subset; ///< host: the name of a service alone
    int weight = 100;
    std::optional<int> retries; ///< so many times again; nothing: as the caller does it anyway
    double tryMs = 0;           ///< given up after that time; 0: never
};

/// The host that a DestinationRule is about, when it says that none of its pods may be put aside
/// (trafficPolicy.outlierDetection.maxEjectionPercent is 0): callers keep no breaker for it. Else "".
std::string breakerlessHost(const Object& rule);

/// What a VirtualService says, in its order.
std::vector<Route> routesOf(const Object& service);

} // namespace understudy::cluster
