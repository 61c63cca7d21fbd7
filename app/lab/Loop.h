#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace understudy::lab {

/// The thread that owns the world: work posted by other threads, in order, and a beat every tenth of a
/// second.
class Loop final {
public:
    /// May be called from any thread.
    void post(std::function<void()> work);
    /// Runs until stop(); @p beat comes before each piece of work and at least ten times a second, @p after
    /// behind it.
    void run(const std::function<void()>& beat, const std::function<void()>& after);
    void stop() { m_stop = true; }

private:
    std::mutex m_mutex;
    std::condition_variable m_something;
    std::deque<std::function<void()>> m_work;
    std::atomic<bool> m_stop = false;
};

} // namespace understudy::lab
