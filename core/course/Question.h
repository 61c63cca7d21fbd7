#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace understudy::course {

enum class QuestionKind { Single, Multiple, TrueFalse, Numeric, Ordering, Matching, FillIn };

/// One option of a single or multiple choice, or one item of an ordering.
struct Option {
    QString id;   ///< "a".."e" in file order
    QString text; ///< one line of Markdown
    bool right = false;
    QString why; ///< wrong: the mistake that leads to it; right: may say why it is

    bool operator==(const Option&) const = default;
};

struct Pair {
    QString left;
    QString right;

    bool operator==(const Pair&) const = default;
};

/// A question with its answer key. Keys leave this struct for core/quiz only; they reach no log and no
/// statement of a certifying exam.
struct Question {
    QString id; ///< "01-architecture/quiz#q07"
    QuestionKind kind = QuestionKind::Single;
    QString topic;
    int difficulty = 1;               ///< 1 recall, 2 use, 3 judge
    QStringList facts;                ///< ids of the facts it rests on
    QString text;                     ///< Markdown, a line or two
    QString explanation;              ///< Markdown, a paragraph: why the right answer is right
    QString page;                     ///< id of the page that explains it
    QString anchor;                   ///< heading on it, may be empty
    std::vector<Option> options;      ///< Single, Multiple; Ordering: in the right order
    std::vector<Pair> pairs;          ///< Matching
    bool truth = false;               ///< TrueFalse
    double number = 0, tolerance = 0; ///< Numeric
    QString unit;                     ///< Numeric, shown behind the field
    QStringList accepted;             ///< FillIn: any of these
    bool caseMatters = false;         ///< FillIn

    bool operator==(const Question&) const = default;
};

struct Quiz {
    QString id; ///< "01-architecture/quiz"
    QString module;
    QString title;
    int pass = 0; ///< right answers needed
    int minutes = 0;
    std::vector<Question> questions;
    int draw = 0; ///< questions of one attempt; 0: all

    /// How many questions an attempt asks.
    int asked() const { return draw > 0 ? draw : static_cast<int>(questions.size()); }

    bool operator==(const Quiz&) const = default;
};

} // namespace understudy::course
