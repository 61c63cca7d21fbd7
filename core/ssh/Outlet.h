#pragma once

#include "core/base/Error.h"
#include "core/ssh/Login.h"

#include <chrono>
#include <functional>

namespace understudy::ssh {

/// How the session's thread speaks to the owner's: each function posts and returns at once.
struct Outlet {
    std::function<void(HostQuestion, std::function<void(HostAnswer)>)> host;
    std::function<void(Prompt, std::function<void(std::optional<QStringList>)>)> prompt;
    std::function<void(HostKeyChange)> changed;
    std::function<void()> ready;
    /// Once, the last word; with the time since anything was heard, the computer's sleep included.
    std::function<void(Error, std::chrono::milliseconds silence)> over;
};

} // namespace understudy::ssh
