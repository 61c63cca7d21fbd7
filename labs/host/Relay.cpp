#include "labs/host/Relay.h"

#include "core/ssh/Wake.h"
#include "labs/host/Passage.h"

#include <atomic>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace understudy::host {

namespace {

constexpr std::size_t MostPassages = 256;
constexpr int Breather = 100; // milliseconds, when no descriptor is left for another connection

} // namespace

struct Relay::Shared {
    struct Door {
        int listener = -1;
        Reach reach;
    };

    ssh::Wake wake;
    std::atomic<bool> stopping = false;
    std::mutex mutex;
    std::condition_variable ended;
    bool running = true;
    int last = 0;
    std::map<int, Door> doors;
    std::list<Passage> passages; ///< of the thread alone
    bool breathless = false;

    void run();
    void wait(std::vector<int>& knocked);
    void accept(int door);
};

void Relay::Shared::run() {
    while (!stopping) {
        std::vector<int> knocked;
        wait(knocked);
        for (const int door : knocked)
            accept(door);
        for (Passage& each : passages)
            each.turn();
        passages.remove_if([](const Passage& each) { return each.over(); });
    }
    passages.clear();
    const std::lock_guard lock(mutex);
    running = false;
    ended.notify_all();
}

/// Until something can be done; which doors somebody stands at.
void Relay::Shared::wait(std::vector<int>& knocked) {
    std::vector<pollfd> waits{{wake.descriptor(), POLLIN, 0}};
    std::vector<int> numbers;
    const bool room = passages.size() < MostPassages && !breathless;
    if (room) {
        const std::lock_guard lock(mutex);
        for (const auto& [number, door] : doors) {
            numbers.push_back(number);
            waits.push_back({door.listener, POLLIN, 0});
        }
    }
    for (const Passage& each : passages)
        for (const pollfd& wait : each.waits())
            waits.push_back(wait);
    ::poll(waits.data(), waits.size(), breathless ? Breather : -1);
    breathless = false;
    if (waits[0].revents)
        wake.quiet();
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (waits[i + 1].revents)
            knocked.push_back(numbers[i]);
}

void Relay::Shared::accept(int door) {
    int near = -1;
    Reach reach;
    {
        const std::lock_guard lock(mutex);
        const auto found = doors.find(door);
        if (found == doors.end())
            return; // closed meanwhile
        near = ::accept4(found->second.listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        reach = found->second.reach;
    }
    const int far = near < 0 ? -1 : reach();
    if (near >= 0 && far >= 0)
        passages.emplace_back(near, far);
    else if (near >= 0)
        ::close(near);
    breathless = breathless || near < 0;
}

Relay::Relay(Threads& threads)
    : m_shared(std::make_shared<Shared>()) {
    threads.start("lab-relay", [shared = m_shared] { shared->run(); });
}

Relay::~Relay() {
    m_shared->stopping = true;
    m_shared->wake.ring();
    std::unique_lock lock(m_shared->mutex);
    m_shared->ended.wait(lock, [this] { return !m_shared->running; });
    for (const auto& [number, door] : m_shared->doors)
        ::close(door.listener);
}

int Relay::open(int listener, Reach reach) {
    int number = 0;
    {
        const std::lock_guard lock(m_shared->mutex);
        number = ++m_shared->last;
        m_shared->doors[number] = {listener, std::move(reach)};
    }
    m_shared->wake.ring();
    return number;
}

void Relay::close(int door) {
    {
        const std::lock_guard lock(m_shared->mutex);
        const auto found = m_shared->doors.find(door);
        if (found == m_shared->doors.end())
            return;
        // The thread may be waiting for it, which would keep it listening until it wakes.
        ::shutdown(found->second.listener, SHUT_RDWR);
        ::close(found->second.listener);
        m_shared->doors.erase(found);
    }
    m_shared->wake.ring();
}

} // namespace understudy::host
