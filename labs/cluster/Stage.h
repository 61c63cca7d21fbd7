#pragma once

#include "labs/clock/VirtualClock.h"
#include "labs/cluster/Journal.h"
#include "labs/cluster/World.h"

namespace understudy::cluster {

/// A course of a lab that was kept.
struct Future {
    Beginning beginning;
    Scenario scenario;          ///< that of the beginning, read
    std::vector<Entry> entries; ///< the time of the last one is how far it came
    Topology topology;
};

/// The world that is on, the clock that moves it and the journal of what was asked of it. Nothing but
/// perform() may change the world, so that the journal brings back any second of it.
class Stage final {
public:
    /// @p real: steady microseconds; @p epoch: microseconds since 1970 that real stands for.
    Stage(Topology topology, Scenario scenario, std::int64_t real, std::int64_t epoch, double speed);

    World& world() { return *m_world; }
    const World& world() const { return *m_world; }
    const Journal& journal() const { return m_journal; }
    double speed() const { return m_clock.speed(); }
    /// How far the time of the lab is ahead of the real one: grows with skips and speeds above 1.
    Micros skew() const { return m_skew; }
    int worlds() const { return m_worlds; } ///< how many there were; watches of earlier ones end

    /// Each face registers its own once, when it is made.
    void on(std::string via, Performer performer);
    /// Numbers the action, writes it to the journal (on disk when it has a keeper), performs it. With the
    /// status notKept nothing happened, and the body says why.
    Outcome perform(Action action);
    /// Something that was read: for checks, not performed again.
    void note(Action action);
    bool quiet = false; ///< notes are not taken: the one who reads is no trainee

    void catchUp(std::int64_t real);
    /// The clock begins now: what was before was preparation.
    void start(std::int64_t real);
    /// 0 pauses, at most 100. Answers as perform() does.
    Outcome setSpeed(std::int64_t real, double speed);
    /// @p by: a duration such as 6h.
    Outcome skip(std::int64_t real, const std::string& by);
    /// Another lab, or the same from its beginning, with an empty journal; in another topology if it needs
    /// one.
    Outcome restart(Scenario scenario, std::int64_t real, std::int64_t epoch,
                    std::optional<Topology> topology = std::nullopt);
    /// Keeps what has been as a future to go back to, and goes on in it. Answers as Keeper::lay() does.
    Outcome fork(std::int64_t real, std::string& name);
    /// Back to an earlier moment of this world: what has been is first kept as fork() does.
    Outcome rewind(std::int64_t real, Micros to, std::string& name);
    Outcome rewind(std::int64_t real, Micros to) {
        std::string any;
        return rewind(real, to, any);
    }
    /// On with another future, where that one was left; what has been is first kept as fork() does. @p wall:
    /// microseconds since 1970.
    Outcome open(std::int64_t real, std::int64_t wall, Future future, std::string& name);
    /// Goes on with a journal that was kept, at that moment; for a stage just made with its beginning and all
    /// faces. @p wall: microseconds since 1970.
    void resume(std::int64_t real, std::int64_t wall, const std::vector<Entry>& entries, Micros at);

    /// Performs a journal in a stage just made, moving in steps of @p stride: they make no difference.
    void play(const std::vector<Entry>& entries, Micros to, Micros stride);

    /// From now on the journal is kept there; "" or why it cannot.
    std::string keepBy(Keeper& keeper);
    Beginning beginning() const;

private:
    void make(Scenario scenario, std::int64_t epoch);
    Outcome lay(std::string& name, const char* verb);
    void mark(std::vector<Entry>& entries, Action action, Micros at) const;
    Outcome become(std::int64_t real, Future future, Micros to, Action done);
    Outcome write(Action action, bool read);
    Outcome performed(const Action& action);
    std::int64_t epoch() const { return m_world->epoch(); }

    Topology m_topology;
    VirtualClock m_clock;
    std::unique_ptr<World> m_world;
    std::map<std::string, Performer> m_performers;
    Journal m_journal;
    Keeper* m_keeper = nullptr;
    std::int64_t m_started = 0; ///< the steady microseconds of virtual time 0 at speed 1
    Micros m_skew = 0;
    int m_worlds = 1;
};

} // namespace understudy::cluster
