#pragma once

#include "core/progress/Progress.h"

#include <QByteArray>
#include <QTimeZone>

namespace understudy::progress {

/// A track as an iCalendar file (RFC 5545) for the calendar one lives by: an event for each half-day or
/// session that names what is to be done in it, and for each day of a block that is not divided. Times are in
/// UTC, so that they are right in any calendar; @p zone is the trainee's. An event keeps its UID when it
/// moves, and its SEQUENCE grows. What comes again is not in it: it has no hour.
QByteArray iCalendar(const course::Course& course, const course::Track& track, const Progress& progress,
                     QDate start, const QTimeZone& zone, const QDateTime& now);

} // namespace understudy::progress
