#pragma once

#include "labs/cluster/Deeds.h"
#include "labs/cluster/Measured.h"
#include "labs/faults/Faults.h"

namespace understudy::cluster {

/// A condition with a name, and how it stands.
struct Milestone {
    NamedCondition spec;
    std::optional<Micros> began;   ///< it holds since
    std::optional<Micros> reached; ///< it had held for long enough first
    std::size_t place = 0;         ///< among the deeds, where it began
    bool inTime = false;           ///< when it was reached it was not too late
    bool holds(Micros now) const { return began && now - *began >= spec.lasts && reached && inTime; }
};

/// Follows the named conditions of a scenario, and decides those of kind promql and journal, wherever they
/// stand.
class Milestones final {
public:
    Milestones(EventQueue& queue, Faults& faults, const Series& series, std::int64_t epoch);
    /// With @p deeds there are conditions that ask for them; otherwise they are not kept.
    void plan(const std::vector<NamedCondition>& conditions, bool deeds);
    void look();
    /// Something was done or read.
    void did(const Action& action);
    const std::vector<Milestone>& all() const { return m_all; }

private:
    struct Beginning {
        Micros at = 0;
        std::size_t place = 0;
    };
    bool done(const Condition& condition);
    std::optional<Beginning> beginningOf(const std::string& id) const;
    bool inTime(const Milestone& one, Micros now) const;
    void follow(Milestone& one, Micros now);

    EventQueue& m_queue;
    Faults& m_faults;
    Measured m_measured;
    Deeds m_deeds;
    std::vector<Milestone> m_all;
    bool m_keeps = false;                       ///< deeds
    std::map<std::string, Beginning> m_started; ///< faults that have started
    struct Counted {
        std::size_t from = 0, to = 0;
        int found = 0;
    };
    std::map<std::string, Counted> m_counted; ///< deeds looked through, by the condition's place
};

} // namespace understudy::cluster
