#pragma once

#include "app/server/commands/Command.h"

namespace understudy::server {

/// The command `serve`: serves until SIGTERM or SIGINT.
int serve(const Options& options);

} // namespace understudy::server
