#include "core/authoring/Gift.h"
#include "core/authoring/GiftText.h"

#include <QLocale>

#include <algorithm>

namespace understudy::authoring {
namespace {

using course::Question;
using course::QuestionKind;

QString tag(const char* key, QString value) {
    value.replace(QStringLiteral("\\"), QStringLiteral("\\\\"))
        .replace(QStringLiteral("]"), QStringLiteral("\\]"));
    return QStringLiteral(" [tag:%1=%2]").arg(QLatin1String(key), value.simplified());
}

/// What Moodle keeps of a question without showing it.
QString tagsOf(const Question& question, const QString& module) {
    const QString own = module + u'/';
    QString page = question.page.startsWith(own) ? question.page.mid(own.size()) : question.page;
    if (!question.anchor.isEmpty())
        page += u'#' + question.anchor;
    QString out = tag("difficulty", QString::number(question.difficulty));
    if (!page.isEmpty())
        out += tag("page", page);
    for (const QString& fact : question.facts)
        out += tag("fact", fact);
    if (!question.unit.isEmpty())
        out += tag("unit", question.unit);
    if (question.caseMatters)
        out += tag("case", QStringLiteral("matters"));
    return out;
}

/// An answer that starts like a weight or a format says its format first, so that it is taken as text.
QString answerText(const QString& whole) {
    const QString text = whole.trimmed();
    const bool ambiguous = text.startsWith(u'%') || text.startsWith(u'[');
    return (ambiguous ? QStringLiteral("[markdown]") : QString()) + escapedGift(text);
}

QString choice(const Question& question) {
    const auto right = std::count_if(question.options.begin(), question.options.end(),
                                     [](const auto& option) { return option.right; });
    const bool several = question.kind == QuestionKind::Multiple;
    QString out;
    for (const auto& option : question.options) {
        QString mark = option.right ? QStringLiteral("=") : QStringLiteral("~");
        if (several)
            mark = QStringLiteral("~%%1%").arg(
                option.right ? QString::number(100.0 / static_cast<double>(qMax<qsizetype>(1, right)), 'g', 7)
                             : QStringLiteral("-100"));
        out += u'\t' + mark + answerText(option.text) +
               (option.why.isEmpty() ? QString() : u'#' + answerText(option.why)) + u'\n';
    }
    return out;
}

QString words(const Question& question) {
    QString out;
    for (QString text : question.accepted) {
        text = text.trimmed();
        text.replace(QStringLiteral("*"), QStringLiteral("\\*")); // alone it stands for any text
        const QString format = text.startsWith(u'[') ? QStringLiteral("[plain]") : QString();
        out += QStringLiteral("\t=%100%") + format + escapedGift(text) + u'\n';
    }
    return out;
}

QString pairs(const Question& question) {
    QString out;
    for (const auto& pair : question.pairs)
        out += QStringLiteral("\t=%1 -> %2\n").arg(answerText(pair.left), answerText(pair.right));
    return out;
}

/// The answers between the braces; empty when GIFT has no way to say them.
QString answersOf(const Question& question, QString& why) {
    switch (question.kind) {
    case QuestionKind::Single:
    case QuestionKind::Multiple:
        return choice(question);
    case QuestionKind::TrueFalse:
        return question.truth ? QStringLiteral("\tTRUE\n") : QStringLiteral("\tFALSE\n");
    case QuestionKind::Numeric:
        return QStringLiteral("\t#%1:%2\n")
            .arg(QString::number(question.number, 'g', QLocale::FloatingPointShortest),
                 QString::number(question.tolerance, 'g', QLocale::FloatingPointShortest));
    case QuestionKind::FillIn:
        if (question.accepted.join(u' ').contains(QLatin1String("->"))) {
            why = QStringLiteral("GIFT takes an answer with \"->\" for a pair.");
            return {};
        }
        return words(question);
    case QuestionKind::Matching:
        if (std::any_of(question.pairs.begin(), question.pairs.end(),
                        [](const auto& pair) { return pair.left.contains(QLatin1String("->")); })) {
            why = QStringLiteral("GIFT has no way to write \"->\" inside a pair.");
            return {};
        }
        return pairs(question);
    case QuestionKind::Ordering:
        why = QStringLiteral("GIFT has no ordering.");
        return {};
    }
    return {};
}

QString categoryOf(const course::Quiz& quiz, const Question& question) {
    const auto part = [](QString text) {
        return text.simplified().replace(QStringLiteral("/"), QStringLiteral("//"));
    };
    return QStringLiteral("$CATEGORY: $course$/top/%1/%2\n\n").arg(part(quiz.title), part(question.topic));
}

} // namespace

QString giftOf(const course::Quiz& quiz, QStringList& lost) {
    QString out = QStringLiteral("// %1\n// Questions of Understudy as GIFT. Pages, facts, units and "
                                 "difficulty stand in tags.\n\n")
                      .arg(quiz.title.simplified());
    QString category;
    for (const Question& question : quiz.questions) {
        QString why;
        const QString answers = answersOf(question, why);
        const QString id = question.id.section(u'#', -1);
        if (answers.isEmpty()) {
            lost << QStringLiteral("%1 is left out: %2").arg(id, why);
            continue;
        }
        if (const QString of = categoryOf(quiz, question); of != category)
            out += category = of;
        out += QStringLiteral("// [id:%1]%2\n").arg(id, tagsOf(question, quiz.module));
        out += QStringLiteral("::%1::[markdown]%2 {\n%3").arg(id, escapedGift(question.text), answers);
        if (!question.explanation.isEmpty())
            out += QStringLiteral("\t####%1\n").arg(answerText(question.explanation));
        out += QStringLiteral("}\n\n");
    }
    return out;
}

} // namespace understudy::authoring
