#pragma once

#include "labs/podshell/Command.h"

namespace understudy::podshell {

/// Puts on the disk of a container what its image and the kubelet bring: /etc, /app, the sources of
/// leaky-service, and /proc and /sys that tell how it is when they are read.
void furnish(const Place& place);

/// The environment that a command in the container starts with.
Variables environmentOf(const Place& place);

} // namespace understudy::podshell
