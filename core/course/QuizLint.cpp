#include "core/course/Readers.h"

#include <QRegularExpression>

namespace understudy::course {
namespace {

bool pointsAtOthers(const QString& option) {
    static const QRegularExpression shape(
        QStringLiteral("\\b(all|none|both|neither|any|either) (of )?(the )?(above|below|options|answers)\\b"
                       "|\\b(all|none|both|neither) of these\\b|^[a-e] and [a-e]$"),
        QRegularExpression::CaseInsensitiveOption);
    return shape.match(option).hasMatch();
}

/// Who knows nothing takes the longest: a right answer that always has the most words gives itself away.
void lintLength(const YamlMap& place, const Question& question) {
    qsizetype right = 0, wrong = 0;
    for (const Option& option : question.options)
        (option.right ? right : wrong) = std::max(option.right ? right : wrong, toPlain(option.text).size());
    if (question.kind == QuestionKind::Single && question.options.size() > 2 && right > wrong)
        place.problem("options", QStringLiteral("The right option is the longest (%1 characters, the others "
                                                "at most %2). Shorten it, or say more in a wrong one.")
                                     .arg(right)
                                     .arg(wrong));
}

/// The stem without what makes two spellings of one question look different.
QString bare(const QString& stem) {
    static const QRegularExpression other(QStringLiteral("[^\\p{L}\\p{N}]+"));
    QString text = toPlain(stem).toLower();
    return text.replace(other, QStringLiteral(" ")).trimmed();
}

} // namespace

void lintQuestion(Reading& reading, const YamlMap& place, const Question& question) {
    for (const Option& option : question.options)
        if (question.kind != QuestionKind::Ordering && pointsAtOthers(option.text))
            place.problem("options",
                          QStringLiteral("\"%1\" speaks of other options, which stand in another order each "
                                         "time. Write what is meant.")
                              .arg(option.text));
    lintLength(place, question);
    const QString stem = bare(question.text);
    if (stem.isEmpty())
        return;
    const auto [before, fresh] = reading.stems.emplace(stem, question.id);
    if (!fresh)
        place.problem("text", QStringLiteral("%1 asks the same in the same words.").arg(before->second));
}

QString allTexts(const Question& question) {
    QStringList all{question.text, question.explanation, question.unit};
    for (const Option& option : question.options)
        all << option.text << option.why;
    for (const Pair& pair : question.pairs)
        all << pair.left << pair.right;
    all += question.accepted;
    if (question.kind == QuestionKind::Numeric)
        all << QString::number(question.number, 'g', 12) + u' ' + question.unit;
    return toPlain(all.join(QStringLiteral("\n\n")));
}

} // namespace understudy::course
