#pragma once

#include "core/progress/Calendar.h"
#include "core/progress/Progress.h"

namespace understudy::progress {

/// By how many days a plan should be moved so that no day holds much more than a day's work, and the days
/// that then have nothing of it. The plan never moves by itself: others may have been told its dates, and
/// what was done on another laptop may not have arrived yet. One choice moves it, and one takes that back.
struct Behind {
    int days = 0; ///< 0: nothing to move
    QDate from, until;

    bool operator==(const Behind&) const = default;
};

/// @p openShare says how much of each day of the plan is not done, 0 to 1, from the first; @p today counts
/// from 1. The least number of days by which the plan must move so that on no day from today on more work has
/// fallen due than there were days for, with half a day to spare: what little is left is done on the side.
int daysBehind(const std::vector<double>& openShare, int today);

/// The same for a track on a calendar, with the dates of a move.
Behind behind(const course::Course& course, const course::Track& track, const Progress& progress,
              const Calendar& calendar, QDate today);

} // namespace understudy::progress
