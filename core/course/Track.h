#pragma once

#include <QString>

#include <vector>

namespace understudy::course {

/// One thing to do on a day of a track.
struct TrackItem {
    enum class Kind { Page, Lab, Quiz, Practical, Later };
    Kind kind = Kind::Page;
    QString ref;   ///< page, lab or quiz id; Later: empty, the content is not in this pack yet
    QString title; ///< filled from the thing itself when not given
    int minutes = 0;
    QString due;   ///< "17:00" on the item's last day; empty: no time
    int part = -1; ///< of its block's parts; -1: on any day of the block

    bool operator==(const TrackItem&) const = default;
};

/// A half-day or some hours of a block, with items of their own.
struct TrackPart {
    enum class Half { None, Morning, Afternoon };
    int day = 1; ///< of the week, 1 to 5
    Half half = Half::None;
    QString at, until; ///< "09:00" and "13:00"; empty for a half-day
    QString title;     ///< of a session: "Architecture overview"; empty for a half-day

    bool operator==(const TrackPart&) const = default;
};

/// Consecutive working days of a track with one subject.
struct TrackBlock {
    int week = 1, firstDay = 1, lastDay = 1; ///< days 1 to 5
    QString title;
    std::vector<TrackItem> items;      ///< in order, those of all parts
    std::vector<TrackPart> parts = {}; ///< in order of time; empty: the block is not divided

    int firstDayOf(const TrackItem& item) const { return item.part < 0 ? firstDay : partOf(item).day; }
    int lastDayOf(const TrackItem& item) const { return item.part < 0 ? lastDay : partOf(item).day; }
    const TrackPart& partOf(const TrackItem& item) const {
        return parts[static_cast<std::size_t>(item.part)];
    }
    bool operator==(const TrackBlock&) const = default;
};

/// What comes again as long as one works with the platform.
struct Recurring {
    enum class Every { Week, Month, Quarter, Year };
    Every every = Every::Month;
    QString title;
    int minutes = 0;
    bool later = false; ///< not in this pack yet

    bool operator==(const Recurring&) const = default;
};

/// One step of a learning path: something finished or said.
struct Condition {
    enum class Kind { Page, Lab, Quiz, Module, Track, Months, SignOff, Practical, Later };
    Kind kind = Kind::Page;
    QString ref;    ///< id of what is to be finished; empty for the last four
    QString title;  ///< in words; filled from the thing itself when not given
    int months = 0; ///< in the role
    int score = 0;  ///< percent of a quiz; 0: its own pass mark

    /// Nothing in the pack can check it: the trainee says so.
    bool said() const { return kind == Kind::Months || kind == Kind::SignOff || kind == Kind::Practical; }
    bool operator==(const Condition&) const = default;
};

/// A way through the course: a calendar of blocks, what comes again, or a path of conditions; one or more.
struct Track {
    QString id;
    QString title; ///< "New Hire Track"
    std::vector<TrackBlock> blocks;
    std::vector<Recurring> ongoing = {};
    std::vector<Condition> path = {};

    bool operator==(const Track&) const = default;
};

} // namespace understudy::course
