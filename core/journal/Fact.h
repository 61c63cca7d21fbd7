#pragma once

#include "core/base/Clock.h"
#include "core/base/Id.h"

#include <QJsonObject>

namespace understudy::journal {

// The kinds of fact, and what their body holds. Bodies are JSON objects; unknown members are kept and
// ignored. Ids of content are those of the course pack: page "01-architecture/graceful-degradation", module
// "01-architecture", quiz "01-architecture/quiz", question "01-architecture/quiz#q07", lab "lab-1-1",
// check "lab-1-1#services-listed".
namespace kind {
inline constexpr auto PageRead = "page-read"; ///< {page, module, seconds}: seen to its end
inline constexpr auto PagePosition =
    "page-position"; ///< {page, module, fraction 0..1, heading}: where one stopped
inline constexpr auto QuizStarted = "quiz-started"; ///< {quiz, attempt (UUID)}
inline constexpr auto Answered =
    "question-answered"; ///< {quiz, question, attempt, type, response (xAPI form), right, scaled, seconds}
inline constexpr auto QuizFinished = "quiz-finished";   ///< {quiz, attempt, raw, max, pass, passed, seconds}
inline constexpr auto LabStarted = "lab-started";       ///< {lab, attempt}
inline constexpr auto LabCheck = "lab-check-passed";    ///< {lab, step, check, attempt, evidence sha256}
inline constexpr auto LabHint = "lab-hint-shown";       ///< {lab, step, hint (from 1), attempt}
inline constexpr auto LabAnswered = "lab-answered";     ///< {lab, step, check, attempt, response}
inline constexpr auto LabFinished = "lab-finished";     ///< {lab, attempt, passed, checks, seconds, hints}
inline constexpr auto PracticalDone = "practical-done"; ///< {track, title}: the trainee says so
inline constexpr auto Enrolled =
    "enrolled"; ///< {track, start (date), person, by: first-start, coordinator, else the trainee}
inline constexpr auto DayOff = "day-off";       ///< {date, off}: not a working day of the trainee
inline constexpr auto PlanMoved = "plan-moved"; ///< {track, from, until (dates), days}: none of the plan is
                                                ///< on from to the day before until; 0 days take that back
inline constexpr auto ReviewChosen = "review-chosen"; ///< {question, on}: come back, or leave me alone
inline constexpr auto NoteWritten =
    "note-written"; ///< {note (UUID), page, module, mark: highlight, note or bookmark, quote, prefix, suffix,
                    ///< from, heading, color, text, serial of the pack}: each version of a note is one
inline constexpr auto NoteRemoved = "note-removed"; ///< {note, page, module}
inline constexpr auto ClockMeasured =
    "clock-measured"; ///< {seconds}: so far is the server's clock ahead of this device's from here on
} // namespace kind

/// One thing the trainee did. Immutable: it is written once and never changed, by sync least of all.
struct Fact {
    Id id;                 ///< UUIDv7, made where the fact happened
    QString kind;          ///< one of journal::kind
    Instant at{};          ///< UTC, by the clock of the device
    int offsetMinutes = 0; ///< how far local time was ahead of UTC
    Id device;             ///< the device that wrote it
    qint64 deviceSeq = 0;  ///< counts from 1 on each device, without gaps
    QJsonObject body;

    bool operator==(const Fact&) const = default;
};

} // namespace understudy::journal
