#pragma once

#include "core/base/Threads.h"

#include <list>
#include <mutex>
#include <thread>

namespace understudy::desktop {

/// The program's threads: one a SSH session and one for sync. Joined at the end; bodies must have been asked
/// to stop.
class Workers final : public Threads {
public:
    Workers() = default;
    ~Workers() override;
    void start(std::string name, std::function<void()> body) override;

private:
    std::mutex m_mutex;
    std::list<std::thread> m_threads;
};

/// Work for the gui thread, from any thread, in order.
Post postToGui();

} // namespace understudy::desktop
