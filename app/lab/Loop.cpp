#include "app/lab/Loop.h"

namespace understudy::lab {

void Loop::post(std::function<void()> work) {
    {
        const std::lock_guard lock(m_mutex);
        m_work.push_back(std::move(work));
    }
    m_something.notify_one();
}

void Loop::run(const std::function<void()>& beat, const std::function<void()>& after) {
    while (!m_stop) {
        std::deque<std::function<void()>> work;
        {
            std::unique_lock lock(m_mutex);
            m_something.wait_for(lock, m_period, [this] { return !m_work.empty(); });
            work.swap(m_work);
        }
        beat();
        for (auto& each : work)
            each();
        after();
    }
}

} // namespace understudy::lab
