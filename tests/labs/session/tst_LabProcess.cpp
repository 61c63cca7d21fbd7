#include "core/metrics/PrometheusClient.h"
#include "labs/session/ControlClient.h"
#include "labs/session/LabProcess.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace understudy;
using namespace understudy::session;

namespace {

const QByteArray Good = R"({"version":1,"ssh":{"host":"127.0.0.1","port":41222,"user":"trainee",
 "hostKey":"ssh-ed25519 AAAA","fingerprint":"SHA256:x","identity":"/tmp/id"},
 "kubernetes":{"server":"https://127.0.0.1:41443","kubeconfig":"/tmp/kubeconfig","token":"t"},
 "prometheus":{"url":"http://127.0.0.1:41090"},"control":{"url":"http://127.0.0.1:41091","token":"secret"},
 "home":"/tmp/home","sandbox":{"on":false,"reason":"no user namespaces"},"pid":PID,"lab":"lab-1-1"})";

/// A stand-in for understudy-lab that does what @p body says; $HOME_DIR is its home.
QString script(const QTemporaryDir& dir, const QByteArray& body) {
    QFile file(dir.filePath(QStringLiteral("understudy-lab")));
    file.open(QIODevice::WriteOnly);
    file.write("#!/bin/bash\nHOME_DIR=\"$5\"\n" + body + "\n");
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner);
    return file.fileName();
}

QByteArray writing() {
    return "cat > \"$HOME_DIR/lab.tmp\" <<END\n" + QByteArray(Good).replace("PID", "$$") +
           "\nEND\nmv \"$HOME_DIR/lab.tmp\" \"$HOME_DIR/lab.json\"\n";
}

} // namespace

