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
    QString due; ///< "17:00" on the block's last day; empty: no time

    bool operator==(const TrackItem&) const = default;
};

/// Consecutive working days of a track with one subject.
struct TrackBlock {
    int week = 1, firstDay = 1, lastDay = 1; ///< days 1 to 5
    QString title;
    std::vector<TrackItem> items;

    bool operator==(const TrackBlock&) const = default;
};

struct Track {
    QString id;
    QString title; ///< "New Hire Track"
    std::vector<TrackBlock> blocks;

    bool operator==(const Track&) const = default;
};

} // namespace understudy::course
