#include "app/lab/Verify.h"

#include "app/lab/Scenery.h"
#include "app/lab/Serve.h"
#include "app/threads/Workers.h"
#include "core/course/Loader.h"
#include "labs/verify/Verification.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>

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

void printTable(const std::vector<verify::VerifiedRun>& runs) {
    std::map<QString, std::array<int, 2>> labs; // as expected, all
    for (const auto& run : runs) {
        labs[run.lab][0] += run.asExpected ? 1 : 0;
        ++labs[run.lab][1];
    }
    std::printf("\n%-16s %s\n", "LAB", "RUNS AS EXPECTED");
    for (const auto& [lab, counts] : labs)
        std::printf("%-16s %d of %d%s\n", qPrintable(lab), counts[0], counts[1],
                    counts[0] == counts[1] ? "" : "  FAIL");
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
    OwnLab own;
    if (!own.start()) {
        complain(*own.link.trouble());
        return Failed;
    }
    const SystemClock clock;
    IdMaker ids{clock, systemRandomness()};
    verify::Verification verification(own.link, clock, ids);
    verification.performedAgain = [&own](qint64 until) { return own.hash(until); };
    std::vector<verify::VerifiedRun> runs;
    for (const auto& lab : loaded.course.labs) {
        const QString scenario = scenarioOf(pack, lab);
        if (scenario.isEmpty() || (!options.arguments.isEmpty() && !options.arguments.contains(lab.id)))
            continue;
        const quint64 first = options.seed.value_or(1);
        for (const quint64 seed : {first, first + 1})
            for (auto& run : verification.verify(lab, scenario, seed)) {
                printRun(run);
                runs.push_back(std::move(run));
            }
    }
    printTable(runs);
    const bool all = !runs.empty() &&
                     std::all_of(runs.begin(), runs.end(), [](const auto& run) { return run.asExpected; });
    return all ? Done : Failed;
}

} // namespace understudy::lab
