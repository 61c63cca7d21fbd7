#pragma once

#include "core/base/Result.h"
#include "core/ssh/Login.h"

namespace understudy::ssh {

class Mailbox;

/// A TCP connection to the target, by IPv4 or IPv6, whichever answers: its descriptor, non-blocking, with
/// TCP_NODELAY. Gives up when the target's patience is over or the mailbox is canceled.
Result<int> dial(const Target& target, Mailbox& mailbox);

} // namespace understudy::ssh
