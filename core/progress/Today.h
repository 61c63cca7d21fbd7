#pragma once

#include "core/progress/Behind.h"
#include "core/progress/Progress.h"

#include <QDate>
#include <QDateTime>

#include <vector>

namespace understudy::progress {

using ItemKind = course::TrackItem::Kind;

enum class Doneness { Open, Partly, Done, Late };

/// One line of "Today's plan".
struct PlanRow {
    ItemKind kind = ItemKind::Page;
    QString ref;    ///< page, lab or quiz id; of a practical its title
    QString word;   ///< "Read", "Lab", "Quiz", "Practical"
    QString title;  ///< "Module 1, part 3: Failure modes"
    QString detail; ///< "60% read. You stopped at “Cascading failures”."
    Doneness state = Doneness::Open;
    double share = 0;    ///< 0 to 1, for the ring
    int minutesLeft = 0; ///< 0 when done
    QString time;        ///< "10 min left", "25 min", "Done 09:06"
    QString
        action; ///< "Start", "Continue", "Resume"; "Read again", "Review" when done; empty: nothing to open
    bool earlier = false; ///< left over from a day before today
    QString heading = {}; ///< "Morning", "09:00 to 13:00, Architecture overview": said once above such rows

    bool operator==(const PlanRow&) const = default;
};

/// The block at the top: the thing touched last that is not done, or the first open one of today's plan.
struct ResumeCandidate {
    ItemKind kind = ItemKind::Page;
    QString ref;
    QString anchor;   ///< heading on the page, may be empty
    QString when;     ///< "Continue where you stopped yesterday at 16:48", "Start here"
    QString title;    ///< "Lab 1.1: Architecture walkthrough"
    QString detail;   ///< "Step 3 of 5, join the ten workers. 1 h 12 min of 2 h left."
    int segments = 1; ///< of the bar
    double share = 0; ///< 0 to 1
    QString action;   ///< "Resume lab", "Continue reading", "Start quiz"

    bool operator==(const ResumeCandidate&) const = default;
};

struct DueRow {
    enum class Urgency { Late, Today, Coming };
    QString title, detail; ///< "Architecture quiz", "Module 1, 20 questions"
    QString when;          ///< "1 day late", "Today 17:00", "Tomorrow", "Mon 24 Nov"
    Urgency urgency = Urgency::Coming;
    ItemKind kind = ItemKind::Page;
    QString ref; ///< as in PlanRow

    bool operator==(const DueRow&) const = default;
};

/// A block in the two-week strip; days count from 1 to 5 in their week.
struct BlockState {
    QString title;
    int firstDay = 1, lastDay = 1;
    int items = 0, done = 0, late = 0; ///< what is not in the pack yet is not counted
    int notYet = 0;                    ///< items named by the programme, not in this pack
    bool current = false;

    bool operator==(const BlockState&) const = default;
};

struct WeekState {
    int number = 1;
    std::vector<QDate> days; ///< five working days
    std::vector<BlockState> blocks;

    bool operator==(const WeekState&) const = default;
};

struct Requirement {
    QString name; ///< "Modules 1 and 2"
    QString says; ///< "2 of 9 parts"
    int done = 0, total = 0;

    bool operator==(const Requirement&) const = default;
};

/// All that the screen Today tells, as values.
struct Today {
    QString dateLine;      ///< "Wednesday 19 November. New Hire Track, week 1, day 3"
    QString heading;       ///< title of today's block
    int week = 0, day = 0; ///< 0 before the track's first day
    QDate date;
    std::optional<ResumeCandidate> resume;
    std::vector<PlanRow> plan;
    int minutesLeft = 0, minutesTotal = 0;
    QString planSays; ///< "About 1 h 55 min left of 3 h 10 min"
    int itemsDone = 0, itemsTotal = 0, itemsLate = 0;
    std::vector<WeekState> weeks;
    std::vector<DueRow> due; ///< most urgent first, at most six
    std::vector<Requirement> requirements;
    Behind behind;        ///< the move that is offered
    QString behindSays;   ///< "You are 1 day behind."; empty: nothing to move
    QString behindAction; ///< "Move the plan by 1 day"
    Behind moved;         ///< the move that can be taken back
    QString movedSays;    ///< "The plan was moved by 1 day."; empty: none
    QString pace;         ///< "At this pace you reach it on Fri 28 November."; empty before anything is done

    bool operator==(const Today&) const = default;
};

/// @p start is the first day of the track; @p nowLocal the trainee's local time.
Today makeToday(const course::Course& course, const course::Track& track, const Progress& progress,
                QDate start, const QDateTime& nowLocal);

/// "1 h 12 min", "25 min".
QString inHours(int minutes);

} // namespace understudy::progress
