#pragma once

#include "labs/kubernetes/Store.h"

namespace understudy::cluster {

/// Fills in what the LimitRanges of the pod's namespace prescribe for containers that do not say it, and
/// gives
/// "" or why the pod is outside of their bounds, in the words of the real API.
std::string applyLimitRanges(const Store& store, Pod& pod);

} // namespace understudy::cluster
