#pragma once

#include "core/base/Id.h"

#include <chrono>

namespace understudy::sync {

/// How long to wait after failures in a row: two seconds, then twice as long each time up to a quarter of an
/// hour, of which chance takes up to half away: many devices must not come back at once.
class BackOff final {
public:
    explicit BackOff(Randomness random)
        : m_random(std::move(random)) {}

    /// After one more failure; not less than the server asked for.
    std::chrono::milliseconds next(std::chrono::seconds askedFor);
    void reset() { m_failures = 0; }
    bool isWaiting() const { return m_failures > 0; }

private:
    Randomness m_random;
    int m_failures = 0;
};

} // namespace understudy::sync
