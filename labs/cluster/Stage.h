#pragma once

#include "labs/clock/VirtualClock.h"
#include "labs/cluster/World.h"

namespace understudy::cluster {

/// The world that is on, and the clock that moves it; another lab brings another world.
class Stage final {
public:
    /// @p real: steady microseconds; @p epoch: microseconds since 1970 that real stands for.
    Stage(Topology topology, Scenario scenario, std::int64_t real, std::int64_t epoch, double speed)
        : m_topology(std::move(topology))
        , m_clock(real, speed)
        , m_world(std::make_unique<World>(m_topology, std::move(scenario), epoch))
        , m_started(real) {}

    World& world() { return *m_world; }
    const World& world() const { return *m_world; }
    double speed() const { return m_clock.speed(); }
    /// How far the time of the lab is ahead of the real one: grows with skips and speeds above 1.
    Micros skew() const { return m_skew; }
    int worlds() const { return m_worlds; } ///< how many there were

    void catchUp(std::int64_t real) {
        const Micros when = m_clock.at(real);
        m_world->advanceTo(when);
        m_skew = when - (real - m_started);
    }
    void start(std::int64_t real) {
        m_clock = VirtualClock(real, m_clock.speed());
        m_started = real;
    }
    void setSpeed(std::int64_t real, double speed) { m_clock.setSpeed(real, speed); }
    void skip(Micros by) { m_clock.skip(by); }
    void restart(Scenario scenario, std::int64_t real, std::int64_t epoch) {
        m_world = std::make_unique<World>(m_topology, std::move(scenario), epoch);
        m_clock = VirtualClock(real, 1);
        m_started = real;
        m_skew = 0;
        ++m_worlds;
    }

private:
    Topology m_topology;
    VirtualClock m_clock;
    std::unique_ptr<World> m_world;
    std::int64_t m_started = 0;
    Micros m_skew = 0;
    int m_worlds = 1;
};

} // namespace understudy::cluster
