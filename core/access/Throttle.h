#pragma once

#include "core/base/Clock.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace understudy::access {

/// Counts failures by somebody's name and says when there have been too many: guessing must not pay.
class Throttle final {
public:
    Throttle(const Clock& clock, int most, std::chrono::seconds window)
        : m_clock(clock)
        , m_most(most)
        , m_window(window) {}
    bool open(const std::string& name) const {
        const auto found = m_failures.find(name);
        return found == m_failures.end() || old(found->second) || found->second.count < m_most;
    }
    void failed(const std::string& name) {
        sweep();
        auto& failures = m_failures[name];
        if (old(failures))
            failures = {};
        if (failures.count++ == 0)
            failures.since = m_clock.now();
    }
    /// Takes one failure back.
    void forgive(const std::string& name) {
        const auto found = m_failures.find(name);
        if (found != m_failures.end() && --found->second.count <= 0)
            m_failures.erase(found);
    }

private:
    struct Failures {
        int count = 0;
        Instant since{};
    };
    bool old(const Failures& failures) const {
        const auto now = m_clock.now();
        return now - failures.since > m_window || now < failures.since;
    }
    // Seldom: strangers choose the names, and may choose many.
    void sweep() {
        if (m_failures.size() < m_sweepAt)
            return;
        std::erase_if(m_failures, [&](const auto& entry) { return old(entry.second); });
        m_sweepAt = std::max<std::size_t>(1000, 2 * m_failures.size());
    }

    const Clock& m_clock;
    int m_most;
    std::chrono::seconds m_window;
    std::size_t m_sweepAt = 1000;
    std::unordered_map<std::string, Failures> m_failures;
};

} // namespace understudy::access
