#include "core/sync/BackOff.h"

#include <algorithm>

namespace understudy::sync {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds firstRetry{2};
constexpr seconds longestRetry{15 * 60};

} // namespace

milliseconds BackOff::next(seconds askedFor) {
    const milliseconds longest =
        std::min<milliseconds>(firstRetry * (1 << std::min(m_failures, 10)), longestRetry);
    m_failures = std::min(m_failures + 1, 1000);
    unsigned char dice[2] = {};
    m_random(dice, sizeof dice);
    const auto half = longest.count() / 2;
    const milliseconds chosen(half + half * (dice[0] * 256 + dice[1]) / 65535);
    return std::max<milliseconds>(chosen, askedFor);
}

} // namespace understudy::sync
