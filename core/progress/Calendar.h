#pragma once

#include "core/course/Model.h"

#include <QDate>
#include <QDateTime>
#include <QString>

#include <set>
#include <vector>

namespace understudy::progress {

/// The days of a track, which are working days counted from its start; weeks have five. Saturdays, Sundays
/// and free days belong to the working day before them.
class Calendar final {
public:
    /// A start on a weekend is moved to the Monday after it. Nothing of the track is on @p free days.
    explicit Calendar(QDate start, std::set<QDate> free = {});

    QDate date(int week, int day) const; ///< week from 1, day 1 to 5
    /// The first working days of the track, found in one walk.
    std::vector<QDate> firstDates(int count) const;
    bool works(QDate date) const; ///< neither a weekend nor free
    /// The working day that @p date is, or the first one after it.
    QDate next(QDate date) const;
    /// Working days from the start to @p date, the start itself being 1; 0 or less before the start.
    int dayNumber(QDate date) const;
    int week(QDate date) const; ///< from 1; 0 before the start
    int day(QDate date) const;  ///< 1 to 5; 0 before the start

    /// The block that @p date falls into; nullptr outside the track.
    const course::TrackBlock* block(const course::Track& track, QDate date) const;
    /// When an item is to be done: its time on its last day, the end of that day where it has none.
    QDateTime due(const course::TrackBlock& block, const course::TrackItem& item) const;

private:
    QDate m_start;
    std::set<QDate> m_free;
};

/// "1 day late", "Today 17:00", "Tomorrow", "Mon 24 Nov". @p hasTime tells whether the time of day is said.
QString dueWords(const QDateTime& due, bool hasTime, const QDateTime& now);
/// "yesterday at 16:48", "today at 09:06", "on Mon 17 November at 11:20".
QString agoWords(const QDateTime& when, const QDateTime& now);
QString shortDate(QDate date); ///< "Mon 24 Nov"

} // namespace understudy::progress
