// Where a lab host has no Go, `go tool pprof -top` says the same.
#include "labs/pprof/GoProgram.h"
#include "tests/fakes/LabServer.h"

#include <QStandardPaths>

using namespace understudy;

namespace {

QByteArray heap() {
    pprof::Vitals vitals;
    vitals.app = "leaky-service";
    vitals.binary = "/app/leaky-service";
    vitals.unixNanos = 1'763'370'000'000'000'000;
    vitals.uptimeNanos = 4LL * 3600 * 1'000'000'000;
    vitals.openConnections = 21'000;
    vitals.baseBytes = 180 * 1048576.0;
    vitals.requests = 900'000;
    vitals.rps = 60;
    vitals.cores = 0.4;
    vitals.leaky = true;
    return QByteArray::fromStdString(pprof::gzipped(pprof::GoProgram(vitals).profile("heap")));
}

} // namespace

class TestGoStandIn : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        // Everything it needs, and no Go.
        for (const char* tool : {"bash", "cat", "cp", "curl", "env", "jq", "mktemp", "rm"}) {
            const QString found = QStandardPaths::findExecutable(QLatin1String(tool));
            if (found.isEmpty())
                QSKIP(tool);
            QVERIFY(QFile::link(found, m_folder.filePath(QLatin1String(tool))));
        }
        QFile token(m_folder.filePath(QStringLiteral("token")));
        QVERIFY(token.open(QIODevice::WriteOnly) && token.write("control") > 0);
        QFile profile(m_folder.filePath(QStringLiteral("heap.prof")));
        QVERIFY(profile.open(QIODevice::WriteOnly) && profile.write(heap()) > 0);
    }
    void theTableOfAFileIsThatOfGo() {
        fakes::LabServer lab;
        for (const QStringList& flags :
             {QStringList{}, {QStringLiteral("-cum")}, {QStringLiteral("-sample_index=alloc_space")}}) {
            const auto said = run(
                lab, QStringList{QStringLiteral("tool"), QStringLiteral("pprof"), QStringLiteral("-top")} +
                         flags + QStringList{QStringLiteral("heap.prof")});
            QCOMPARE(said.status, 0);
            QVERIFY2(said.out.contains(QStringLiteral("      flat  flat%   sum%        cum   cum%\n")),
                     qPrintable(said.out + said.err));
            const QString go = QStandardPaths::findExecutable(QStringLiteral("go"));
            if (go.isEmpty())
                continue;
            QProcess real;
            real.setWorkingDirectory(m_folder.path());
            real.start(go,
                       QStringList{QStringLiteral("tool"), QStringLiteral("pprof"), QStringLiteral("-top")} +
                           flags + QStringList{QStringLiteral("heap.prof")});
            QVERIFY(real.waitForFinished(60'000));
            QCOMPARE(said.out, QString::fromUtf8(real.readAllStandardOutput()));
        }
    }
    void whatItCannotDoIsSaid() {
        fakes::LabServer lab;
        const auto words = [&](const char* line) {
            return run(lab, QProcess::splitCommand(QString::fromLatin1(line)));
        };
        QVERIFY(words("build ./...").err.contains(QStringLiteral("has no Go")));
        QVERIFY(words("tool pprof -web heap.prof").status != 0);
        QVERIFY(words("tool pprof -top nothing.prof").err.contains(QStringLiteral("no such file")));
        QVERIFY(words("tool pprof -top token").err.contains(QStringLiteral("unrecognized profile format")));
        const auto wrong = words("tool pprof -top -sample_index=cpu heap.prof");
        QVERIFY2(wrong.status != 0 && wrong.err.contains(QStringLiteral("sample_index")),
                 qPrintable(wrong.err));
        QVERIFY(words("version").out.startsWith(QStringLiteral("go version")));
    }

private:
    struct Said {
        int status;
        QString out, err;
    };
    Said run(const fakes::LabServer& lab, const QStringList& words) {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("PATH"), m_folder.path());
        environment.insert(QStringLiteral("LAB"), QStringLiteral("http://127.0.0.1:%1").arg(lab.port(2)));
        environment.insert(QStringLiteral("LAB_TOKEN_FILE"), m_folder.filePath(QStringLiteral("token")));
        QProcess process;
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder.path());
        process.start(m_folder.filePath(QStringLiteral("bash")),
                      QStringList{qEnvironmentVariable("UNDERSTUDY_SOURCE") +
                                  QStringLiteral("/labs/host/files/bin/go")} +
                          words);
        process.waitForFinished(60'000);
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestGoStandIn)
#include "tst_GoStandIn.moc"
