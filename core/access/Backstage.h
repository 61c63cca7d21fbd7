#pragma once

#include "core/base/Threads.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>

namespace understudy::access {

/// Slow work, one piece after the other on a thread of its own, so that serving goes on. What waits is
/// bounded: more than that is refused rather than promised.
class Backstage final {
public:
    explicit Backstage(Threads& threads, std::size_t most = 32)
        : m_most(most) {
        threads.start("backstage", [queue = m_queue] { queue->run(); });
    }
    ~Backstage() {
        const std::lock_guard lock(m_queue->mutex);
        m_queue->stopping = true;
        m_queue->work.clear();
        m_queue->changed.notify_all();
    }
    Backstage(const Backstage&) = delete;
    Backstage& operator=(const Backstage&) = delete;

    /// False: too much waits already.
    bool take(std::function<void()> work) {
        const std::lock_guard lock(m_queue->mutex);
        if (m_queue->work.size() >= m_most)
            return false;
        m_queue->work.push_back(std::move(work));
        m_queue->changed.notify_one();
        return true;
    }

private:
    struct Queue {
        std::mutex mutex;
        std::condition_variable changed;
        std::deque<std::function<void()>> work;
        bool stopping = false;

        void run() {
            std::unique_lock lock(mutex);
            for (;;) {
                changed.wait(lock, [this] { return stopping || !work.empty(); });
                if (stopping)
                    return;
                auto next = std::move(work.front());
                work.pop_front();
                lock.unlock();
                next();
                next = nullptr;
                lock.lock();
            }
        }
    };
    std::size_t m_most;
    std::shared_ptr<Queue> m_queue = std::make_shared<Queue>();
};

} // namespace understudy::access
