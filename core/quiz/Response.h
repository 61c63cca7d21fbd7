#pragma once

#include "core/course/Model.h"

#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

namespace understudy::quiz {

/// What a trainee answered, or has ticked so far. Which member counts depends on the question's kind.
struct Response {
    QStringList chosen;               ///< Single, Multiple: option ids; Ordering: item ids, first to last
    std::optional<bool> truth;        ///< TrueFalse
    QString text;                     ///< Numeric, FillIn: as typed
    std::map<QString, QString> match; ///< Matching: id of the left side to id of the right side

    bool operator==(const Response&) const = default;
};

/// The interaction type of xAPI: "choice", "true-false", "numeric", "sequencing", "matching", "fill-in".
QString interactionType(course::QuestionKind kind);

/// The response in xAPI's form: a[,]c · true · 4.5 · c[,]a[,]b · 1[.]b[,]2[.]a · typed text.
QString toXapi(const course::Question& question, const Response& response);
/// The other way; nothing when the text names options this question has not got, or is not of its form.
std::optional<Response> fromXapi(const course::Question& question, const QString& text);

/// What stands between a response and an answer, as a sentence: "Type a number." Empty when it can be
/// answered.
QString whatIsMissing(const course::Question& question, const Response& response);

/// Numbers that the typed text may mean: decimal point or comma, groups of thousands, the question's unit
/// behind it. "1,500" has two readings. None when it is not a number.
std::vector<double> readings(const QString& typed, const QString& unit);

// Ids of the two sides of a matching question, by position in the file. A right side that stands in several
// pairs has one id.
QString leftId(std::size_t pair);
QString rightId(const course::Question& question, std::size_t pair);
/// Text of a right side by its id; empty when unknown.
QString rightText(const course::Question& question, const QString& id);

} // namespace understudy::quiz
