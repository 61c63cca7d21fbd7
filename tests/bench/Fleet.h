#pragma once

#include "tests/fakes/StatementMaker.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <random>
#include <string>
#include <vector>

namespace understudy {

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

    Fleet(Options options, std::function<void(Delivery)> deliver)
        : m_options(options)
        , m_deliver(std::move(deliver))
        , m_random(options.seed)
        , m_devices(static_cast<std::size_t>(options.trainees)) {
        for (int i = 0; i < options.trainees; ++i) {
            auto& device = m_devices[static_cast<std::size_t>(i)];
            device.person = i;
            device.name = "dev-" + std::to_string(i);
            device.flaky = chance(0.01);
            tally.flaky += device.flaky;
        }
    }

    void live() {
        for (int day = 0; day < Days; ++day) {
            begin(day);
            while (!m_events.empty() && m_events.top().second < (day + 1) * Day)
                next();
        }
        for (auto& device : m_devices)
            device.offlineUntil = 0;
        while (!m_events.empty()) // who still has something sends it
            next();
    }
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

    double part() { return static_cast<double>(m_random()) / 4294967296.0; }
    bool chance(double of) { return part() < of; }
    /// Of mean 0 and deviation 1, the same on every system.
    double gauss() { return std::sqrt(-2 * std::log(1 - part())) * std::cos(2 * 3.14159265358979 * part()); }

    void begin(int day) {
        const bool weekend = day % 7 >= 5;
        const auto count = m_devices.size();
        for (std::size_t i = 0; i < count; ++i) {
            if (chance(0.001 / Days))
                clone(i);
            if (chance(weekend ? 0.95 : 0.03))
                continue;
            const double arrival = std::clamp(9 * 3600 + gauss() * 2700, 6.5 * 3600, 12.0 * 3600);
            if (chance(0.02)) { // in the air for hours, and reading there
                const int leaves = day * Day + static_cast<int>(arrival + part() * 4 * 3600);
                m_devices[i].offlineUntil = leaves + static_cast<int>((2 + part() * 9) * 3600);
                ++tally.flights;
            }
            const auto facts = static_cast<int>(m_options.aDay * (0.5 + part()) + part());
            for (int j = 0; j < facts; ++j) { // some at once on arriving, most in the morning
                double at = arrival + (chance(1.0 / 30) ? part() * 120 : std::pow(part(), 1.2) * 8 * 3600);
                if (at > 12.25 * 3600 && at < 13 * 3600)
                    at += 3600;
                m_events.push({day * Day + static_cast<int>(at), static_cast<std::uint32_t>(i), true});
            }
        }
    }
    /// The disk is copied: another computer goes on with the same device id, the same numbers and the same
    /// outbox.
    void clone(std::size_t of) {
        m_devices.push_back(m_devices[of]);
        m_devices.back().waiting = false;
        ++tally.cloned;
        const auto second = m_events.empty() ? 0 : m_events.top().second;
        for (int j = 0; j < m_options.aDay; ++j)
            m_events.push({second + static_cast<int>(part() * 3 * Day),
                           static_cast<std::uint32_t>(m_devices.size() - 1), true});
    }
    void next() {
        const auto event = m_events.top();
        m_events.pop();
        auto& device = m_devices[event.device];
        if (!event.fact)
            return sync(event.second, event.device);
        const std::int64_t millis = Begin + std::int64_t(event.second) * 1000 + m_random() % 1000;
        const auto id = fakes::StatementMaker::id(millis, (std::uint64_t(event.device) << 24) | device.made);
        ids.push_back(id);
        device.outbox.push_back({id, device.made++, millis});
        ++tally.made;
        tally.longestQueue = std::max(tally.longestQueue, static_cast<int>(device.outbox.size()));
        if (!device.waiting)
            schedule(std::max(event.second + 1, device.offlineUntil), event.device);
    }
    void schedule(int second, std::uint32_t index) {
        m_devices[index].waiting = true;
        m_events.push({second, index, false});
    }
    void sync(int second, std::uint32_t index) {
        auto& device = m_devices[index];
        device.waiting = false;
        if (second < device.offlineUntil)
            return schedule(device.offlineUntil, index);
        if (device.outbox.empty())
            return;
        const auto size = std::min<std::size_t>(50, device.outbox.size());
        ++tally.requests;
        const bool losesRequest = device.flaky && chance(0.15);
        const bool losesReply = device.flaky && chance(0.15);
        const bool doubles = device.flaky && chance(0.05);
        tally.lostRequests += losesRequest;
        if (!losesRequest) {
            Delivery delivery{
                second,
                device.person,
                device.name,
                {device.outbox.begin(), device.outbox.begin() + static_cast<std::ptrdiff_t>(size)}};
            if (doubles)
                m_deliver(delivery);
            tally.doubled += doubles;
            m_deliver(std::move(delivery));
            tally.lostReplies += losesReply;
        }
        if (losesRequest || losesReply) {
            const int most = std::min(900, 2 << std::min(device.failures++, 9));
            return schedule(second + 1 + static_cast<int>(most * (0.5 + part() / 2)), index);
        }
        device.failures = 0;
        device.outbox.erase(device.outbox.begin(), device.outbox.begin() + static_cast<std::ptrdiff_t>(size));
        if (!device.outbox.empty())
            schedule(second + 1, index);
    }

    Options m_options;
    std::function<void(Delivery)> m_deliver;
    std::mt19937 m_random;
    std::vector<Device> m_devices;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> m_events;
};

} // namespace understudy
