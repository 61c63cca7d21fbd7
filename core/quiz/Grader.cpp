#include "core/quiz/Grader.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace understudy::quiz {

using course::Question;
using course::QuestionKind;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Quiz)
};

QString folded(const QString& text, bool caseMatters) {
    const QString plain = text.normalized(QString::NormalizationForm_KC).simplified();
    return caseMatters ? plain : plain.toCaseFolded();
}

double share(int part, std::size_t whole) {
    return whole == 0 ? 0 : std::max(0, part) / static_cast<double>(whole);
}

Mark markOf(bool chosen, bool right) {
    if (chosen)
        return right ? Mark::Right : Mark::NotSo;
    return right ? Mark::Missed : Mark::LeftOut;
}

Verdict gradeChoice(const Question& question, const Response& response) {
    Verdict verdict;
    std::size_t wanted = 0;
    for (const course::Option& option : question.options) {
        const Mark mark = markOf(response.chosen.contains(option.id), option.right);
        verdict.parts.push_back({option.id, mark, {}, mark == Mark::NotSo ? option.why : QString()});
        wanted += option.right;
    }
    const int good = verdict.count(Mark::Right);
    verdict.right = wanted > 0 && static_cast<std::size_t>(good) == wanted && verdict.count(Mark::NotSo) == 0;
    verdict.scaled = share(good - verdict.count(Mark::NotSo), wanted);
    return verdict;
}

Verdict gradeTruth(const Question& question, const Response& response) {
    Verdict verdict;
    for (const bool side : {true, false})
        verdict.parts.push_back({side ? QStringLiteral("true") : QStringLiteral("false"),
                                 markOf(response.truth == side, question.truth == side),
                                 {},
                                 {}});
    verdict.right = response.truth == question.truth;
    verdict.scaled = verdict.right;
    return verdict;
}

Verdict gradeField(bool right, const QString& correct) {
    return {
        right, right ? 1.0 : 0.0, {{{}, right ? Mark::Right : Mark::NotSo, right ? QString() : correct, {}}}};
}

Verdict gradeNumber(const Question& question, const Response& response) {
    const auto numbers = readings(response.text, question.unit);
    const bool right = std::any_of(numbers.begin(), numbers.end(),
                                   [&](double number) { return isWithin(question, number); });
    QString correct = QString::number(question.number, 'g', 15);
    if (!question.unit.isEmpty())
        correct += QLatin1Char(' ') + question.unit;
    return gradeField(right, correct);
}

Verdict gradeOrder(const Question& question, const Response& response) {
    Verdict verdict;
    for (qsizetype place = 0; place < response.chosen.size(); ++place) {
        const QString& id = response.chosen[place];
        const auto item = std::find_if(question.options.begin(), question.options.end(),
                                       [&](const course::Option& option) { return option.id == id; });
        const auto wanted = std::distance(question.options.begin(), item);
        const bool right = wanted == place;
        verdict.parts.push_back({id,
                                 right ? Mark::Right : Mark::NotSo,
                                 right ? QString() : Words::tr("Belongs in place %1").arg(wanted + 1),
                                 {}});
    }
    const int good = verdict.count(Mark::Right);
    verdict.right = !question.options.empty() && static_cast<std::size_t>(good) == question.options.size();
    verdict.scaled = share(good, question.options.size());
    return verdict;
}

Verdict gradeMatch(const Question& question, const Response& response) {
    Verdict verdict;
    for (std::size_t i = 0; i < question.pairs.size(); ++i) {
        const auto given = response.match.find(leftId(i));
        const bool right = given != response.match.end() && given->second == rightId(question, i);
        const Mark mark = right ? Mark::Right : given == response.match.end() ? Mark::Missed : Mark::NotSo;
        verdict.parts.push_back({leftId(i), mark, right ? QString() : question.pairs[i].right, {}});
    }
    const int good = verdict.count(Mark::Right);
    verdict.right = !question.pairs.empty() && static_cast<std::size_t>(good) == question.pairs.size();
    verdict.scaled = share(good, question.pairs.size());
    return verdict;
}

} // namespace

int Verdict::count(Mark mark) const {
    return static_cast<int>(
        std::count_if(parts.begin(), parts.end(), [&](const Part& part) { return part.mark == mark; }));
}

Verdict grade(const Question& question, const Response& response) {
    switch (question.kind) {
    case QuestionKind::Single:
    case QuestionKind::Multiple:
        return gradeChoice(question, response);
    case QuestionKind::TrueFalse:
        return gradeTruth(question, response);
    case QuestionKind::Numeric:
        return gradeNumber(question, response);
    case QuestionKind::Ordering:
        return gradeOrder(question, response);
    case QuestionKind::Matching:
        return gradeMatch(question, response);
    case QuestionKind::FillIn:
        return gradeField(isAccepted(question, response.text), question.accepted.value(0));
    }
    return {};
}

bool isWithin(const Question& question, double number) {
    // 0.1 + 0.2 must count as 0.3: a billionth of the number is not the trainee's mistake.
    const double slack = 1e-9 * std::max(1.0, std::abs(question.number));
    return std::abs(number - question.number) <= question.tolerance + slack;
}

bool isAccepted(const Question& question, const QString& typed) {
    const QString given = folded(typed, question.caseMatters);
    return !given.isEmpty() &&
           std::any_of(question.accepted.begin(), question.accepted.end(),
                       [&](const QString& text) { return folded(text, question.caseMatters) == given; });
}

} // namespace understudy::quiz
