#include "core/course/Readers.h"

namespace understudy::course {
namespace {

/// Cuts "---\nfront matter\n---\n" off a page. The number of lines before the Markdown comes with it.
struct Cut {
    QByteArray front;
    QString body;
    int lines = 0;
};

std::optional<Cut> cut(QByteArray text) {
    text.replace("\r\n", "\n");
    if (!text.startsWith("---\n"))
        return std::nullopt;
    const qsizetype end = text.indexOf("\n---\n", 3);
    if (end < 0)
        return std::nullopt;
    const QByteArray front = text.mid(4, qMax<qsizetype>(0, end - 3));
    return Cut{front, QString::fromUtf8(text.mid(end + 5)), static_cast<int>(text.left(end + 5).count('\n'))};
}

const QStringList& knownLanguages() {
    static const QStringList known{
        QStringLiteral("shell"),     QStringLiteral("output"), QStringLiteral("yaml"), QStringLiteral("sql"),
        QStringLiteral("json"),      QStringLiteral("promql"), QStringLiteral("text"), QStringLiteral("go"),
        QStringLiteral("python"),    QStringLiteral("http"),   QStringLiteral("diff"), QStringLiteral("ini"),
        QStringLiteral("dockerfile")};
    return known;
}

} // namespace

void checkText(Reading& reading, const QString& file, const Outline& outline, int shift) {
    auto note = [&](int line, int column, const QString& sentence) {
        reading.problems.add(file, line + shift, column, sentence);
    };
    for (const auto& heading : outline.headings) {
        if (heading.level == 1)
            note(heading.line, 1,
                 QStringLiteral("The title comes from the front matter. Start sections at ##."));
    }
    for (const auto& block : outline.blocks) {
        if (block.language.isEmpty())
            note(block.line, 1,
                 QStringLiteral("Name the block's language after the fence: %1.")
                     .arg(knownLanguages().join(QStringLiteral(", "))));
        else if (!knownLanguages().contains(block.language))
            note(block.line, 1,
                 QStringLiteral("The language \"%1\" is unknown. Known: %2.")
                     .arg(block.language, knownLanguages().join(QStringLiteral(", "))));
        else if (block.text.trimmed().isEmpty())
            note(block.line, 1, QStringLiteral("The block is empty."));
    }
    for (const auto& [line, column] : outline.rawHtml)
        note(line, column,
             QStringLiteral("HTML is not drawn. Write Markdown, or put the text in backquotes."));
    for (const int line : outline.unanswered)
        note(line, 1, QStringLiteral("After \"What would you do?\" comes a block quote with an answer."));
}

std::optional<QString> markdownIn(const QByteArray& file) {
    if (!file.isValidUtf8() || file.contains('\0'))
        return std::nullopt;
    auto parts = cut(file);
    return parts ? std::optional(std::move(parts->body)) : std::nullopt;
}

namespace {

/// As the signed list says, without opening its file.
std::optional<Page> listedPage(const Reading& reading, Page page, const YamlMap& namedBy) {
    const auto entry = reading.contents->find(page.id);
    if (entry == reading.contents->end() || !reading.files.has(page.file)) {
        namedBy.problem(QStringLiteral("The page \"%1\" is not in the pack's list.").arg(page.id));
        return std::nullopt;
    }
    page.title = entry->second.title;
    page.minutes = entry->second.minutes;
    page.objectives = entry->second.objectives;
    return page;
}

} // namespace

std::optional<Page> readPage(Reading& reading, const QString& module, const QString& name,
                             const YamlMap& namedBy) {
    Page page;
    page.id = module + u'/' + name;
    page.module = module;
    page.file = QStringLiteral("modules/%1/pages/%2.md").arg(module, name);
    if (reading.contents)
        return listedPage(reading, std::move(page), namedBy);
    const auto text = reading.bytes(page.file, &namedBy);
    if (!text)
        return std::nullopt;
    if (!text->isValidUtf8() || text->contains('\0')) {
        reading.problems.add(page.file, 1, 1,
                             QStringLiteral("The file is not UTF-8 text. Save it as UTF-8."));
        return std::nullopt;
    }
    const auto parts = cut(*text);
    if (!parts) {
        reading.problems.add(page.file, 1, 1,
                             QStringLiteral("A page starts with front matter between two lines \"---\"."));
        return std::nullopt;
    }
    auto front = YamlMap::parse(parts->front, page.file, reading.problems, 2);
    if (!front)
        return std::nullopt;
    page.title = front->text("title");
    page.minutes = front->whole("minutes", 1, 600);
    page.objectives = front->texts("objectives");
    front->done();
    page.markdown = parts->body;
    auto& entry = reading.pages[page.file];
    entry = {outlineOf(page.markdown), parts->lines};
    if (entry.outline.words == 0)
        reading.problems.add(page.file, parts->lines + 1, 1, QStringLiteral("The page has no text."));
    checkText(reading, page.file, entry.outline, parts->lines);
    return page;
}

Module readModule(Reading& reading, const QString& id) {
    Module module;
    module.id = id;
    auto map = reading.yaml(QStringLiteral("modules/%1/module.yaml").arg(id));
    if (!map)
        return module;
    module.title = map->text("title");
    module.number = map->whole("number", 1, 99);
    module.hours = map->number("hours");
    if (map->has("hours") && !(module.hours > 0 && module.hours <= 200))
        map->problem("hours", QStringLiteral("\"hours\" must be more than 0 and at most 200."));
    module.summary = map->text("summary");
    module.objectives = map->texts("objectives");
    QStringList seen;
    for (auto& [name, place] : map->textsWithPlaces("pages")) {
        checkId(name, place, seen);
        if (!isId(name))
            continue;
        if (auto page = readPage(reading, id, name, place))
            module.pages.push_back(*page);
    }
    if (!map->has("pages"))
        map->problem(QStringLiteral("The key \"pages\" is missing."));
    for (auto& [lab, place] : map->textsWithPlaces("labs")) {
        if (!reading.files.has(QStringLiteral("labs/%1/lab.yaml").arg(lab)))
            place.problem(QStringLiteral("There is no lab \"%1\": labs/%1/lab.yaml is missing.").arg(lab));
        module.labs.push_back(lab);
    }
    QStringList terms;
    for (auto& entry : map->mapsOr("glossary")) {
        GlossaryEntry made{entry.text("term"), entry.text("text")};
        entry.done();
        if (terms.contains(made.term.toLower()))
            entry.problem(QStringLiteral("The term \"%1\" is explained twice.").arg(made.term));
        terms << made.term.toLower();
        module.glossary.push_back(made);
    }
    map->done();
    if (reading.files.has(QStringLiteral("modules/%1/quiz.yaml").arg(id)))
        module.quiz = readQuiz(reading, id);
    return module;
}

} // namespace understudy::course
