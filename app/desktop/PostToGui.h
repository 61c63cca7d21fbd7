#pragma once

#include "core/base/Threads.h"

namespace understudy::desktop {

/// Work for the gui thread, from any thread, in order.
Post postToGui();

} // namespace understudy::desktop
