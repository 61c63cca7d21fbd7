#pragma once

#include "core/journal/Journal.h"
#include "core/sync/Network.h"

namespace understudy::sync {

/// How far the server's clock is ahead of this device's, by the Date of its answers. Facts keep the time of
/// this device, whatever it was: when the difference has changed, that is a fact of its own, and whoever
/// reads the others knows what to make of their times.
class ClockOffset final {
public:
    ClockOffset(journal::Journal& journal, const Clock& clock);

    void measure(const Answer& answer); ///< does nothing for answers that are not a learning record store's
    /// Writes the difference down when it has changed by a minute or more, but at most once an hour: servers
    /// with several clocks must not fill the journal.
    void keep();
    std::chrono::seconds current() const { return m_current; }

private:
    bool isTooSoon() const;

    journal::Journal& m_journal;
    const Clock& m_clock;
    std::chrono::seconds m_current{0};
    std::chrono::seconds m_kept{0};
};

} // namespace understudy::sync
