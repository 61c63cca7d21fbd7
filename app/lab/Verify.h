#pragma once

#include "app/lab/Options.h"

namespace understudy::lab {

/// Verifies the labs that were named, or all of the pack; the program's exit code.
int verifyLabs(const Options& options);

} // namespace understudy::lab
