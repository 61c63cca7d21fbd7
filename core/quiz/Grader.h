#pragma once

#include "core/quiz/Response.h"

namespace understudy::quiz {

/// How one option, item or pair of an answered question came out.
enum class Mark {
    Right,  ///< chosen, and right
    Missed, ///< right, but not chosen
    NotSo,  ///< chosen, but wrong
    LeftOut ///< wrong, and not chosen
};

/// One option (Single, Multiple, TrueFalse), one item in the trainee's order (Ordering), one pair (Matching),
/// or the field (Numeric, FillIn).
struct Part {
    QString id; ///< option id, "true", "false", left id of a pair, "" for the field
    Mark mark = Mark::LeftOut;
    QString correct; ///< when NotSo: the right side, the item's right place, the number, the word; else empty
    QString why;     ///< when NotSo: the mistake that leads to it, may be empty

    bool operator==(const Part&) const = default;
};

/// What the grader says about one answer.
struct Verdict {
    bool right = false;
    double scaled = 0; ///< 0 to 1: share of what was asked for, what is wrong taken off
    std::vector<Part> parts;

    bool operator==(const Verdict&) const = default;
    int count(Mark mark) const;
};

/// Grades an answer. Pure: the same question and response always give the same verdict.
Verdict grade(const course::Question& question, const Response& response);

/// Whether a number is within the question's tolerance.
bool isWithin(const course::Question& question, double number);
/// Whether typed text is one of the accepted ones, white space folded and, unless it matters, case too.
bool isAccepted(const course::Question& question, const QString& typed);

} // namespace understudy::quiz
