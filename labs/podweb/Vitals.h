#pragma once

#include "labs/cluster/World.h"
#include "labs/pprof/GoProgram.h"

namespace understudy::podweb {

/// True when the pod's first container is one of DWCP's own services, which are written in Go.
bool isGoService(const cluster::Pod& pod);

/// How a Go service in a pod does now, from the model.
pprof::Vitals vitalsOf(const cluster::World& world, const cluster::Pod& pod);

/// The label app, or the pod's name.
std::string appOf(const cluster::Pod& pod);

} // namespace understudy::podweb
