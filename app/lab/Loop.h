#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace understudy::lab {

/// The thread that owns the world: work posted by other threads, in order, and a beat.
class Loop final {
public:
    /// May be called from any thread.
    void post(std::function<void()> work);
    /// Runs until stop(); @p beat comes before each piece of work and at least once a period, @p after behind
    /// it.
    void run(const std::function<void()>& beat, const std::function<void()>& after);
    /// Beats so often that at that speed no more than a virtual second passes, and ten times a second at
    /// least. From within run().
    void follow(double speed) {
        m_period = std::chrono::milliseconds(speed > 10 ? static_cast<int>(1000 / speed) : 100);
    }
    void stop() { m_stop = true; }

private:
    std::mutex m_mutex;
    std::condition_variable m_something;
    std::deque<std::function<void()>> m_work;
    std::chrono::milliseconds m_period{100};
    std::atomic<bool> m_stop = false;
};

} // namespace understudy::lab
