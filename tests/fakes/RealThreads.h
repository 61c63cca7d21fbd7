#pragma once

#include "core/base/Threads.h"

#include <mutex>
#include <thread>
#include <vector>

namespace understudy::fakes {

/// Threads for tests: started at once, joined at the end. May be asked by several threads.
class RealThreads final : public Threads {
public:
    ~RealThreads() override {
        while (true) {
            std::vector<std::thread> threads;
            {
                const std::lock_guard lock(m_mutex);
                threads.swap(m_threads);
            }
            if (threads.empty())
                return;
            for (std::thread& thread : threads)
                thread.join();
        }
    }
    void start(std::string, std::function<void()> body) override {
        const std::lock_guard lock(m_mutex);
        m_threads.emplace_back(std::move(body));
    }

private:
    std::mutex m_mutex;
    std::vector<std::thread> m_threads;
};

} // namespace understudy::fakes
