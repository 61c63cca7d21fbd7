#pragma once

#include "core/base/Threads.h"

#include <atomic>
#include <list>
#include <mutex>
#include <thread>

namespace understudy::desktop {

/// The program's threads: one a SSH session and one for sync. Joined when they have ended, at the latest at
/// the end; bodies must have been asked to stop.
class Workers final : public Threads {
public:
    Workers() = default;
    ~Workers() override;
    void start(std::string name, std::function<void()> body) override;

private:
    std::mutex m_mutex;
    struct Worker {
        std::thread thread;
        std::atomic<bool> ended = false;
    };
    std::list<Worker> m_workers;
};

/// Work for the gui thread, from any thread, in order.
Post postToGui();

} // namespace understudy::desktop
