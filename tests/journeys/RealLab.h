#pragma once

#include "core/course/Loader.h"
#include "labs/session/LabLink.h"
#include "tests/fakes/RealThreads.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <optional>

namespace understudy::journeys {

/// The pack as it was built, read from its folder.
inline course::Loaded builtPack() {
    const QString folder = qEnvironmentVariable("UNDERSTUDY_SHARE") + QStringLiteral("/course/dwcp-v3");
    const auto files = course::SourceFolder::open(folder);
    return files.ok() ? course::load(*files) : course::Loaded{};
}

inline QString scenarioOf(const course::Lab& lab) {
    QFile file(qEnvironmentVariable("UNDERSTUDY_SHARE") + QStringLiteral("/course/dwcp-v3/") + lab.folder +
               QStringLiteral("/scenario.yaml"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The program understudy-lab, started and logged in to as the window does it.
struct RealLab {
    QTemporaryDir dir;
    fakes::RealThreads threads;
    session::LabProcess process{qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab"),
                                dir.filePath(QStringLiteral("lab"))};
    session::LabLink link{process, threads, [](std::function<void()> work) {
                              QMetaObject::invokeMethod(QCoreApplication::instance(), std::move(work),
                                                        Qt::QueuedConnection);
                          }};

    bool start() {
        link.start();
        return QTest::qWaitFor([this] { return link.state() == session::LabLink::State::Connected; }, 20'000);
    }

    Result<session::ExecResult> run(const QString& command) {
        std::optional<Result<session::ExecResult>> seen;
        link.reach().exec(command, [&seen](const Result<session::ExecResult>& result) { seen = result; });
        // exec() has a limit of its own, so it answers.
        while (!seen)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return *seen;
    }

    std::optional<double> ask(const QString& query) {
        std::optional<Result<metrics::Answer>> seen;
        link.prometheus()->query(query, &asker,
                                 [&seen](const Result<metrics::Answer>& answer) { seen = answer; });
        while (!seen)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (!seen->ok() || (*seen)->series.empty() || (*seen)->series.front().series.empty())
            return {};
        return (*seen)->series.front().series.samples().back().value;
    }

    /// A fresh world; what went wrong, or nothing.
    QString world(const QString& lab, const QString& scenario) {
        std::optional<Result<QJsonObject>> seen;
        link.control()->start(lab, scenario, &asker,
                              [&seen](const Result<QJsonObject>& begun) { seen = begun; });
        while (!seen)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        return seen->ok() ? QString() : seen->error().sentence + QLatin1Char(' ') + seen->error().detail;
    }

    QObject asker;
};

} // namespace understudy::journeys
