#include "app/lab/Verify.h"

#include "app/lab/Scenery.h"
#include "app/lab/Serve.h"
#include "app/threads/Workers.h"
#include "core/course/Loader.h"
#include "labs/verify/Verification.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

#include <array>
#include <cstdio>
#include <map>

namespace understudy::lab {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("lab", text); }

/// A lab of this very program, logged in to as the window does it.
struct OwnLab {
    QTemporaryDir folder;
    app::Workers threads;
    session::LabProcess process{QCoreApplication::applicationFilePath(),
                                folder.filePath(QStringLiteral("lab"))};
    session::LabLink link{process, threads, [](std::function<void()> work) {
                              QMetaObject::invokeMethod(QCoreApplication::instance(), std::move(work),
                                                        Qt::QueuedConnection);
                          }};

    QString hash(qint64 until) const {
        QProcess again;
        again.start(QCoreApplication::applicationFilePath(),
                    {QStringLiteral("hash"), QStringLiteral("--journal"),
                     folder.filePath(QStringLiteral("lab/journal.jsonl")), QStringLiteral("--until"),
                     QString::number(until) + QStringLiteral("us")});
        again.waitForFinished(60'000);
        return QString::fromLatin1(again.readAllStandardOutput()).section(u' ', 0, 0);
    }
    bool start() {
        process.setArguments({QStringLiteral("--hurry")});
        link.start();
        while (link.state() != session::LabLink::State::Connected && !link.trouble())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return link.state() == session::LabLink::State::Connected;
    }
};

QString scenarioOf(const QString& pack, const course::Lab& lab) {
    QFile file(pack + u'/' + lab.folder + QStringLiteral("/scenario.yaml"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void printRun(const verify::VerifiedRun& run) {
    std::printf("%-4s %-10s seed %-6llu %-28s %d of %d green, %lld ms%s%s\n", run.asExpected ? "ok" : "FAIL",
                qPrintable(run.lab), static_cast<unsigned long long>(run.seed), qPrintable(run.what),
                run.green, run.checks, static_cast<long long>(run.milliseconds),
                run.reason.isEmpty() ? "" : ": ", qPrintable(run.reason));
    std::fflush(stdout);
}

/// How many runs of each lab came as expected, of how many.
using Counts = std::map<QString, std::array<int, 2>>;

void printTable(const Counts& labs) {
    std::printf("\n%-16s %s\n", "LAB", "RUNS AS EXPECTED");
    for (const auto& [lab, counts] : labs)
        std::printf("%-16s %d of %d%s\n", qPrintable(lab), counts[0], counts[1],
                    counts[0] == counts[1] ? "" : "  FAIL");
}

/// Each lab by a process of its own, some at the same time; what they print is told in the order of the labs.
bool verifyApart(const QStringList& labs, const Options& options, int atOnce) {
    std::vector<std::unique_ptr<QProcess>> processes;
    const auto begin = [&] {
        QStringList words{QStringLiteral("verify"), labs[qsizetype(processes.size())],
                          QStringLiteral("--jobs"), QStringLiteral("1")};
        if (!options.catalog.isEmpty())
            words << QStringLiteral("--catalog") << options.catalog;
        if (options.seed)
            words << QStringLiteral("--seed") << QString::number(*options.seed);
        processes.push_back(std::make_unique<QProcess>());
        processes.back()->setProcessChannelMode(QProcess::MergedChannels);
        processes.back()->start(QCoreApplication::applicationFilePath(), words);
    };
    const auto running = [&] {
        return std::count_if(processes.begin(), processes.end(),
                             [](const auto& each) { return each->state() != QProcess::NotRunning; });
    };
    Counts counts;
    bool all = true;
    for (qsizetype told = 0; told < labs.size();) {
        while (qsizetype(processes.size()) < labs.size() && running() < atOnce)
            begin();
        QProcess& next = *processes[std::size_t(told)];
        if (next.state() != QProcess::NotRunning) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            continue;
        }
        auto& count = counts[labs[told++]];
        all = all && next.exitStatus() == QProcess::NormalExit && next.exitCode() == Done;
        for (const QByteArray& line : next.readAll().split('\n')) {
            if (line.isEmpty() || line.startsWith("LAB "))
                break; // its own table
            std::printf("%s\n", line.constData());
            count[0] += line.startsWith("ok ") ? 1 : 0;
            count[1] += line.startsWith("ok ") || line.startsWith("FAIL ") ? 1 : 0;
        }
        std::fflush(stdout);
        all = all && count[1] > 0;
    }
    printTable(counts);
    return all;
}

/// One lab after the other, in a lab host of our own.
bool verifyHere(const std::vector<const course::Lab*>& labs, const QString& pack, const Options& options) {
    OwnLab own;
    if (!own.start()) {
        complain(*own.link.trouble());
        return false;
    }
    const SystemClock clock;
    IdMaker ids{clock, systemRandomness()};
    verify::Verification verification(own.link, clock, ids);
    verification.performedAgain = [&own](qint64 until) { return own.hash(until); };
    Counts counts;
    bool all = !labs.empty();
    for (const auto* lab : labs) {
        const quint64 first = options.seed.value_or(1);
        for (const quint64 seed : {first, first + 1})
            for (const auto& run : verification.verify(*lab, scenarioOf(pack, *lab), seed)) {
                printRun(run);
                counts[run.lab][0] += run.asExpected ? 1 : 0;
                ++counts[run.lab][1];
                all = all && run.asExpected;
            }
    }
    printTable(counts);
    return all;
}

} // namespace

int verifyLabs(const Options& options) {
    const QString pack = options.catalog.isEmpty() ? shareFolder() + QStringLiteral("/course/dwcp-v3")
                                                   : QDir(options.catalog).absolutePath();
    const auto files = course::SourceFolder::open(pack);
    if (!files.ok()) {
        complain(files.error());
        return WrongUse;
    }
    const course::Loaded loaded = course::load(*files);
    QStringList missing = options.arguments;
    for (const auto& lab : loaded.course.labs)
        missing.removeAll(lab.id);
    if (!missing.isEmpty()) {
        complain({Errc::NotFound, tr("The pack %1 has no lab %2.").arg(pack, missing.first()), {}});
        return WrongUse;
    }
    std::vector<const course::Lab*> labs;
    QStringList names;
    for (const auto& lab : loaded.course.labs)
        if (!scenarioOf(pack, lab).isEmpty() &&
            (options.arguments.isEmpty() || options.arguments.contains(lab.id))) {
            labs.push_back(&lab);
            names << lab.id;
        }
    const int atOnce = options.jobs > 0 ? options.jobs : QThread::idealThreadCount();
    if (names.size() > 1 && atOnce > 1)
        return verifyApart(names, options, atOnce) ? Done : Failed;
    return verifyHere(labs, pack, options) ? Done : Failed;
}

} // namespace understudy::lab
