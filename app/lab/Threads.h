#pragma once

#include "core/base/Threads.h"

#include <atomic>
#include <list>
#include <mutex>
#include <thread>

namespace understudy::lab {

/// The program's threads besides main: three HTTP servers, and the SSH server's own. Joined when they have
/// ended, at the latest at the end; their bodies must have been asked to stop.
class LabThreads final : public Threads {
public:
    LabThreads() = default;
    ~LabThreads() override;
    void start(std::string name, std::function<void()> body) override;

private:
    std::mutex m_mutex;
    struct Worker {
        std::thread thread;
        std::atomic<bool> ended = false;
    };
    std::list<Worker> m_workers;
};

} // namespace understudy::lab
