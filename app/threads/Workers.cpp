#include "app/threads/Workers.h"

#include <malloc.h>
#include <pthread.h>

namespace understudy::app {

namespace {

/// Logins come and go all day, each on a thread that mostly waits, and every terminal has a picture of some
/// megabytes. With a pool of memory for each thread, and pictures in among small things, the program would
/// keep what its busiest moment needed.
void giveMemoryBack() {
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 512 * 1024); // said once, it stays; else it grows with each large piece
}

} // namespace

Workers::Workers() { giveMemoryBack(); }

Workers::~Workers() {
    while (true) { // a thread may have started others meanwhile
        std::list<Worker> workers;
        {
            const std::lock_guard lock(m_mutex);
            workers.swap(m_workers);
        }
        if (workers.empty())
            return;
        for (Worker& worker : workers)
            worker.thread.join();
    }
}

void Workers::start(std::string name, std::function<void()> body) {
    const std::lock_guard lock(m_mutex);
    m_workers.remove_if([](Worker& worker) { // else each would keep its stack to the end of the program
        if (!worker.ended)
            return false;
        worker.thread.join();
        return true;
    });
    Worker& worker = m_workers.emplace_back();
    worker.thread = std::thread([name = std::move(name), body = std::move(body), &ended = worker.ended] {
        pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
        body();
        ended = true;
    });
}

} // namespace understudy::app
