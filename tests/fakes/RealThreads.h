#pragma once

#include "app/threads/Workers.h"

namespace understudy::fakes {

/// Threads for tests: those of the programs.
using RealThreads = app::Workers;

} // namespace understudy::fakes
