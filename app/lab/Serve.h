#pragma once

#include "app/lab/Options.h"

namespace understudy::lab {

/// Serves a lab until it is told to stop; the program's exit code.
int serve(const Options& options);

/// One sentence to the one who started us, on standard error.
void complain(const Error& error);

} // namespace understudy::lab
