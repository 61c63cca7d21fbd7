#pragma once

#include "labs/cluster/World.h"
#include "labs/faces/Replies.h"

namespace understudy::faces {

/// What one query of the lab may take: less than Prometheus' own limit, for it all happens on one laptop.
inline constexpr promql::Limits labLimits{10'000'000, 500'000'000, 15'000};

/// /api/v1/status/NAME: buildinfo, runtimeinfo, config, flags, tsdb, walreplay.
void prometheusStatus(const cluster::World& world, const std::string& name, const Exchange& exchange);

} // namespace understudy::faces
