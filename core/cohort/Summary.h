#pragma once

#include "core/course/Model.h"
#include "core/progress/Progress.h"

#include <QByteArray>
#include <QDate>

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace understudy::cohort {

/// What the statements of one trainee come to, small enough to be kept for everybody. It does not depend on
/// what day it is: what is overdue is asked when it is shown.
struct Summary {
    struct Piece {
        qint64 due = 0; ///< seconds since 1970 of the trainee's local time
        int share = 0;  ///< percent done
        bool operator==(const Piece&) const = default;
    };
    struct Block {
        int week = 1, firstDay = 1, lastDay = 1;
        std::vector<Piece> pieces;
        int days() const { return lastDay - firstDay + 1; }
        double share() const; ///< 0 to 1
        bool operator==(const Block&) const = default;
    };
    std::int64_t seq = 0; ///< of the newest statement that is in it
    qint64 heard = 0;     ///< when the server got that, milliseconds since 1970; 0: never
    QString track;        ///< as the roster names it
    QDate rosterStart;    ///< what the roster said when this was made
    QByteArray plan;      ///< planMark() of the track; "" where the course has no such track
    QDate start;          ///< the trainee's own, the roster's otherwise
    std::set<QDate> free; ///< days without any of the plan
    std::vector<Block> blocks;
    int labs = 0;        ///< passed
    int quizzes = 0;     ///< finished at least once
    int quizPercent = 0; ///< the mean of the best results of those
    QString certificate; ///< the newest that was earned; "" for none

    struct Overdue {
        int count = 0;
        qint64 oldest = 0; ///< local seconds
        bool operator==(const Overdue&) const = default;
    };
    Overdue overdue(qint64 localNow) const;
    /// How far the plan says one should be, as a share of the strip of days, 0 to 1.
    double expected(QDate today) const;
    int week(QDate today) const; ///< 0 before the start
    int day(QDate today) const;

    bool operator==(const Summary&) const = default;
};

/// The summary of what @p progress holds, on the trainee's own plan for @p track where they have one there,
/// from @p start otherwise.
Summary summarize(const course::Course& course, const course::Track& track,
                  const progress::Progress& progress, QDate start);

/// Another one for another plan: what a track asks for, in this version of the course.
QByteArray planMark(const course::Course& course, const course::Track& track);

QByteArray toJson(const Summary& summary);
/// Nothing for text of another version: it is made anew then.
std::optional<Summary> summaryFromJson(const QByteArray& json);

} // namespace understudy::cohort
