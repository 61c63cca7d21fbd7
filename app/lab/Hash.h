#pragma once

#include "app/lab/Options.h"

namespace understudy::lab {

/// Runs a scenario and a journal without serving them and prints the hash; the program's exit code.
int hash(const Options& options);

} // namespace understudy::lab
