#pragma once

#include "core/base/Threads.h"

#include <atomic>
#include <list>
#include <mutex>
#include <thread>

namespace understudy::app {

/// A program's threads besides main. One that has ended is joined when the next is started, the others at the
/// end; their bodies must have been asked to stop by then.
class Workers final : public Threads {
public:
    Workers();
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

} // namespace understudy::app
