#pragma once

#include "core/course/Question.h"
#include "core/quiz/Response.h"

namespace understudy::fakes {

inline course::Question questionOf(course::QuestionKind kind,
                                   const QString& id = QStringLiteral("m/quiz#q01")) {
    course::Question question;
    question.id = id;
    question.kind = kind;
    return question;
}

/// Options a (right), b and c (wrong).
inline course::Question singleChoice(const QString& id = QStringLiteral("m/quiz#q01")) {
    auto question = questionOf(course::QuestionKind::Single, id);
    question.options = {{"a", "A", true, {}}, {"b", "B", false, "no"}, {"c", "C", false, "no"}};
    return question;
}

inline course::Question numberWanted(double value, double tolerance = 0, const QString& unit = {}) {
    auto question = questionOf(course::QuestionKind::Numeric);
    question.number = value;
    question.tolerance = tolerance;
    question.unit = unit;
    return question;
}

inline quiz::Response chosen(const QStringList& ids) {
    quiz::Response response;
    response.chosen = ids;
    return response;
}

inline quiz::Response typed(const QString& text) {
    quiz::Response response;
    response.text = text;
    return response;
}

} // namespace understudy::fakes
