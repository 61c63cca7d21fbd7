#include "app/lab/Threads.h"

#include <pthread.h>

namespace understudy::lab {

LabThreads::~LabThreads() {
    while (true) {
        std::list<std::thread> threads;
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

void LabThreads::start(std::string name, std::function<void()> body) {
    const std::lock_guard lock(m_mutex);
    m_threads.emplace_back([name = std::move(name), body = std::move(body)] {
        pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
        body();
    });
}

} // namespace understudy::lab
