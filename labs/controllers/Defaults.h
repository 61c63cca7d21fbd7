#pragma once

#include "labs/kubernetes/Store.h"

namespace understudy::cluster {

/// The cluster roles of Kubernetes, who has them, and the roles of production's own accounts.
void seedRoles(Store& store);
/// Secrets that a production has, with made-up values.
void seedSecrets(Store& store, const Noise& noise);
/// The service of the API itself, the storage class, and network policies: all pods get in, but into the
/// namespace security only those of production and monitoring.
void seedServices(Store& store);
/// A token for an account, as the cluster makes one for each.
void seedToken(Store& store, const Noise& noise, const ServiceAccount& account);
/// The node agent that runs everywhere.
DaemonSet kubeProxy();

std::string base64(std::string_view bytes);

} // namespace understudy::cluster
