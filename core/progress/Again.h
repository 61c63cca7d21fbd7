#pragma once

#include "core/course/Track.h"

#include <QDateTime>
#include <QString>

namespace understudy::progress {

/// What comes again, as the one thing to do in the period that a day falls into. A period that passed is not
/// caught up: the next one has it again.
struct Occurrence {
    course::TrackItem item; ///< titled with its period: "Technology deep dive, quarter 4 of 2025"
    QString heading;        ///< "This quarter"
    QDate first, last;      ///< days of the period

    bool operator==(const Occurrence&) const = default;
};

Occurrence occurrence(const course::Recurring& recurring, QDate day);

} // namespace understudy::progress
