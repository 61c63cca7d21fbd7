#include "core/search/Item.h"

#include "core/course/Markdown.h"

#include <QCoreApplication>
#include <QSet>

#include <iterator>

namespace understudy::search {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Search)
};

QString whereIs(const course::Course& course, const course::Page& page) {
    const course::Module* module = course.module(page.module);
    return module ? Words::tr("Module %1, %2").arg(module->number).arg(page.title) : page.title;
}

/// The Markdown between two headings, from 0: what stands before the first belongs to the page itself.
QString section(const QStringList& lines, int from, int to) {
    return course::toPlain(QStringList(lines.mid(from, to - from)).join(u'\n'));
}

void addPage(std::vector<Item>& out, const course::Course& course, const course::Page& page,
             const QString& markdown) {
    const QStringList lines = markdown.split(u'\n');
    const auto headings = course::outlineOf(markdown).headings;
    const course::Module* module = course.module(page.module);
    const int first = headings.empty() ? static_cast<int>(lines.size()) : headings.front().line - 1;
    out.push_back({Kind::Page,
                   page.id,
                   {},
                   page.title,
                   module ? Words::tr("Module %1").arg(module->number) : QString(),
                   page.objectives.join(u'\n') + u'\n' + section(lines, 0, first)});
    for (std::size_t i = 0; i < headings.size(); ++i) {
        const int end = i + 1 < headings.size() ? headings[i + 1].line - 1 : static_cast<int>(lines.size());
        out.push_back({Kind::Page, page.id, headings[i].id, headings[i].text, whereIs(course, page),
                       section(lines, headings[i].line, end)});
    }
}

/// Each command line once, where it is first shown.
void addCommands(std::vector<Item>& out, QSet<QString>& seen, const QString& markdown, const QString& ref,
                 const QString& anchor, const QString& where) {
    for (const QString& block : course::shellBlocks(markdown))
        for (const QString& line : block.split(u'\n')) {
            const QString command = line.trimmed();
            if (command.size() < 3 || command.startsWith(u'#') || seen.contains(command))
                continue;
            seen.insert(command);
            out.push_back({Kind::Command, ref, anchor, command, where, {}});
        }
}

/// The page of the module that says the term first.
QString firstUse(const course::Module& module, const QStringList& texts, const QString& term) {
    for (std::size_t i = 0; i < module.pages.size(); ++i)
        if (texts[static_cast<qsizetype>(i)].contains(term, Qt::CaseInsensitive))
            return module.pages[i].id;
    return module.pages.empty() ? QString() : module.pages.front().id;
}

void addLab(std::vector<Item>& out, QSet<QString>& seen, const course::Lab& lab) {
    const QString name = Words::tr("Lab %1: %2").arg(lab.number, lab.title);
    out.push_back({Kind::Lab, lab.id, {}, name, Words::tr("%1 min").arg(lab.minutes), lab.goal});
    int number = 0;
    for (const course::LabStep& step : lab.steps) {
        out.push_back({Kind::Lab, lab.id, step.id, step.title,
                       Words::tr("Lab %1, step %2 of %3").arg(lab.number).arg(++number).arg(lab.steps.size()),
                       course::toPlain(step.markdown)});
        addCommands(out, seen, step.markdown, lab.id, step.id, name);
    }
}

} // namespace

Item itemOf(const course::Course& course, const course::Question& question) {
    QStringList texts{question.explanation};
    for (const course::Option& option : question.options)
        texts << option.text << option.why;
    for (const course::Pair& pair : question.pairs)
        texts << pair.left << pair.right;
    texts += question.accepted;
    const course::Page* page = course.page(question.page);
    return {Kind::Question,
            question.id,
            {},
            course::toPlain(question.text),
            page ? whereIs(course, *page) : QString(),
            course::toPlain(texts.join(QStringLiteral("\n\n")))};
}

void eachPart(const course::Course& course, const Texts& textOf, const std::set<QString>& answered,
              const std::function<bool(std::vector<Item> items)>& take) {
    QSet<QString> commands;
    for (const course::Module& module : course.modules) {
        const QString where = Words::tr("Module %1").arg(module.number);
        std::vector<Item> out;
        QStringList texts;
        for (const course::Page& page : module.pages) {
            texts << textOf(page);
            addPage(out, course, page, texts.back());
            addCommands(out, commands, texts.back(), page.id, {}, whereIs(course, page));
        }
        for (const course::GlossaryEntry& entry : module.glossary)
            out.push_back({Kind::Term,
                           firstUse(module, texts, entry.term),
                           {},
                           entry.term,
                           where,
                           course::toPlain(entry.text)});
        if (module.quiz)
            for (const course::Question& question : module.quiz->questions)
                if (answered.contains(question.id))
                    out.push_back(itemOf(course, question));
        if (!take(std::move(out)))
            return;
    }
    std::vector<Item> out;
    for (const course::Lab& lab : course.labs)
        addLab(out, commands, lab);
    take(std::move(out));
}

std::vector<Item> itemsOf(const course::Course& course, const std::set<QString>& answered,
                          const Texts& textOf) {
    std::vector<Item> out;
    eachPart(course, textOf, answered, [&out](std::vector<Item> items) {
        std::move(items.begin(), items.end(), std::back_inserter(out));
        return true;
    });
    return out;
}

QString ownText(const course::Page& page) { return page.markdown; }

} // namespace understudy::search
