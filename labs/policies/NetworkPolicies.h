#pragma once

#include "labs/kubernetes/Store.h"

namespace understudy::cluster {

/// Whether the network policies of the cluster let one pod reach a port of another, as the API group
/// networking.k8s.io/v1 defines it: no policy that selects a pod allows everything.
bool policiesAllow(const Store& store, const Pod& from, const Pod& to, int port);
/// Whether an address outside of the cluster may reach a port of a pod behind the load balancer. Policies
/// that select the pod decide as soon as one of them speaks of addresses (ipBlock).
bool policiesAllowAddress(const Store& store, const std::string& ip, const Pod& to, int port);
/// Whether a policy selects the pod for what comes in, so that not everything is allowed.
bool isGuarded(const Store& store, const Pod& pod);

/// True when the IPv4 address lies in the block: 10.0.0.0/8.
bool inBlock(const std::string& ip, const std::string& block);

} // namespace understudy::cluster