class tst_LabProcess final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGoodFileIsReadWhole() {
        const auto found = LabConnection::read(QByteArray(Good).replace("PID", "4711"));
        QVERIFY2(found.ok(), qPrintable(found.ok() ? QString() : found.error().detail));
        QCOMPARE(found->ssh.port, 41222);
        QCOMPARE(found->prometheus, QUrl(QStringLiteral("http://127.0.0.1:41090")));
        QCOMPARE(found->controlToken, "secret");
        QCOMPARE(found->pid, 4711);
        QVERIFY(!found->sandboxed);
    }

    void aTracingServerIsNamedOrThereIsNone() {
        QVERIFY(LabConnection::read(QByteArray(Good).replace("PID", "1"))->jaeger.isEmpty());
        const QByteArray more = R"("jaeger":{"url":"http://127.0.0.1:41686"},"home")";
        const auto found =
            LabConnection::read(QByteArray(Good).replace("PID", "1").replace("\"home\"", more));
        QVERIFY(found.ok());
        QCOMPARE(found->jaeger, QUrl(QStringLiteral("http://127.0.0.1:41686")));
        const QByteArray far = QByteArray(more).replace("127.0.0.1", "192.0.2.7");
        QVERIFY(!LabConnection::read(QByteArray(Good).replace("PID", "1").replace("\"home\"", far)).ok());
    }

    void aWrongFileIsRefusedWithTheMembersName_data() {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("named");
        QTest::newRow("port is text")
            << QByteArray("41222") << QByteArray("\"41222\"") << QStringLiteral("port");
        QTest::newRow("port too large")
            << QByteArray("41222") << QByteArray("70000") << QStringLiteral("port");
        QTest::newRow("port beyond any number")
            << QByteArray("41222") << QByteArray("2e37") << QStringLiteral("port");
        QTest::newRow("another machine") << QByteArray("http://127.0.0.1:41091")
                                         << QByteArray("http://10.0.0.1:41091") << QStringLiteral("url");
        QTest::newRow("ssh elsewhere")
            << QByteArray("\"127.0.0.1\"") << QByteArray("\"example.org\"") << QStringLiteral("host");
        QTest::newRow("no TLS") << QByteArray("https:") << QByteArray("http:") << QStringLiteral("server");
        QTest::newRow("no home") << QByteArray("\"home\"") << QByteArray("\"hom\"") << QStringLiteral("home");
        QTest::newRow("version zero")
            << QByteArray("\"version\":1") << QByteArray("\"version\":0") << QStringLiteral("version");
    }
    void aWrongFileIsRefusedWithTheMembersName() {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QFETCH(QString, named);
        const auto found = LabConnection::read(QByteArray(Good).replace("PID", "1").replace(from, to));
        QVERIFY(!found.ok());
        QVERIFY2(found.error().detail.contains(QLatin1Char('"') + named + QLatin1Char('"')),
                 qPrintable(found.error().detail));
    }

    void aNewerFileAsksForANewerProgram() {
        const auto found = LabConnection::read("{\"version\":2}");
        QVERIFY(!found.ok());
        QCOMPARE(found.error().code, Errc::Newer);
        QVERIFY(!LabConnection::read("half {").ok());
    }

    void theLabIsReadyWhenItSaysWhereItIs() {
        QTemporaryDir dir;
        LabProcess lab(script(dir, "sleep 0.1\n" + writing() + "trap 'exit 0' TERM\nsleep 100 & wait"),
                       dir.filePath(QStringLiteral("home")));
        QSignalSpy ready(&lab, &LabProcess::ready), stopped(&lab, &LabProcess::stopped);
        lab.start();
        QVERIFY(ready.wait(10000));
        QCOMPARE(lab.state(), LabProcess::State::Running);
        QCOMPARE(lab.connection()->lab, QStringLiteral("lab-1-1"));
        lab.stop();
        QVERIFY(stopped.wait(10000));
        QCOMPARE(lab.state(), LabProcess::State::Stopped);
        QVERIFY(!lab.connection());
    }

    void aFileOfAKilledLabIsNotBelieved() {
        QTemporaryDir dir;
        QDir(dir.path()).mkdir(QStringLiteral("home"));
        QFile stale(dir.filePath(QStringLiteral("home/lab.json")));
        QVERIFY(stale.open(QIODevice::WriteOnly));
        stale.write(QByteArray(Good).replace("PID", "1"));
        stale.close();
        LabProcess lab(script(dir, "sleep 100"), dir.filePath(QStringLiteral("home")));
        lab.setPatience(std::chrono::milliseconds(300));
        QSignalSpy failed(&lab, &LabProcess::failed);
        QSignalSpy ready(&lab, &LabProcess::ready);
        lab.start();
        QVERIFY(failed.wait(10000));
        QCOMPARE(ready.count(), 0);
        QCOMPARE(failed[0][0].value<Error>().code, Errc::TimedOut);
    }

    void eachWayToFailHasASentence_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Errc>("code");
        QTest::newRow("already running") << QByteArray("exit 3") << Errc::Busy;
        QTest::newRow("no place to write") << QByteArray("echo 'disk full' >&2; exit 4") << Errc::Io;
        QTest::newRow("crash") << QByteArray("kill -SEGV $$") << Errc::Unreachable;
    }
    void eachWayToFailHasASentence() {
        QFETCH(QByteArray, body);
        QFETCH(Errc, code);
        QTemporaryDir dir;
        LabProcess lab(script(dir, body), dir.filePath(QStringLiteral("home")));
        lab.setPatience(std::chrono::milliseconds(2000));
        QSignalSpy failed(&lab, &LabProcess::failed);
        lab.start();
        QVERIFY(failed.wait(10000));
        const auto error = failed[0][0].value<Error>();
        QCOMPARE(error.code, code);
        QVERIFY(error.sentence.contains(QLatin1String("kept")));
    }

    void aLabThatIsKilledIsNoticedAndCanBeStartedAgain() {
        QTemporaryDir dir;
        LabProcess lab(script(dir, writing() + "exec sleep 100"), dir.filePath(QStringLiteral("home")));
        QSignalSpy ready(&lab, &LabProcess::ready), failed(&lab, &LabProcess::failed);
        lab.start();
        QVERIFY(ready.wait(10000));
        ::kill(pid_t(lab.connection()->pid), SIGKILL);
        QVERIFY(failed.wait(10000));
        QCOMPARE(lab.state(), LabProcess::State::Stopped);
        lab.start();
        QVERIFY(ready.wait(10000));
    }

    void theRealLabStartsAnswersAndStops() {
        const QString program = qEnvironmentVariable("UNDERSTUDY_BIN") + QStringLiteral("/understudy-lab");
        if (!QFile::exists(program))
            QSKIP("understudy-lab is not built");
        QTemporaryDir dir;
        LabProcess lab(program, dir.filePath(QStringLiteral("home")));
        QSignalSpy ready(&lab, &LabProcess::ready), failed(&lab, &LabProcess::failed),
            stopped(&lab, &LabProcess::stopped);
        lab.start();
        QTRY_VERIFY2_WITH_TIMEOUT(ready.count() == 1 || failed.count() == 1, "neither ready nor failed",
                                  30000);
        QVERIFY2(failed.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][0].value<Error>().detail));

        ControlClient control(lab.connection()->control, lab.connection()->controlToken);
        metrics::PrometheusClient prometheus(lab.connection()->prometheus);
        std::optional<Result<QJsonObject>> status;
        std::optional<Result<std::vector<JournalEntry>>> journal;
        std::optional<Result<std::vector<metrics::Annotation>>> annotations;
        std::optional<Result<metrics::Answer>> answer;
        control.status(this, [&](const Result<QJsonObject>& seen) { status = seen; });
        control.journal(0, this, [&](const Result<std::vector<JournalEntry>>& seen) { journal = seen; });
        control.annotations(
            this, [&](const Result<std::vector<metrics::Annotation>>& seen) { annotations = seen; });
        prometheus.query(QStringLiteral("vector(7)"), this,
                         [&](const Result<metrics::Answer>& seen) { answer = seen; });
        QTRY_VERIFY_WITH_TIMEOUT(status && journal && annotations && answer, 20'000);
        QVERIFY2(status->ok(), status->ok() ? "" : qPrintable(status->error().detail));
        QVERIFY2(journal->ok(), journal->ok() ? "" : qPrintable(journal->error().detail));
        QVERIFY2(annotations->ok(), annotations->ok() ? "" : qPrintable(annotations->error().detail));
        QVERIFY2(answer->ok(), answer->ok() ? "" : qPrintable(answer->error().detail));
        QCOMPARE((*answer)->series.at(0).series.at(0).value, 7.0);
        ControlClient stranger(lab.connection()->control, "wrong");
        status.reset();
        stranger.status(this, [&](const Result<QJsonObject>& seen) { status = seen; });
        QTRY_VERIFY(status);
        QVERIFY(!status->ok());
        QCOMPARE(status->error().code, Errc::Refused);
        lab.stop();
        QVERIFY(stopped.wait(10000));
    }

    void aMissingProgramIsSaid() {
        QTemporaryDir dir;
        LabProcess lab(dir.filePath(QStringLiteral("nothing-here")), dir.filePath(QStringLiteral("home")));
        QSignalSpy failed(&lab, &LabProcess::failed);
        lab.start();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed[0][0].value<Error>().code, Errc::NotFound);
    }
};

QTEST_GUILESS_MAIN(tst_LabProcess)
#include "tst_LabProcess.moc"
