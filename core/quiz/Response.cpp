#include "core/quiz/Response.h"

#include "core/quiz/Grader.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace understudy::quiz {

using course::Question;
using course::QuestionKind;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Quiz)
};

const QString comma = QStringLiteral("[,]");
const QString point = QStringLiteral("[.]");

bool hasOption(const Question& question, const QString& id) {
    return std::any_of(question.options.begin(), question.options.end(),
                       [&](const course::Option& option) { return option.id == id; });
}

std::optional<Response> chosenOf(const Question& question, const QString& text) {
    Response response;
    if (text.isEmpty())
        return response;
    response.chosen = text.split(comma);
    QStringList once = response.chosen;
    once.removeDuplicates();
    const bool known =
        std::all_of(once.begin(), once.end(), [&](const QString& id) { return hasOption(question, id); });
    if (!known || once.size() != response.chosen.size())
        return std::nullopt;
    if (question.kind == QuestionKind::Single && once.size() > 1)
        return std::nullopt;
    return response;
}

std::optional<Response> matchOf(const Question& question, const QString& text) {
    Response response;
    if (text.isEmpty())
        return response;
    for (const QString& pair : text.split(comma)) {
        const QStringList sides = pair.split(point);
        bool isNumber = false;
        const qulonglong left = sides.first().toULongLong(&isNumber);
        const bool known = sides.size() == 2 && isNumber && left >= 1 && left <= question.pairs.size() &&
                           !rightText(question, sides.value(1)).isEmpty();
        if (!known || !response.match.emplace(leftId(left - 1), sides[1]).second)
            return std::nullopt;
    }
    return response;
}

QString plain(double number) { return QString::number(number, 'g', 15); }

} // namespace

QString interactionType(QuestionKind kind) {
    switch (kind) {
    case QuestionKind::Single:
    case QuestionKind::Multiple:
        return QStringLiteral("choice");
    case QuestionKind::TrueFalse:
        return QStringLiteral("true-false");
    case QuestionKind::Numeric:
        return QStringLiteral("numeric");
    case QuestionKind::Ordering:
        return QStringLiteral("sequencing");
    case QuestionKind::Matching:
        return QStringLiteral("matching");
    case QuestionKind::FillIn:
        return QStringLiteral("fill-in");
    }
    return QStringLiteral("other");
}

QString leftId(std::size_t pair) { return QString::number(pair + 1); }

QString rightId(const Question& question, std::size_t pair) {
    std::size_t first = 0;
    while (question.pairs[first].right != question.pairs[pair].right)
        ++first;
    return QStringLiteral("r%1").arg(first + 1);
}

QString rightText(const Question& question, const QString& id) {
    for (std::size_t i = 0; i < question.pairs.size(); ++i)
        if (rightId(question, i) == id)
            return question.pairs[i].right;
    return {};
}

QString toXapi(const Question& question, const Response& response) {
    switch (question.kind) {
    case QuestionKind::Single:
    case QuestionKind::Ordering:
        return response.chosen.join(comma);
    case QuestionKind::Multiple: {
        QStringList sorted = response.chosen;
        sorted.sort();
        return sorted.join(comma);
    }
    case QuestionKind::TrueFalse:
        return !response.truth   ? QString()
               : *response.truth ? QStringLiteral("true")
                                 : QStringLiteral("false");
    case QuestionKind::Numeric: {
        const auto numbers = readings(response.text, question.unit);
        const auto right = std::find_if(numbers.begin(), numbers.end(),
                                        [&](double number) { return isWithin(question, number); });
        return numbers.empty() ? QString() : plain(right == numbers.end() ? numbers.front() : *right);
    }
    case QuestionKind::Matching: {
        QStringList pairs;
        for (std::size_t i = 0; i < question.pairs.size(); ++i)
            if (const auto found = response.match.find(leftId(i)); found != response.match.end())
                pairs << found->first + point + found->second;
        return pairs.join(comma);
    }
    case QuestionKind::FillIn:
        return response.text.simplified();
    }
    return {};
}

std::optional<Response> fromXapi(const Question& question, const QString& text) {
    Response response;
    switch (question.kind) {
    case QuestionKind::Single:
    case QuestionKind::Multiple:
    case QuestionKind::Ordering:
        return chosenOf(question, text);
    case QuestionKind::TrueFalse:
        if (text != QLatin1String("true") && text != QLatin1String("false") && !text.isEmpty())
            return std::nullopt;
        if (!text.isEmpty())
            response.truth = text == QLatin1String("true");
        return response;
    case QuestionKind::Numeric:
        if (!text.isEmpty() && readings(text, {}).empty())
            return std::nullopt;
        response.text = text;
        return response;
    case QuestionKind::Matching:
        return matchOf(question, text);
    case QuestionKind::FillIn:
        response.text = text;
        return response;
    }
    return std::nullopt;
}

QString whatIsMissing(const Question& question, const Response& response) {
    switch (question.kind) {
    case QuestionKind::Single:
        return response.chosen.isEmpty() ? Words::tr("Choose one answer.") : QString();
    case QuestionKind::Multiple:
        return response.chosen.isEmpty() ? Words::tr("Choose at least one answer.") : QString();
    case QuestionKind::TrueFalse:
        return !response.truth ? Words::tr("Choose True or False.") : QString();
    case QuestionKind::Numeric:
        return readings(response.text, question.unit).empty() ? Words::tr("Type a number.") : QString();
    case QuestionKind::Ordering:
        return response.chosen.size() != static_cast<qsizetype>(question.options.size())
                   ? Words::tr("Put all items in order.")
                   : QString();
    case QuestionKind::Matching:
        return response.match.size() != question.pairs.size() ? Words::tr("Choose a match for each line.")
                                                              : QString();
    case QuestionKind::FillIn:
        return response.text.simplified().isEmpty() ? Words::tr("Type the answer.") : QString();
    }
    return {};
}

std::vector<double> readings(const QString& typed, const QString& unit) {
    static const QRegularExpression spaces(QStringLiteral("[\\s\\x{00a0}\\x{2009}\\x{202f}'_]"));
    static const QRegularExpression plainShape(
        QStringLiteral("^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?$"));
    static const QRegularExpression grouped(QStringLiteral("^[+-]?\\d{1,3}(,\\d{3})+(\\.\\d+)?$"));
    static const QRegularExpression withComma(QStringLiteral("^[+-]?\\d*,\\d+$"));
    constexpr int longest = 64;
    QString text = typed.trimmed();
    if (text.size() > longest)
        return {};
    if (!unit.isEmpty() && text.endsWith(unit, Qt::CaseInsensitive))
        text.chop(unit.size());
    text.remove(spaces).replace(QChar(0x2212), QLatin1Char('-'));
    std::vector<double> numbers;
    const auto add = [&](const QString& number) {
        bool isNumber = false;
        const double value = number.toDouble(&isNumber);
        if (isNumber && std::isfinite(value))
            numbers.push_back(value);
    };
    if (plainShape.match(text).hasMatch())
        add(text);
    if (grouped.match(text).hasMatch())
        add(QString(text).remove(QLatin1Char(',')));
    if (withComma.match(text).hasMatch())
        add(QString(text).replace(QLatin1Char(','), QLatin1Char('.')));
    return numbers;
}

} // namespace understudy::quiz
