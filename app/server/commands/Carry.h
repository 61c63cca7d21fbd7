#pragma once

#include "app/server/commands/Command.h"

namespace understudy::server {

/// `carry FILE --receipt OUT`: stores what somebody brought by hand, by the rules of a POST from their
/// device, and writes the receipt that their workstation opens. See core/sync/CarryFile.h for both files.
int carry(const Options& options);

} // namespace understudy::server
