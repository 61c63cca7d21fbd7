#pragma once

#include "labs/cluster/World.h"

namespace understudy::podweb {

/// Whether the network policies of the cluster let one pod reach a port of another, as the API group
/// networking.k8s.io/v1 defines it: no policy that selects a pod allows everything.
bool policiesAllow(const cluster::World& world, const cluster::Pod& from, const cluster::Pod& to, int port);

} // namespace understudy::podweb
