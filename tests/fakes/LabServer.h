#pragma once

#include "tests/fakes/LabFaces.h"

#include <QProcess>

namespace understudy::fakes {

/// A small production on real ports, and stock kubectl to reach it by.
class LabServer final : public LabFaces {
public:
    using LabFaces::LabFaces;

    static QString kubectlProgram() {
        const QString program =
            qEnvironmentVariable("UNDERSTUDY_SOURCE") + QStringLiteral("/build/tools/bin/kubectl");
        return QFile::exists(program) ? program : QString();
    }
    void prepare(QProcess& process, const QStringList& arguments) const {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("KUBECONFIG"), folder() + QStringLiteral("/kubeconfig"));
        environment.insert(QStringLiteral("HOME"), folder());
        process.setProcessEnvironment(environment);
        process.setProgram(kubectlProgram());
        process.setArguments(arguments);
    }
    /// Runs kubectl to its end; what it printed on both streams. The exit status goes to @p status.
    QString kubectl(const QString& line, int* status = nullptr) {
        QProcess process;
        prepare(process, QProcess::splitCommand(line));
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start();
        // The lab's time goes on while kubectl waits for something.
        while (!process.waitForFinished(20) && process.state() != QProcess::NotRunning)
            push(200'000);
        if (status)
            *status = process.exitCode();
        return QString::fromUtf8(process.readAll());
    }
    struct Ran {
        QString out, err;
        int status = -1;
    };
    /// Whether the lab's time moves while kubectl runs: never, or once it waits for something.
    enum class Flow { Still, Waiting };
    /// Runs kubectl in folder(). @p editor is what `kubectl edit` starts.
    Ran run(const QStringList& words, Flow flow, const QString& editor = {}) {
        QProcess process;
        prepare(process, words);
        auto environment = process.processEnvironment();
        environment.insert(QStringLiteral("KUBE_EDITOR"), editor);
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(folder());
        process.start();
        QElapsedTimer since;
        since.start();
        while (!process.waitForFinished(20) && process.state() != QProcess::NotRunning) {
            if (flow == Flow::Waiting && (watched() || since.elapsed() > 1500))
                push(200'000);
            if (since.elapsed() > 60'000)
                process.kill();
        }
        return {QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError()), process.exitCode()};
    }

private:
    bool watched() {
        return with([this](auto&) { return kube().watchers() > 0; });
    }
};

} // namespace understudy::fakes
