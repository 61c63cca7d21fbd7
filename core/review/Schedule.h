#pragma once

#include "core/review/Deck.h"

#include <QDate>

namespace understudy::review {

/// How much a day may ask.
struct Limits {
    int minutes = 10;     ///< a day's review, at most
    int newOnes = 10;     ///< of these at most so many that were never answered
    int seconds = 20;     ///< one question, where its own answers say nothing
    int forecastDays = 7; ///< how far ahead the load is told
};

/// What is to be reviewed: never more than a day holds. What does not fit waits and is spread over the days
/// that come; nothing becomes more because of a pause.
struct Schedule {
    std::vector<QString> today; ///< in the order to ask
    int seconds = 0;            ///< what they will take
    int waiting = 0;            ///< due as well, put off to the days after
    std::vector<int> ahead;     ///< questions on each of the days after today, as the cap spreads them
    bool operator==(const Schedule&) const = default;
};

/// When the day that @p now falls on began for somebody @p offsetMinutes ahead of UTC.
Instant dayStart(Instant now, int offsetMinutes);

/// @p spentSeconds of review are behind the trainee today already. @p asked tells which questions the course
/// still has; others are passed over. Days are those of the trainee's own calendar: @p offsetMinutes ahead of
/// UTC.
Schedule scheduleFor(const std::vector<Card>& cards, Instant now, int offsetMinutes, int spentSeconds,
                     const std::set<QString>& asked, const Limits& limits = {});

} // namespace understudy::review
