#pragma once

#include "labs/cluster/Logs.h"

namespace understudy::kubeapi {

/// A container whose log somebody wants, or the API server's words why there is none.
struct Printing {
    std::optional<cluster::PrintingContainer> container;
    std::string refusal;
};

/// @p name: "" for the only one of the pod. Those that run before the others are found as well.
Printing printingOf(const cluster::Pod& pod, const std::string& name, bool previous);

} // namespace understudy::kubeapi
