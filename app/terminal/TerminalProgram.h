#pragma once

#include "app/terminal/TerminalOptions.h"
#include "core/base/Threads.h"

namespace understudy::alone {

/// `understudy --terminal`: opens the window, stays until the program in it is over, and returns its exit
/// status: the program's own, 128 + number when a signal ended it (129 when the window was closed over it),
/// 127 when there is no such program, 126 when it may not be run, 255 when a host could not be reached or did
/// not let in. @p profile is the folder with
/// the saved looks and the hosts known to this program.
int runTerminal(const TerminalOptions& options, const QString& profile, Threads& threads, const Post& post);

} // namespace understudy::alone
