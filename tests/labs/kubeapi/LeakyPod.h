#pragma once

#include "tests/fakes/LabServer.h"

#include <QTcpServer>

namespace understudy::kubeapi {

/// A pod of leaky-service in a lab of its own, and kubectl for whatever is done with it.
class LeakyPod {
protected:
    bool start() {
        m_lab = std::make_unique<fakes::LabServer>(
            "lab: test\nseed: 7\nfaults:\n"
            "  - {id: crash, at: -9h, do: crash_loop, on: staging/report-builder, exit: 2}\n"
            "  - {id: leak, at: -5h, do: mem_leak, on: production/leaky-service, rate: 100MB/h}\n");
        m_pod = podOf("leaky-service");
        return m_pod.startsWith(QStringLiteral("leaky-service-"));
    }
    struct Ran {
        QByteArray out, err;
        int status = -1;
    };
    Ran run(const QStringList& arguments, const QByteArray& input = {}) {
        QProcess process;
        m_lab->prepare(process, arguments);
        process.setWorkingDirectory(m_lab->folder());
        process.start();
        if (!input.isEmpty())
            process.write(input);
        process.closeWriteChannel();
        QElapsedTimer since;
        since.start();
        while (!process.waitForFinished(10) && process.state() != QProcess::NotRunning &&
               since.elapsed() < 60'000)
            m_lab->push(100'000);
        return {process.readAllStandardOutput(), process.readAllStandardError(), process.exitCode()};
    }
    Ran exec(const QStringList& command) {
        return run(QStringList{QStringLiteral("exec"), m_pod, QStringLiteral("--")} + command);
    }
    Ran sh(const QString& script) { return exec({QStringLiteral("sh"), QStringLiteral("-c"), script}); }
    QString podOf(const char* app, const char* ns = "production") {
        return QString::fromUtf8(
            run({QStringLiteral("get"), QStringLiteral("pods"), QStringLiteral("-n"), QLatin1String(ns),
                 QStringLiteral("-l"), QStringLiteral("app=") + QLatin1String(app), QStringLiteral("-o"),
                 QStringLiteral("jsonpath={.items[0].metadata.name}")})
                .out);
    }
    std::size_t openStreams() {
        m_lab->push(100'000);
        return m_lab->with([this](auto&) { return m_lab->kube().streams().open(); });
    }
    static quint16 freePort() {
        QTcpServer probe;
        return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : quint16(0);
    }

    std::unique_ptr<fakes::LabServer> m_lab;
    QString m_pod;
};

} // namespace understudy::kubeapi
