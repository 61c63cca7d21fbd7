#pragma once

#include "core/authoring/Draft.h"
#include "core/course/Question.h"

namespace understudy::authoring {

/// Questions read from a GIFT file.
struct GiftQuiz {
    std::vector<course::Question> questions; ///< ids without a module: "q01"; page and explanation as given
    course::Problems left; ///< what GIFT said and a pack cannot, and what a pack still needs
    int found = 0;         ///< questions in the file, also those that are left out
};

/// Understands a file of Moodle's GIFT: choices with one or several right answers, true or false, short
/// answers, numbers, matching. @p file names it in what is left.
GiftQuiz readGift(const QByteArray& bytes, const QString& file);

/// The quiz as GIFT. What GIFT cannot say is put into @p lost, one sentence a question; the rest reads back
/// as it was: ids as names, topics as categories, pages, facts, units and difficulty as tags.
QString giftOf(const course::Quiz& quiz, QStringList& lost);

/// A module with the questions of a GIFT file: into a pack that is there (@p pack has a pack.yaml; a module
/// that is there gets its quiz), or a new one. Refuses a file without one question that can be carried over.
Result<Draft> draftOfGift(const QByteArray& bytes, const QString& file, const QString& module,
                          const QString& pack);

} // namespace understudy::authoring
