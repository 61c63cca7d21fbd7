#pragma once

#include "core/journal/Journal.h"
#include "core/sync/Remote.h"
#include "core/sync/Trail.h"

#include <set>

namespace understudy::sync {

/// Once a week compares the ids of everything at the server with the journal, because cursors are where syncs
/// lose things: what is missing here is pulled from the beginning, what the server has lost is sent again.
class Inventory final {
public:
    using Done = std::function<void(std::optional<Setback>)>;

    Inventory(journal::Journal& journal, Remote& remote, const Clock& clock);
    /// Whether a week has gone by, or the clock was set back behind the last one.
    bool due() const;
    /// Without an answer that it can use it is tried again in a day: nothing else waits for it.
    void run(Done done);

    /// The name under which the journal keeps when it was done last.
    static QString name() { return QStringLiteral("sync.inventory-cursor"); }

private:
    void read(const Answer& answer);
    void compare();
    Result<std::vector<Id>> unknownHere() const;
    void stop(Setback setback);

    journal::Journal& m_journal;
    Remote& m_remote;
    const Clock& m_clock;
    Done m_done;
    std::set<Id> m_there; ///< each id a fact of it may have here
    std::vector<Id> m_named;
    Trail m_trail;
};

} // namespace understudy::sync
