#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace understudy::fakes {

/// A fleet of workstations through two weeks of virtual time, the same for the same seed: who comes at nine,
/// who sits in a plane, whose link loses things, whose disk was copied. What a workstation sends, and whether
/// the answer reaches it, is handed out in the order of time.
class Fleet final {
public:
    static constexpr int Days = 14;
    static constexpr int Day = 86400;
    static constexpr std::int64_t Begin = 1767571200000; ///< Monday 5 January 2026, midnight, ms

    struct Options {
        int trainees = 2000;
        int aDay = 8; ///< statements of one trainee on a working day, on average
        std::uint32_t seed = 1;
    };
    struct Fact {
        std::string id;
        std::uint32_t number; ///< of its device
        std::int64_t millis;
    };
    /// One request that reaches the server.
    struct Delivery {
        int second = 0; ///< of the two weeks
        int person = 0;
        std::string device;
        std::vector<Fact> facts;
    };
    struct Tally {
        long made = 0, requests = 0, lostRequests = 0, lostReplies = 0, doubled = 0, flights = 0;
        int flaky = 0, cloned = 0, longestQueue = 0;
    };

    Fleet(Options options, std::function<void(Delivery)> deliver);

    void live();
    Tally tally;
    std::vector<std::string> ids; ///< of all that was ever made

private:
    struct Device {
        int person = 0;
        std::string name;
        bool flaky = false;
        bool waiting = false; ///< a sync is due
        int offlineUntil = 0;
        int failures = 0;
        std::uint32_t made = 0;
        std::deque<Fact> outbox;
    };
    struct Event {
        int second;
        std::uint32_t device;
        bool fact; ///< something is done; otherwise: a sync
        bool operator>(const Event& other) const {
            return std::tie(second, device, fact) > std::tie(other.second, other.device, other.fact);
        }
    };

    double part(); ///< from 0 to 1
    bool chance(double of) { return part() < of; }
    double gauss();

    void begin(int day);
    /// The disk is copied: another computer goes on with the same device id, the same numbers and the same
    /// outbox.
    void clone(std::size_t of);
    void next();
    void schedule(int second, std::uint32_t index);
    void sync(int second, std::uint32_t index);

    Options m_options;
    std::function<void(Delivery)> m_deliver;
    std::mt19937 m_random;
    std::vector<Device> m_devices;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> m_events;
};

} // namespace understudy::fakes
