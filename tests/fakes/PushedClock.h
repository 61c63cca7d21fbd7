#pragma once

#include "core/base/Clock.h"

namespace understudy::fakes {

/// A clock that stands still until a test pushes it.
class PushedClock final : public Clock {
public:
    explicit PushedClock(const char* start = "2025-11-19T09:00:00.000Z")
        : m_now(*fromIso(QString::fromLatin1(start))) {}
    Instant now() const override { return m_now; }
    int offsetMinutes(Instant) const override { return m_offset; }
    void push(std::chrono::milliseconds by) { m_now += by; }
    void set(Instant when) { m_now = when; }
    void setOffset(int minutes) { m_offset = minutes; }

private:
    Instant m_now;
    int m_offset = 0;
};

} // namespace understudy::fakes
