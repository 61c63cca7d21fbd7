#pragma once

#include "core/base/Clock.h"

#include <string>
#include <unordered_map>

namespace understudy::access {

/// Counts failures by somebody's name and says when there have been too many: guessing must not pay. Of
/// names, which strangers choose, only hashes are kept, and @p most of them: then the oldest half goes.
class Throttle final {
public:
    Throttle(const Clock& clock, int allowed, std::chrono::seconds window, std::size_t most = 20000)
        : m_clock(clock)
        , m_allowed(allowed)
        , m_window(window)
        , m_most(most) {}
    bool open(const std::string& name) const;
    void failed(const std::string& name);
    /// Takes one failure back.
    void forgive(const std::string& name);
    std::size_t size() const { return m_failures.size(); }

private:
    struct Failures {
        int count = 0;
        Instant since{};
    };
    bool old(const Failures& failures) const;
    void makeRoom();

    const Clock& m_clock;
    int m_allowed;
    std::chrono::seconds m_window;
    std::size_t m_most;
    std::unordered_map<std::string, Failures> m_failures;
};

/// Whose failures are counted together: an IPv4 address, also one written as IPv6; of IPv6 the network of 64
/// bits, since one customer has all of it. Other texts are taken as they are.
std::string networkOf(const std::string& address);

/// Longer names are nobody's (Access keeps to it) and are not worth a look.
constexpr std::size_t longestName = 200;

} // namespace understudy::access
