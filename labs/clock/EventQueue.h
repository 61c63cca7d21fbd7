#pragma once

#include "labs/clock/Time.h"

#include <functional>
#include <queue>
#include <vector>

namespace understudy::cluster {

/// What will happen, ordered by virtual time and then by the order of asking; and the present moment.
class EventQueue final {
public:
    explicit EventQueue(Micros start)
        : m_now(start) {}
    Micros now() const { return m_now; }

    void at(Micros when, std::function<void()> run) {
        m_queue.push(Entry{std::max(when, m_now), m_sequence++, std::move(run)});
    }
    void after(Micros delay, std::function<void()> run) { at(m_now + delay, std::move(run)); }

    /// Runs everything up to and with that moment, which is the present afterwards.
    void runUntil(Micros when) {
        while (!m_queue.empty() && m_queue.top().when <= when) {
            const Entry next = m_queue.top();
            m_queue.pop();
            m_now = next.when;
            next.run();
        }
        m_now = std::max(m_now, when);
    }

private:
    struct Entry {
        Micros when;
        std::uint64_t sequence;
        std::function<void()> run;
        bool operator<(const Entry& other) const {
            return when != other.when ? when > other.when : sequence > other.sequence;
        }
    };
    std::priority_queue<Entry> m_queue;
    Micros m_now;
    std::uint64_t m_sequence = 0;
};

} // namespace understudy::cluster
