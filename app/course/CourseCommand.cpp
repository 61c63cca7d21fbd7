#include "app/course/CourseCommand.h"

#include "app/course/CourseParts.h"
#include "core/course/Stats.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>

#include <cstdio>

namespace understudy::app {
namespace {

constexpr auto usage = R"(Usage: understudy course COMMAND

  new DIR                      make a small course to begin with
  serve DIR [--labs DIR]       see a folder in the window while it is written; every save is shown
  check DIR [--labs DIR]       read a pack strictly; print FILE:LINE:COLUMN: what to mend
  stats DIR [--json]           count modules, pages, words, labs, questions
  keygen [--out DIR] [-W]      make a signing key: understudy.key (secret) and understudy.pub
                               (-W: without a password, for machines that build packs)
  sign DIR --key FILE          write DIR/pack.json and DIR/pack.json.minisig
  verify DIR --pub FILE|KEY    check signature, version and every file
  build SRC OUT --labs DIR --key FILE [--dot PATH]
                               gather pages and labs, draw the diagrams, sign
  pack SRC OUT.understudy-pack --key FILE [--labs DIR]
                               the same as one file, to give to trainees; without --key of a folder that
                               is signed already
  install FILE [--profile DIR] verify such a file and have it used from the next start on
  import mkdocs|gift|killercoda SRC OUT [--module ID]
                               a folder of Markdown, Moodle questions, scenarios: into a new folder, or
                               beside what is in a pack; prints what could not be carried over
  export gift DIR/modules/ID/quiz.yaml OUT
                               a quiz for Moodle

The course pack format is told in resources/course/README.md.
)";

struct Command {
    const char* name;
    int words;
    int (*run)(const CourseArguments&);
};
constexpr Command commands[] = {
    {"new", 1, newCourse},       {"serve", 1, serveCourse}, {"import", 3, importCourse},
    {"export", 3, exportCourse}, {"check", 1, checkCourse}, {"stats", 1, countCourse},
    {"keygen", 0, makeKeys},     {"sign", 1, signCourse},   {"verify", 1, verifyCourse},
    {"build", 2, buildCourse},   {"pack", 2, packCourse},   {"install", 1, installCourse}};

bool parse(const QStringList& args, CourseArguments& into) {
    for (qsizetype i = 0; i < args.size(); ++i) {
        const QString& arg = args[i];
        QString* value = arg == QLatin1String("--labs")      ? &into.labs
                         : arg == QLatin1String("--key")     ? &into.key
                         : arg == QLatin1String("--pub")     ? &into.pub
                         : arg == QLatin1String("--profile") ? &into.profile
                         : arg == QLatin1String("--out")     ? &into.out
                         : arg == QLatin1String("--dot")     ? &into.dot
                         : arg == QLatin1String("--module")  ? &into.module
                                                             : nullptr;
        if (value) {
            if (++i == args.size()) {
                complain(QStringLiteral("%1 needs a value.").arg(arg));
                return false;
            }
            *value = args[i];
        } else if (arg == QLatin1String("--json") || arg == QLatin1String("-W")) {
            into.flags << arg;
        } else if (arg.startsWith(u'-')) {
            complain(QStringLiteral("The option %1 is unknown.").arg(arg));
            return false;
        } else {
            into.words << arg;
        }
    }
    return true;
}

int noteProblems(const course::Loaded& loaded, const QString& folder) {
    for (const auto& problem : loaded.problems)
        complain(QDir(folder).filePath(problem.text()));
    complain(QStringLiteral("%1 problems.").arg(loaded.problems.size()));
    return 1;
}

} // namespace

void print(const QString& line) { std::fputs((line + u'\n').toUtf8().constData(), stdout); }

void complain(const QString& line) { std::fputs((line + u'\n').toUtf8().constData(), stderr); }

int failed(const Error& error) {
    complain(error.sentence);
    if (!error.detail.isEmpty())
        complain(QStringLiteral("  ") + error.detail);
    return 1;
}

Result<course::SourceFolder> openSource(const QString& folder, const QString& labs) {
    QString from = labs;
    const QDir catalog(QDir(folder).filePath(QStringLiteral("../../../labs/catalog")));
    if (from.isEmpty() && !QFileInfo::exists(QDir(folder).filePath(QStringLiteral("labs"))) &&
        catalog.exists())
        from = catalog.path();
    return course::SourceFolder::open(folder, from);
}

int checkCourse(const CourseArguments& arguments) {
    const auto files = openSource(arguments.words.front(), arguments.labs);
    if (!files.ok())
        return failed(files.error());
    auto whole = readWhole(*files);
    if (!whole.ok())
        return failed(whole.error());
    course::Loaded& loaded = *whole;
    for (const QString& name : files->refused())
        loaded.problems.push_back(
            {name, 0, 0,
             QStringLiteral("A pack holds no links and no hidden or oddly named files. Remove it.")});
    if (!loaded.problems.empty())
        return noteProblems(loaded, arguments.words.front());
    print(QStringLiteral("%1 %2: %3 files, no problems.")
              .arg(loaded.course.id, loaded.course.version)
              .arg(files->names().size()));
    return 0;
}

int countCourse(const CourseArguments& arguments) {
    const auto files = openSource(arguments.words.front(), arguments.labs);
    if (!files.ok())
        return failed(files.error());
    const auto loaded = course::load(*files);
    if (!loaded.problems.empty())
        return noteProblems(loaded, arguments.words.front());
    const QJsonObject counted = course::stats(*files, loaded.course);
    if (arguments.flags.contains(QLatin1String("--json"))) {
        std::fputs(QJsonDocument(counted).toJson().constData(), stdout);
        return 0;
    }
    for (auto it = counted.begin(); it != counted.end(); ++it) {
        if (it->isDouble())
            print(it.key().leftJustified(12) + QString::number(it->toInt()));
    }
    return 0;
}

int runCourseCommand(const QStringList& args) {
    if (args.isEmpty() || args.front() == QLatin1String("--help") || args.front() == QLatin1String("-h")) {
        std::fputs(usage, args.isEmpty() ? stderr : stdout);
        return args.isEmpty() ? 2 : 0;
    }
    if (args.front() == QLatin1String("--version")) {
        print(QStringLiteral("understudy " UNDERSTUDY_VERSION));
        return 0;
    }
    for (const Command& command : commands) {
        if (args.front() != QLatin1String(command.name))
            continue;
        CourseArguments arguments;
        if (!parse(args.mid(1), arguments) || arguments.words.size() != command.words) {
            std::fputs(usage, stderr);
            return 2;
        }
        return command.run(arguments);
    }
    complain(QStringLiteral("\"%1\" is not a course command.").arg(args.front()));
    std::fputs(usage, stderr);
    return 2;
}

} // namespace understudy::app
