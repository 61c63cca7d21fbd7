#pragma once

#include "labs/clock/Time.h"

namespace understudy::cluster {

/// Turns a steady count of real microseconds into virtual time: faster, paused, or pushed ahead.
class VirtualClock final {
public:
    VirtualClock(std::int64_t real, double speed, Micros from = 0)
        : m_real(real)
        , m_virtual(from)
        , m_speed(speed) {}
    Micros at(std::int64_t real) const {
        return m_virtual + static_cast<Micros>(static_cast<double>(real - m_real) * m_speed);
    }
    double speed() const { return m_speed; }
    /// 0 pauses, at most 100.
    void setSpeed(std::int64_t real, double speed) {
        m_virtual = at(real);
        m_real = real;
        m_speed = speed < 0 ? 0 : speed > 100 ? 100 : speed;
    }
    void skip(Micros by) { m_virtual += by > 0 ? by : 0; }

private:
    std::int64_t m_real;
    Micros m_virtual;
    double m_speed;
};

} // namespace understudy::cluster
