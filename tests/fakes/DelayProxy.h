#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <string>
#include <thread>

namespace understudy::fakes {

/// A slow and breakable wire: passes TCP connections on to a port of 127.0.0.1, each byte later by a fixed
/// time, and cuts or stalls them when told. Listens on 127.0.0.1.
class DelayProxy final {
public:
    /// @p listenPort 0 takes any free one. @p delay is for each direction.
    DelayProxy(std::uint16_t target, std::chrono::milliseconds delay, std::uint16_t listenPort = 0);
    ~DelayProxy();
    DelayProxy(const DelayProxy&) = delete;
    DelayProxy& operator=(const DelayProxy&) = delete;

    bool listens() const { return m_port != 0; }
    std::uint16_t port() const { return m_port; }
    void cut() { m_cut = true; }                                ///< resets all connections, once
    void stall(bool on) { m_stalled = on; }                     ///< nothing passes; connections stay open
    void cutAfter(std::uint64_t bytes) { m_allowance = bytes; } ///< of both directions together, then resets
    std::uint64_t passed() const { return m_passed; }

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Parcel {
        Time due;
        std::string bytes; ///< empty: the end
    };
    struct Way {
        int from = -1;
        int to = -1;
        std::deque<Parcel> parcels;
        std::size_t held = 0;
        bool ended = false;
        bool shut = false;
    };
    struct Pair {
        Way there;
        Way back;
        bool broken = false;
    };

    void run();
    void accept();
    void read(Way& way, Pair& pair);
    void write(Way& way, Pair& pair);
    static void reset(Pair& pair);

    std::uint16_t m_target;
    std::chrono::milliseconds m_delay;
    int m_listen = -1;
    std::uint16_t m_port = 0;
    std::atomic<bool> m_stop = false;
    std::atomic<bool> m_cut = false;
    std::atomic<bool> m_stalled = false;
    std::atomic<std::uint64_t> m_passed = 0;
    std::atomic<std::uint64_t> m_allowance = UINT64_MAX;
    std::list<Pair> m_pairs;
    std::thread m_thread;
};

} // namespace understudy::fakes
