#include "core/authoring/Gift.h"

#include "core/authoring/YamlText.h"
#include "core/course/Loader.h"
#include "core/course/Markdown.h"
#include "core/course/Readers.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <cmath>

namespace understudy::authoring {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(understudy::authoring)
};

constexpr double shareToPass = 0.8, minutesEach = 1.5;

/// The page that stands for those the questions had none of: one section a topic.
course::Page topicsPage(const QString& module, const course::Quiz& quiz) {
    QStringList topics;
    course::Page page;
    page.id = module + QStringLiteral("/topics");
    page.module = module;
    page.title = Words::tr("What is asked");
    page.minutes = 1;
    page.objectives = {Words::tr("Know what the questions of this module are about")};
    page.markdown =
        Words::tr("The questions of this module are about the topics below. Write here what a trainee "
                  "needs to answer them, or name the pages that say it.") +
        u'\n';
    for (const auto& question : quiz.questions) {
        if (topics.contains(question.topic))
            continue;
        topics << question.topic;
        page.markdown += QStringLiteral("\n## %1\n\n%2\n").arg(question.topic, Words::tr("To be written."));
    }
    return page;
}

/// Heading of a topic on the page of topics.
QString anchorOf(const course::Page& page, const QString& topic) {
    for (const auto& heading : course::outlineOf(page.markdown).headings) {
        if (heading.text == course::toPlain(topic))
            return heading.id;
    }
    return {};
}

course::Quiz quizOf(std::vector<course::Question> questions, const QString& module, const QString& title) {
    course::Quiz quiz{module + QStringLiteral("/quiz"), module, title, 0, 0, std::move(questions), 0};
    constexpr std::size_t inOneGo = 20; // as many as people answer with care
    if (quiz.questions.size() > inOneGo)
        quiz.draw = static_cast<int>(inOneGo);
    quiz.pass = std::max(1, static_cast<int>(std::ceil(shareToPass * quiz.asked())));
    quiz.minutes = std::max(1, static_cast<int>(std::ceil(minutesEach * quiz.asked())));
    return quiz;
}

/// A module of its own: the page of topics and the quiz.
void addModule(Draft& draft, course::Quiz quiz, int number) {
    course::Module module;
    module.id = quiz.module;
    module.number = number;
    module.title = quiz.title;
    module.hours = std::max(0.1, std::ceil(quiz.minutes / 6.0) / 10);
    module.summary = Words::tr("Questions on %1.").arg(quiz.title);
    module.objectives = {Words::tr("Answer the questions of this module")};
    module.pages = {topicsPage(module.id, quiz)};
    for (auto& question : quiz.questions) {
        question.page = module.pages.front().id;
        question.anchor = anchorOf(module.pages.front(), question.topic);
        question.facts.clear(); // tables of another pack
    }
    const QString folder = QStringLiteral("modules/%1/").arg(module.id);
    draft.add(folder + QStringLiteral("module.yaml"), moduleYaml(module));
    draft.add(folder + QStringLiteral("pages/topics.md"), pageText(module.pages.front()));
    draft.add(folder + QStringLiteral("quiz.yaml"), quizYaml(quiz));
}

/// Pages and facts that the questions name and the pack has stay named; the rest goes to the first page.
void tieTo(const course::Course& course, const course::Module& module, course::Quiz& quiz, Draft& draft,
           const QString& file) {
    int untied = 0;
    for (auto& question : quiz.questions) {
        if (!question.page.contains(u'/'))
            question.page = module.id + u'/' + question.page;
        if (!course.page(question.page)) {
            question.page = module.pages.front().id;
            question.anchor.clear();
            ++untied;
        }
        question.facts.removeIf([&](const QString& id) { return !course.fact(id); });
    }
    if (untied > 0)
        draft.left.add(
            file, 0, 0,
            QStringLiteral(
                "%1 questions named no page of the pack and now name %2. Name the page that explains each.")
                .arg(untied)
                .arg(module.pages.front().id));
}

} // namespace

Result<Draft> draftOfGift(const QByteArray& bytes, const QString& file, const QString& module,
                          const QString& pack) {
    GiftQuiz read = readGift(bytes, file);
    Draft draft;
    draft.left = std::move(read.left);
    if (read.questions.empty())
        return Error{Errc::BadInput,
                     Words::tr("%1 has no question that can be carried over (%2 were found).")
                         .arg(file)
                         .arg(read.found),
                     draft.left.empty() ? QString() : draft.left.list().front().text()};
    QString title = QFileInfo(file).completeBaseName().simplified();
    title = title.isEmpty() ? Words::tr("Questions") : title.left(1).toUpper() + title.mid(1);
    const QString id =
        module.isEmpty() ? QStringLiteral("01-") + idOf(title, QStringLiteral("questions")) : module;
    course::Quiz quiz = quizOf(std::move(read.questions), id, title);
    if (!QFileInfo::exists(QDir(pack).filePath(QStringLiteral("pack.yaml")))) {
        addModule(draft, quiz, 1);
        draft.add(QStringLiteral("pack.yaml"),
                  packYaml(idOf(title, QStringLiteral("questions")), title, {id}));
        return draft;
    }
    const auto source = course::SourceFolder::open(pack);
    if (!source.ok())
        return source.error();
    const course::Course course = course::load(*source).course;
    const course::Module* there = course.module(id);
    if (there && !there->pages.empty()) {
        tieTo(course, *there, quiz, draft, file);
        draft.add(QStringLiteral("modules/%1/quiz.yaml").arg(id), quizYaml(quiz));
        return draft;
    }
    addModule(draft, quiz, std::min(99, static_cast<int>(course.modules.size()) + 1));
    draft.next << Words::tr("Add %1 to \"modules\" in pack.yaml.").arg(id);
    return draft;
}

} // namespace understudy::authoring
