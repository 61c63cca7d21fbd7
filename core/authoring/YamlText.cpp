#include "core/authoring/YamlText.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace understudy::authoring {
namespace {

using course::Question;
using course::QuestionKind;

bool isPlain(const QString& text) {
    static const QRegularExpression shape(QStringLiteral("^[A-Za-z][A-Za-z0-9_/-]*( [A-Za-z0-9_/-]+)*$"));
    static const QRegularExpression special(QStringLiteral("^(true|false|yes|no|on|off|null|y|n)$"),
                                            QRegularExpression::CaseInsensitiveOption);
    return text.size() <= 200 && shape.match(text).hasMatch() && !special.match(text).hasMatch();
}

QString escaped(QChar c) {
    switch (c.unicode()) {
    case u'"':
        return QStringLiteral("\\\"");
    case u'\\':
        return QStringLiteral("\\\\");
    case u'\n':
        return QStringLiteral("\\n");
    case u'\t':
        return QStringLiteral("\\t");
    default:
        break;
    }
    const bool strange = c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() <= 0xa0) ||
                         c.unicode() == 0x2028 || c.unicode() == 0x2029 || c.unicode() == 0xfeff;
    return strange ? QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0')) : QString(c);
}

QString kindName(QuestionKind kind) {
    static constexpr const char* names[] = {"single",   "multiple", "true-false", "numeric",
                                            "ordering", "matching", "fill-in"};
    return QLatin1String(names[static_cast<int>(kind)]);
}

QString number(double value) { return QString::number(value, 'g', QLocale::FloatingPointShortest); }

QString line(const char* key, const QString& value, int indent = 4) {
    return QString(indent, u' ') + QLatin1String(key) + QStringLiteral(": ") + value + u'\n';
}

QString optionLine(const course::Option& option) {
    QString out = QStringLiteral("      - {text: ") + yamlText(option.text);
    if (option.right)
        out += QStringLiteral(", right: true");
    if (!option.why.isEmpty())
        out += QStringLiteral(", why: ") + yamlText(option.why);
    return out + QStringLiteral("}\n");
}

QString choice(const Question& question) {
    QString out = QStringLiteral("    options:\n");
    for (const auto& option : question.options)
        out += optionLine(option);
    return out;
}

QString pairs(const Question& question) {
    QString out = QStringLiteral("    pairs:\n");
    for (const auto& pair : question.pairs)
        out +=
            QStringLiteral("      - {left: %1, right: %2}\n").arg(yamlText(pair.left), yamlText(pair.right));
    return out;
}

QString answerKey(const Question& question) {
    switch (question.kind) {
    case QuestionKind::Single:
    case QuestionKind::Multiple:
        return choice(question);
    case QuestionKind::TrueFalse:
        return line("truth", question.truth ? QStringLiteral("true") : QStringLiteral("false"));
    case QuestionKind::Numeric:
        return line("number", number(question.number)) + line("tolerance", number(question.tolerance)) +
               (question.unit.isEmpty() ? QString() : line("unit", yamlText(question.unit)));
    case QuestionKind::Ordering: {
        QStringList items;
        for (const auto& option : question.options)
            items << option.text;
        return line("items", yamlList(items));
    }
    case QuestionKind::Matching:
        return pairs(question);
    case QuestionKind::FillIn:
        return line("accept", yamlList(question.accepted)) +
               line("case", question.caseMatters ? QStringLiteral("true") : QStringLiteral("false"));
    }
    return {};
}

QString questionYaml(const Question& question, const QString& module) {
    const QString own = module + u'/';
    QString page = question.page.startsWith(own) ? question.page.mid(own.size()) : question.page;
    if (!question.anchor.isEmpty())
        page += u'#' + question.anchor;
    QString out = QStringLiteral("  - id: ") + question.id.section(u'#', -1) + u'\n';
    out += line("kind", kindName(question.kind)) + line("topic", yamlText(question.topic)) +
           line("difficulty", QString::number(question.difficulty));
    if (!question.facts.isEmpty())
        out += line("facts", yamlList(question.facts));
    return out + line("page", yamlText(page)) + line("text", yamlText(question.text)) + answerKey(question) +
           line("explanation", yamlText(question.explanation));
}

QString items(const char* key, const QStringList& texts, int indent) {
    QString out = QString(indent, u' ') + QLatin1String(key) + QStringLiteral(":\n");
    for (const QString& text : texts)
        out += QString(indent + 2, u' ') + QStringLiteral("- ") + yamlText(text) + u'\n';
    return out;
}

} // namespace

QString yamlText(const QString& text) {
    if (isPlain(text))
        return text;
    QString out(u'"');
    for (const QChar c : text)
        out += escaped(c);
    return out + u'"';
}

QString yamlList(const QStringList& texts) {
    QStringList out;
    std::transform(texts.begin(), texts.end(), std::back_inserter(out), yamlText);
    return u'[' + out.join(QStringLiteral(", ")) + u']';
}

QString quizYaml(const course::Quiz& quiz) {
    QString out = line("title", yamlText(quiz.title), 0);
    if (quiz.draw > 0)
        out += line("draw", QString::number(quiz.draw), 0);
    out += line("pass", QString::number(quiz.pass), 0) + line("minutes", QString::number(quiz.minutes), 0) +
           QStringLiteral("questions:\n");
    for (const Question& question : quiz.questions)
        out += questionYaml(question, quiz.module);
    return out;
}

QString moduleYaml(const course::Module& module) {
    QStringList pages;
    for (const auto& page : module.pages)
        pages << page.id.section(u'/', -1);
    QString out = line("title", yamlText(module.title), 0) +
                  line("number", QString::number(module.number), 0) + line("hours", number(module.hours), 0) +
                  line("summary", yamlText(module.summary), 0) + items("objectives", module.objectives, 0) +
                  line("pages", yamlList(pages), 0);
    if (module.glossary.empty())
        return out;
    out += QStringLiteral("glossary:\n");
    for (const auto& entry : module.glossary)
        out += QStringLiteral("  - {term: %1, text: %2}\n").arg(yamlText(entry.term), yamlText(entry.text));
    return out;
}

QString pageText(const course::Page& page) {
    return QStringLiteral("---\n") + line("title", yamlText(page.title), 0) +
           line("minutes", QString::number(page.minutes), 0) + items("objectives", page.objectives, 0) +
           QStringLiteral("---\n") + page.markdown + (page.markdown.endsWith(u'\n') ? "" : "\n");
}

QString packYaml(const QString& id, const QString& title, const QStringList& modules, const QStringList& labs,
                 const QStringList& tracks) {
    QString out =
        line("id", id, 0) + line("title", yamlText(title), 0) + line("version", QStringLiteral("1.0.0"), 0) +
        line("serial", QStringLiteral("1"), 0) + line("publisher", QStringLiteral("Your team"), 0) +
        line("minimum-app", QStringLiteral(UNDERSTUDY_VERSION), 0) + line("modules", yamlList(modules), 0);
    if (!tracks.isEmpty())
        out += line("tracks", yamlList(tracks), 0);
    return labs.isEmpty() ? out : out + line("labs", yamlList(labs), 0);
}

} // namespace understudy::authoring
