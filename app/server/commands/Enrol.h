#pragma once

#include "app/server/commands/Command.h"

namespace understudy::server {

/// `enrol --file ROSTER`: everybody of a roster, all or none; a code for each who is new.
int enrolFile(const Options& options);

} // namespace understudy::server
