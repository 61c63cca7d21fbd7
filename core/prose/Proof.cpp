#include "core/prose/Proof.h"

#include "core/course/Markdown.h"
#include "core/prose/ReadingEase.h"

#include <QRegularExpression>
#include <QSet>

namespace understudy::prose {
namespace {

using course::Problem;

struct Proofs {
    const Spelling& spelling;
    std::vector<Problem> problems;
    QSet<QString> told; ///< an unknown word is told once a file

    void spell(const QString& file, int line, const QString& text, const QString& where = {}) {
        for (const Word& word : wordsOf(text)) {
            const QString key = file + u'\n' + word.text;
            if (spelling.knows(word.text) || told.contains(key))
                continue;
            told.insert(key);
            const QStringList meant = spelling.meant(word.text);
            problems.push_back(
                {file, line > 0 ? line + word.line : 0, line > 0 ? 1 : 0,
                 QStringLiteral("%1\"%2\" is not in the dictionary%3. Mend it, or add it to words.txt.")
                     .arg(where, word.text,
                          meant.isEmpty() ? QString()
                                          : QStringLiteral(" (%1?)").arg(meant.join(QStringLiteral(", "))))});
        }
    }
};

/// Lines of front matter before the Markdown of a page.
int linesBefore(const course::Files& files, const course::Page& page) {
    const auto whole = files.read(page.file);
    return whole.ok() ? static_cast<int>(whole->count('\n') - page.markdown.count(u'\n')) : 0;
}

void proofPage(Proofs& proofs, const course::Files& files, const course::Page& page) {
    const int shift = linesBefore(files, page);
    const auto passages = passagesOf(page.markdown);
    for (const Passage& passage : passages)
        proofs.spell(page.file, passage.line + shift, passage.text);
    proofs.spell(page.file, 1, page.title);
    for (const QString& objective : page.objectives)
        proofs.spell(page.file, 1, objective);
    const Measure size = measure(passages);
    const double ease = size.ease();
    if (size.words >= fewestWords && (ease < hardest || ease > easiest))
        proofs.problems.push_back(
            {page.file, 1, 1,
             QStringLiteral("Reading ease is %1; pages here are from %2 to %3. Long sentences and long words "
                            "make a page hard.")
                 .arg(qRound(ease))
                 .arg(hardest)
                 .arg(easiest)});
}

void proofQuiz(Proofs& proofs, const course::Quiz& quiz) {
    const QString file = QStringLiteral("modules/%1/quiz.yaml").arg(quiz.module);
    for (const course::Question& question : quiz.questions) {
        QStringList all{question.text, question.explanation};
        for (const course::Option& option : question.options)
            all << option.text << option.why;
        for (const course::Pair& pair : question.pairs)
            all << pair.left << pair.right;
        QString running;
        for (const QString& text : all)
            for (const Passage& passage : passagesOf(text))
                running += passage.text + u'\n';
        proofs.spell(file, 0, running, question.id.section(u'#', 1) + QStringLiteral(": "));
    }
}

/// Where a term stands in a page as a whole word; 0 when nowhere.
int lineOf(const QString& term, const std::vector<Passage>& passages) {
    const QRegularExpression whole(
        QStringLiteral("(?<![\\p{L}\\p{N}])%1(?![\\p{L}\\p{N}])").arg(QRegularExpression::escape(term)),
        QRegularExpression::CaseInsensitiveOption);
    for (const Passage& passage : passages)
        if (const auto match = whole.match(passage.text); match.hasMatch())
            return passage.line +
                   static_cast<int>(QStringView(passage.text).left(match.capturedStart()).count(u'\n'));
    return 0;
}

/// A term explained in a later module than the one that uses it first.
void proofTerms(Proofs& proofs, const course::Files& files, const course::Course& course) {
    QSet<QString> explained;
    for (const course::Module& module : course.modules)
        for (const course::GlossaryEntry& entry : module.glossary) {
            if (explained.contains(entry.term.toLower()))
                continue;
            explained.insert(entry.term.toLower());
            for (const course::Module& earlier : course.modules) {
                if (earlier.id == module.id)
                    break;
                for (const course::Page& page : earlier.pages)
                    if (const int line = lineOf(entry.term, passagesOf(page.markdown)))
                        proofs.problems.push_back(
                            {page.file, line + linesBefore(files, page), 1,
                             QStringLiteral("\"%1\" is used here and explained only in %2. Move it to the "
                                            "glossary of %3.")
                                 .arg(entry.term, module.id, earlier.id)});
            }
        }
}

} // namespace

std::vector<course::Problem> proof(const course::Files& files, const course::Course& course,
                                   const Spelling& spelling) {
    Proofs proofs{spelling, {}, {}};
    for (const course::Module& module : course.modules) {
        for (const course::Page& page : module.pages)
            proofPage(proofs, files, page);
        if (module.quiz)
            proofQuiz(proofs, *module.quiz);
        for (const course::GlossaryEntry& entry : module.glossary)
            proofs.spell(QStringLiteral("modules/%1/module.yaml").arg(module.id), 0, entry.text,
                         entry.term + QStringLiteral(": "));
    }
    for (const course::Lab& lab : course.labs)
        for (const course::LabStep& step : lab.steps)
            for (const Passage& passage : passagesOf(step.markdown))
                proofs.spell(QStringLiteral("labs/%1/guide.md").arg(lab.id), 0, passage.text,
                             step.id + QStringLiteral(": "));
    proofTerms(proofs, files, course);
    return proofs.problems;
}

} // namespace understudy::prose
