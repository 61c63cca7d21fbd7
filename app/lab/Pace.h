#pragma once

#include <chrono>
#include <cstdint>

namespace understudy::lab {

/// The steady clock that a lab's time goes by: that of this computer; or for scripts one that runs a hundred
/// times as fast while a client waits for something to happen.
class Pace final {
public:
    static constexpr std::int64_t hurry = 100;
    explicit Pace(bool hurries)
        : m_hurries(hurries)
        , m_last(steady())
        , m_at(m_last) {}
    /// Microseconds; never goes back.
    std::int64_t now() const { return m_at + (steady() - m_last) * m_factor; }
    /// To be told often, and when it changes, whether a client waits.
    void wait(bool waiting) {
        const std::int64_t factor = m_hurries && waiting ? hurry : 1;
        if (factor == m_factor)
            return;
        const std::int64_t at = steady();
        m_at += (at - m_last) * m_factor;
        m_last = at;
        m_factor = factor;
    }
    bool hurried() const { return m_factor > 1; }

private:
    static std::int64_t steady() {
        return std::chrono::duration_cast<std::chrono::microseconds>(
                   std::chrono::steady_clock::now().time_since_epoch())
            .count();
    }
    bool m_hurries;
    std::int64_t m_last, m_at, m_factor = 1;
};

} // namespace understudy::lab
