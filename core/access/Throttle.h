#pragma once

#include "core/base/Clock.h"

#include <map>
#include <string>

namespace understudy::access {

/// Counts failures by somebody's name and says when there have been too many: guessing must not pay.
class Throttle final {
public:
    Throttle(const Clock& clock, int most, std::chrono::seconds window)
        : m_clock(clock)
        , m_most(most)
        , m_window(window) {}
    bool open(const std::string& name) {
        forgetOld();
        const auto found = m_failures.find(name);
        return found == m_failures.end() || found->second.count < m_most;
    }
    void failed(const std::string& name) {
        forgetOld();
        auto& failures = m_failures[name];
        if (failures.count++ == 0)
            failures.since = m_clock.now();
    }

private:
    struct Failures {
        int count = 0;
        Instant since{};
    };
    void forgetOld() {
        const auto now = m_clock.now();
        std::erase_if(m_failures, [&](const auto& entry) {
            return now - entry.second.since > m_window || now < entry.second.since;
        });
    }

    const Clock& m_clock;
    int m_most;
    std::chrono::seconds m_window;
    std::map<std::string, Failures> m_failures;
};

} // namespace understudy::access
