#include "app/course/CourseParts.h"
#include "core/authoring/Gift.h"
#include "core/authoring/Killercoda.h"
#include "core/authoring/MkDocs.h"
#include "core/authoring/Starter.h"
#include "core/course/Readers.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace understudy::app {
namespace {

/// Prints what did not come along, and what is to be done by hand.
int told(const authoring::Draft& draft, const QString& folder) {
    for (const auto& problem : draft.left.list())
        complain(problem.text());
    print(QStringLiteral("%1 files written to %2; %3 remarks.")
              .arg(draft.files.size())
              .arg(folder)
              .arg(draft.left.list().size()));
    for (const QString& sentence : draft.next)
        print(sentence);
    print(QStringLiteral("Then: understudy course check %1").arg(folder));
    return 0;
}

/// The folder that an import adds to: empty, new, or a pack.
Result<authoring::Beside> besideIn(const QString& folder) {
    if (!QFileInfo::exists(QDir(folder).filePath(QStringLiteral("pack.yaml")))) {
        const auto empty = authoring::needEmpty(folder);
        return empty.ok() ? Result<authoring::Beside>(authoring::Beside{}) : empty.error();
    }
    const auto files = course::SourceFolder::open(folder);
    if (!files.ok())
        return files.error();
    return authoring::Beside{true, static_cast<int>(course::load(*files).course.modules.size())};
}

/// Links and odd names of a source that are not looked at; hidden ones go without saying.
void noteRefused(const course::SourceFolder& source, authoring::Draft& draft) {
    for (const QString& name : source.refused()) {
        if (!name.startsWith(u'.') && !name.contains(QLatin1String("/.")))
            draft.left.add(name, 0, 0, QStringLiteral("Left out: a link, or a name that no pack can hold."));
    }
}

Result<authoring::Draft> imported(const CourseArguments& arguments, const authoring::Beside& beside) {
    const QString &kind = arguments.words[0], &from = arguments.words[1], &to = arguments.words[2];
    if (kind == QLatin1String("gift")) {
        const auto bytes = course::readPlainFile(from, course::Files::largestFile);
        return bytes.ok() ? authoring::draftOfGift(*bytes, from, arguments.module, to) : bytes.error();
    }
    const auto source = course::SourceFolder::open(from);
    if (!source.ok())
        return source.error();
    const QString name = QFileInfo(QDir(from).absolutePath()).fileName();
    auto draft = kind == QLatin1String("mkdocs")
                     ? authoring::draftOfMkDocs(*source, name, arguments.module, beside)
                     : authoring::draftOfKillercoda(*source, name, arguments.module, beside);
    if (draft.ok())
        noteRefused(*source, *draft);
    return draft;
}

} // namespace

int newCourse(const CourseArguments& arguments) {
    const QString& folder = arguments.words.front();
    if (const auto empty = authoring::needEmpty(folder); !empty.ok())
        return failed(empty.error());
    const auto draft = authoring::starterPack(QFileInfo(QDir(folder).absolutePath()).fileName());
    if (const auto done = authoring::write(draft, folder); !done.ok())
        return failed(done.error());
    print(
        QStringLiteral("%1 holds a small course of one page and two questions. README.md in it says what to "
                       "do next.")
            .arg(folder));
    return 0;
}

int importCourse(const CourseArguments& arguments) {
    static const QStringList kinds{QStringLiteral("mkdocs"), QStringLiteral("gift"),
                                   QStringLiteral("killercoda")};
    if (!kinds.contains(arguments.words[0]))
        return failed({Errc::BadInput,
                       QStringLiteral("\"%1\" cannot be imported. Known: %2.")
                           .arg(arguments.words[0], kinds.join(QStringLiteral(", "))),
                       {}});
    if (!arguments.module.isEmpty() && !course::isId(arguments.module))
        return failed(
            {Errc::BadInput,
             QStringLiteral("\"%1\" is not an id. Use lower-case letters, digits and single hyphens.")
                 .arg(arguments.module),
             {}});
    const auto beside = besideIn(arguments.words[2]);
    if (!beside.ok())
        return failed(beside.error());
    const auto draft = imported(arguments, *beside);
    if (!draft.ok())
        return failed(draft.error());
    if (const auto done = authoring::write(*draft, arguments.words[2]); !done.ok())
        return failed(done.error());
    return told(*draft, arguments.words[2]);
}

int exportCourse(const CourseArguments& arguments) {
    const QString &kind = arguments.words[0], &to = arguments.words[2];
    const QFileInfo quizFile(arguments.words[1]);
    if (kind != QLatin1String("gift") || quizFile.fileName() != QLatin1String("quiz.yaml"))
        return failed({Errc::BadInput,
                       QStringLiteral("Name the quiz of a pack: export gift PACK/modules/ID/quiz.yaml OUT."),
                       {}});
    if (QFileInfo::exists(to))
        return failed({Errc::Refused, QStringLiteral("%1 is there already. Name another file.").arg(to), {}});
    const QDir module(quizFile.absolutePath());
    const auto files = openSource(module.absoluteFilePath(QStringLiteral("../..")), arguments.labs);
    if (!files.ok())
        return failed(files.error());
    const auto loaded = course::load(*files);
    const auto* quiz = loaded.course.quiz(module.dirName() + QStringLiteral("/quiz"));
    if (!loaded.problems.empty() || !quiz) {
        for (const auto& problem : loaded.problems)
            complain(problem.text());
        return failed({Errc::BadInput,
                       QStringLiteral("%1 is not part of a pack that checks clean.").arg(quizFile.filePath()),
                       {}});
    }
    QStringList lost;
    const QByteArray text = authoring::giftOf(*quiz, lost).toUtf8();
    QSaveFile out(to);
    if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size() || !out.commit())
        return failed({Errc::Io,
                       QStringLiteral("%1 cannot be written. Check the folder and its free space.").arg(to),
                       out.errorString()});
    for (const QString& sentence : lost)
        complain(sentence);
    print(QStringLiteral("%1 questions written to %2; %3 left out.")
              .arg(quiz->questions.size() - static_cast<std::size_t>(lost.size()))
              .arg(to)
              .arg(lost.size()));
    return 0;
}

int serveCourse(const CourseArguments&) {
    return failed({Errc::Unsupported,
                   QStringLiteral("The preview needs the window: run `understudy course serve DIR`."),
                   {}});
}

} // namespace understudy::app
