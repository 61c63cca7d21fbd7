#include "tests/fakes/Fleet.h"

#include "tests/fakes/StatementMaker.h"

#include <algorithm>
#include <cmath>

namespace understudy::fakes {

Fleet::Fleet(Options options, std::function<void(Delivery)> deliver)
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

void Fleet::live() {
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

double Fleet::part() { return static_cast<double>(m_random()) / 4294967296.0; }

/// Of mean 0 and deviation 1, the same on every system.
double Fleet::gauss() {
    return std::sqrt(-2 * std::log(1 - part())) * std::cos(2 * 3.14159265358979 * part());
}

void Fleet::begin(int day) {
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

void Fleet::clone(std::size_t of) {
    m_devices.push_back(m_devices[of]);
    m_devices.back().waiting = false;
    ++tally.cloned;
    const auto second = m_events.empty() ? 0 : m_events.top().second;
    for (int j = 0; j < m_options.aDay; ++j)
        m_events.push({second + static_cast<int>(part() * 3 * Day),
                       static_cast<std::uint32_t>(m_devices.size() - 1), true});
}

void Fleet::next() {
    const auto event = m_events.top();
    m_events.pop();
    auto& device = m_devices[event.device];
    if (!event.fact)
        return sync(event.second, event.device);
    const std::int64_t millis = Begin + std::int64_t(event.second) * 1000 + m_random() % 1000;
    const auto id = StatementMaker::id(millis, (std::uint64_t(event.device) << 24) | device.made);
    ids.push_back(id);
    device.outbox.push_back({id, device.made++, millis});
    ++tally.made;
    tally.longestQueue = std::max(tally.longestQueue, static_cast<int>(device.outbox.size()));
    if (!device.waiting)
        schedule(std::max(event.second + 1, device.offlineUntil), event.device);
}

void Fleet::schedule(int second, std::uint32_t index) {
    m_devices[index].waiting = true;
    m_events.push({second, index, false});
}

void Fleet::sync(int second, std::uint32_t index) {
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
        Delivery delivery{second,
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

} // namespace understudy::fakes
