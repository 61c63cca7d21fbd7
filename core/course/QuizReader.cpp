#include "core/course/Readers.h"

namespace understudy::course {
namespace {

constexpr int mostOptions = 5;

std::optional<QuestionKind> kindNamed(const QString& name) {
    static const std::map<QString, QuestionKind> kinds{
        {QStringLiteral("single"), QuestionKind::Single},
        {QStringLiteral("multiple"), QuestionKind::Multiple},
        {QStringLiteral("true-false"), QuestionKind::TrueFalse},
        {QStringLiteral("numeric"), QuestionKind::Numeric},
        {QStringLiteral("ordering"), QuestionKind::Ordering},
        {QStringLiteral("matching"), QuestionKind::Matching},
        {QStringLiteral("fill-in"), QuestionKind::FillIn}};
    const auto it = kinds.find(name);
    return it == kinds.end() ? std::nullopt : std::optional(it->second);
}

QString letter(std::size_t index) { return QString(QChar(static_cast<char16_t>(u'a' + index))); }

void noteTwins(const YamlMap& place, const QStringList& texts, const char* key) {
    QStringList seen;
    for (const auto& text : texts) {
        if (seen.contains(text.toLower()))
            place.problem(key, QStringLiteral("\"%1\" stands here twice.").arg(text));
        seen << text.toLower();
    }
}

void readChoice(YamlMap& map, Question& question) {
    QStringList texts;
    int right = 0;
    for (auto& one : map.maps("options")) {
        Option option{letter(question.options.size()), one.text("text"), one.truthOr("right", false),
                      one.textOr("why", {})};
        one.done();
        if (!option.right && option.why.isEmpty())
            one.problem(QStringLiteral("A wrong option says \"why\": the mistake that leads to it."));
        right += option.right ? 1 : 0;
        texts << option.text;
        question.options.push_back(option);
    }
    const auto count = static_cast<int>(question.options.size());
    if (count == 1 || count > mostOptions)
        map.problem("options",
                    QStringLiteral("A question has two to five options; this one has %1.").arg(count));
    noteTwins(map, texts, "options");
    if (right == 0)
        map.problem("options",
                    QStringLiteral("No option is right. Mark the right one with \"right: true\"."));
    else if (question.kind == QuestionKind::Single && right > 1)
        map.problem(
            "options",
            QStringLiteral("%1 options are right. Keep one, or make the question \"multiple\".").arg(right));
    else if (question.kind == QuestionKind::Multiple && right < 2)
        map.problem(
            "options",
            QStringLiteral(
                "A \"multiple\" question has at least two right options. With one it is \"single\"."));
    else if (question.kind == QuestionKind::Multiple && right == count)
        map.problem(
            "options",
            QStringLiteral("All options are right, so there is nothing to tell apart. Add a wrong one."));
}

void readNumber(YamlMap& map, Question& question) {
    question.number = map.number("number");
    question.tolerance = map.numberOr("tolerance", 0);
    if (question.tolerance < 0)
        map.problem("tolerance", QStringLiteral("\"tolerance\" must be 0 or more."));
    question.unit = map.textOr("unit", {});
}

void readOrder(YamlMap& map, Question& question) {
    const auto items = map.texts("items");
    for (const auto& item : items)
        question.options.push_back({letter(question.options.size()), item, false, {}});
    if (!items.isEmpty() && (items.size() < 3 || items.size() > 8))
        map.problem(
            "items",
            QStringLiteral("An ordering has three to eight items; this one has %1.").arg(items.size()));
    noteTwins(map, items, "items");
}

void readPairs(YamlMap& map, Question& question) {
    QStringList left, right;
    for (auto& one : map.maps("pairs")) {
        question.pairs.push_back({one.text("left"), one.text("right")});
        one.done();
        left << question.pairs.back().left;
        right << question.pairs.back().right;
    }
    if (!question.pairs.empty() && (question.pairs.size() < 2 || question.pairs.size() > 8))
        map.problem(
            "pairs",
            QStringLiteral("A matching has two to eight pairs; this one has %1.").arg(question.pairs.size()));
    noteTwins(map, left, "pairs");
    noteTwins(map, right, "pairs");
}

void readKind(YamlMap& map, Question& question) {
    switch (question.kind) {
    case QuestionKind::Single:
    case QuestionKind::Multiple:
        readChoice(map, question);
        break;
    case QuestionKind::TrueFalse:
        question.truth = map.truth("truth");
        break;
    case QuestionKind::Numeric:
        readNumber(map, question);
        break;
    case QuestionKind::Ordering:
        readOrder(map, question);
        break;
    case QuestionKind::Matching:
        readPairs(map, question);
        break;
    case QuestionKind::FillIn:
        question.accepted = map.texts("accept");
        question.caseMatters = map.truthOr("case", false);
        break;
    }
}

void readFactsOf(Reading& reading, YamlMap& map, Question& question) {
    question.facts = map.textsOr("facts");
    const QString text = allTexts(question);
    for (const QString& id : question.facts)
        reading.factUses.push_back({map.file(), map.line(), map.column(), id, text});
}

} // namespace

Question readQuestion(Reading& reading, YamlMap& map, const QString& module) {
    Question question;
    const QString id = map.text("id");
    question.id = module + QStringLiteral("/quiz#") + id;
    const QString name = map.text("kind");
    const auto kind = kindNamed(name);
    question.topic = map.text("topic");
    question.difficulty = map.whole("difficulty", 1, 3);
    question.text = map.text("text");
    question.explanation = map.text("explanation");
    const QString page = map.text("page");
    const QString of = page.section(u'#', 0, 0);
    question.page = of.contains(u'/') || of.isEmpty() ? of : module + u'/' + of;
    question.anchor = page.section(u'#', 1);
    if (!page.isEmpty())
        reading.references.push_back({map.file(), map.line(), map.column(), question.page, question.anchor});
    if (kind) {
        question.kind = *kind;
        readKind(map, question);
        readFactsOf(reading, map, question);
        map.done();
        lintQuestion(reading, map, question);
    } else if (!name.isEmpty()) {
        map.problem("kind", QStringLiteral("The kind \"%1\" is unknown. Known: single, multiple, true-false, "
                                           "numeric, ordering, matching, fill-in.")
                                .arg(name));
    }
    return question;
}

Quiz readQuiz(Reading& reading, const QString& module) {
    Quiz quiz;
    quiz.id = module + QStringLiteral("/quiz");
    quiz.module = module;
    auto map = reading.yaml(QStringLiteral("modules/%1/quiz.yaml").arg(module));
    if (!map)
        return quiz;
    quiz.title = map->text("title");
    quiz.minutes = map->whole("minutes", 1, 600);
    QStringList seen;
    for (auto& one : map->maps("questions")) {
        quiz.questions.push_back(readQuestion(reading, one, module));
        checkId(quiz.questions.back().id.section(u'#', 1), one, seen);
    }
    quiz.draw = map->wholeOr("draw", 1, 1000, 0);
    if (quiz.draw > static_cast<int>(quiz.questions.size()))
        map->problem("draw", QStringLiteral("%1 questions are drawn, but there are only %2.")
                                 .arg(quiz.draw)
                                 .arg(quiz.questions.size()));
    quiz.pass = map->whole("pass", 1, 1000);
    if (quiz.pass > quiz.asked())
        map->problem("pass", QStringLiteral("%1 right answers are needed, but %2 questions are asked.")
                                 .arg(quiz.pass)
                                 .arg(quiz.asked()));
    map->done();
    return quiz;
}

} // namespace understudy::course
