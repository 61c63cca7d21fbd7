#include "tests/labs/kubeapi/LeakyPod.h"
#include "tests/labs/kubeapi/OnTerminal.h"

#include <QCryptographicHash>
#include <QStandardPaths>
#include <QTcpSocket>

#include <csignal>

using namespace understudy;
using kubeapi::OnTerminal;

namespace {

QByteArray someBytes(int size) {
    QByteArray bytes(size, '\0');
    quint32 state = 12345;
    for (char& byte : bytes) {
        state = state * 1664525 + 1013904223;
        byte = static_cast<char>(state >> 24);
    }
    return bytes;
}

QByteArray sumOf(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

} // namespace

/// What goes on inside pods, said by stock kubectl.
class TestKubectlStreams : public QObject, private kubeapi::LeakyPod {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (fakes::LabServer::kubectlProgram().isEmpty())
            QSKIP("build/tools/bin/kubectl is missing; packaging/kubectl.sh fetches it");
        QVERIFY(start());
    }
    void cleanupTestCase() { m_lab.reset(); }
    void cleanup() {
        if (m_lab)
            QTRY_COMPARE_WITH_TIMEOUT(openStreams(), std::size_t(0), 15'000);
    }

    void aCommandPrintsOnItsTwoOutputs() {
        const Ran ran = sh(QStringLiteral("echo out; echo err >&2"));
        QCOMPARE(ran.out, QByteArray("out\n"));
        QCOMPARE(ran.err, QByteArray("err\n"));
        QCOMPARE(ran.status, 0);
    }
    void theExitStatusComesBack_data() {
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("status");
        QTest::newRow("0") << "true" << 0;
        QTest::newRow("1") << "false" << 1;
        QTest::newRow("7") << "exit 7" << 7;
        QTest::newRow("126") << "/etc/hostname" << 126;
        QTest::newRow("127") << "nothing-of-that-name" << 127;
        QTest::newRow("137") << "kill -9 $$" << 137;
    }
    void theExitStatusComesBack() {
        QFETCH(QString, script);
        QFETCH(int, status);
        const Ran ran = sh(script);
        QCOMPARE(ran.status, status);
        QCOMPARE(ran.err.contains("command terminated with exit code " + QByteArray::number(status)),
                 status != 0);
    }
    void whatIsNoProgramIsRefusedByTheRuntime() {
        const Ran ran = exec({QStringLiteral("no-such-program")});
        QCOMPARE(ran.status, 126);
        QVERIFY2(ran.err.contains("exec: \"no-such-program\": executable file not found in $PATH"),
                 ran.err.constData());
    }
    void wrongPodsAndContainersAreNamed() {
        Ran ran = run(
            {QStringLiteral("exec"), QStringLiteral("nobody"), QStringLiteral("--"), QStringLiteral("ls")});
        QVERIFY2(ran.err.contains("pods \"nobody\" not found"), ran.err.constData());
        QCOMPARE(ran.status, 1);
        ran = run({QStringLiteral("exec"), m_pod, QStringLiteral("-c"), QStringLiteral("sidecar"),
                   QStringLiteral("--"), QStringLiteral("ls")});
        QVERIFY2(ran.err.contains("container sidecar is not valid for pod " + m_pod.toUtf8()),
                 ran.err.constData());
        const QString job = QString::fromUtf8(
            run({QStringLiteral("get"), QStringLiteral("pods"), QStringLiteral("--field-selector"),
                 QStringLiteral("status.phase=Succeeded"), QStringLiteral("-o"),
                 QStringLiteral("jsonpath={.items[0].metadata.name}")})
                .out);
        QVERIFY(!job.isEmpty());
        ran = run({QStringLiteral("exec"), job, QStringLiteral("--"), QStringLiteral("ls")});
        QVERIFY2(ran.err.contains("cannot exec into a container in a completed pod"), ran.err.constData());
        const QString down = podOf("report-builder", "staging");
        ran = run({QStringLiteral("exec"), QStringLiteral("-n"), QStringLiteral("staging"), down,
                   QStringLiteral("--"), QStringLiteral("ls")});
        QVERIFY2(ran.err.contains("container not found"), ran.err.constData());
        QCOMPARE(ran.status, 1);
    }
    void inputIsReadToItsEnd() {
        const Ran ran = run({QStringLiteral("exec"), QStringLiteral("-i"), m_pod, QStringLiteral("--"),
                             QStringLiteral("wc"), QStringLiteral("-c")},
                            QByteArray(300'000, 'x'));
        QCOMPARE(ran.out, QByteArray("300000\n"));
        const Ran script = run(
            {QStringLiteral("exec"), QStringLiteral("-i"), m_pod, QStringLiteral("--"), QStringLiteral("sh")},
            "X=5\nfor i in a b; do echo $i$X; done\nexit 3\n");
        QCOMPARE(script.out, QByteArray("a5\nb5\n"));
        QCOMPARE(script.status, 3);
    }
    void theSeedsHeapDumpIsAProfile() {
        const Ran ran =
            exec({QStringLiteral("curl"), QStringLiteral("http://localhost:6060/debug/pprof/heap")});
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.out.startsWith("\x1f\x8b"));
        QVERIFY2(ran.err.contains("% Total"), ran.err.constData()); // the meter goes to the other output
        if (QStandardPaths::findExecutable(QStringLiteral("go")).isEmpty())
            return;
        QFile file(m_lab->folder() + QStringLiteral("/heap.prof"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(ran.out) == ran.out.size());
        file.close();
        QProcess go;
        go.start(QStringLiteral("go"),
                 {QStringLiteral("tool"), QStringLiteral("pprof"), QStringLiteral("-top"), file.fileName()});
        QVERIFY(go.waitForFinished(60'000));
        QVERIFY(go.readAllStandardOutput().contains("bufio.NewReaderSize"));
    }
    void filesGoUpAndComeBackWhole() {
        const QByteArray bytes = someBytes(10 * 1024 * 1024);
        QFile file(m_lab->folder() + QStringLiteral("/up"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        Ran ran = run({QStringLiteral("cp"), QStringLiteral("up"), m_pod + QStringLiteral(":/tmp/there")});
        QVERIFY2(ran.status == 0, ran.err.constData());
        QCOMPARE(exec({QStringLiteral("sha256sum"), QStringLiteral("/tmp/there")}).out.left(64),
                 sumOf(bytes));
        ran = run({QStringLiteral("cp"), m_pod + QStringLiteral(":/tmp/there"), QStringLiteral("back")});
        QVERIFY2(ran.status == 0, ran.err.constData());
        QFile back(m_lab->folder() + QStringLiteral("/back"));
        QVERIFY(back.open(QIODevice::ReadOnly));
        QCOMPARE(sumOf(back.readAll()), sumOf(bytes));
        exec({QStringLiteral("rm"), QStringLiteral("/tmp/there")});
    }
    void aFolderComesBackWithItsFiles() {
        const Ran ran =
            run({QStringLiteral("cp"), m_pod + QStringLiteral(":/src/leaky"), QStringLiteral("leaky")});
        QVERIFY2(ran.status == 0, ran.err.constData());
        QFile pool(m_lab->folder() + QStringLiteral("/leaky/pool.go"));
        QVERIFY(pool.open(QIODevice::ReadOnly));
        QVERIFY(pool.readAll().split('\n').value(41).contains("bufio.NewReaderSize"));
    }
    void aShellOnATerminalEchoesEditsAndEnds() {
        OnTerminal terminal(*m_lab);
        QVERIFY(terminal.start({QStringLiteral("exec"), QStringLiteral("-it"), m_pod, QStringLiteral("--"),
                                QStringLiteral("sh")}));
        QVERIFY(terminal.shows("/app # "));
        terminal.type("echo hallp\x7fo\r");
        QVERIFY(terminal.shows("\r\nhallo\r\n/app # "));
        terminal.type("sleep 1000\r");
        QVERIFY(terminal.shows("sleep 1000\r\n"));
        terminal.type("\x03");
        QVERIFY(terminal.shows("^C\r\n/app # "));
        terminal.type("top\r");
        QVERIFY(terminal.shows("%CPU"));
        terminal.type("q");
        QVERIFY(terminal.shows("/app # "));
        terminal.type("exit 4\r");
        QCOMPARE(terminal.ended(), 4);
    }
    void endOfInputEndsTheShell() {
        OnTerminal terminal(*m_lab);
        QVERIFY(terminal.start({QStringLiteral("exec"), QStringLiteral("-it"), m_pod, QStringLiteral("--"),
                                QStringLiteral("bash")}));
        QVERIFY(terminal.shows("root@" + m_pod.toUtf8() + ":/app# "));
        terminal.resize(120, 40);
        terminal.type("cat\rone\r");
        QVERIFY(terminal.shows("one\r\none\r\n"));
        terminal.type("\x04");
        QVERIFY(terminal.shows("/app# "));
        terminal.type("\x04");
        QCOMPARE(terminal.ended(), 0);
    }
    void portsAreForwardedAgainAndAgain() {
        const quint16 port = freePort();
        QProcess forward;
        m_lab->prepare(forward, {QStringLiteral("port-forward"), QStringLiteral("pod/") + m_pod,
                                 QStringLiteral("%1:6060").arg(port)});
        forward.start();
        QVERIFY(QTest::qWaitFor(
            [&] {
                m_lab->push(50'000);
                return forward.readAllStandardOutput().contains("Forwarding from 127.0.0.1");
            },
            20'000));
        for (int i = 0; i < 3; ++i) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, port);
            QVERIFY(socket.waitForConnected());
            socket.write("GET /debug/pprof/goroutine?debug=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            QVERIFY(QTest::qWaitFor(
                [&] {
                    m_lab->push(50'000);
                    return socket.state() == QAbstractSocket::UnconnectedState;
                },
                20'000));
            const QByteArray answer = socket.readAll();
            QVERIFY2(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer.left(200).constData());
            QVERIFY(answer.contains("main.(*Conn).readLoop"));
        }
        forward.kill();
        forward.waitForFinished();
    }
    void aPortThatNobodyListensOnIsRefused() {
        const quint16 port = freePort();
        QProcess forward;
        m_lab->prepare(forward, {QStringLiteral("port-forward"), m_pod, QStringLiteral("%1:9999").arg(port)});
        forward.setProcessChannelMode(QProcess::MergedChannels);
        forward.start();
        QByteArray seen;
        const auto said = [&](const char* text) {
            return QTest::qWaitFor(
                [&] {
                    m_lab->push(50'000);
                    seen += forward.readAll();
                    return seen.contains(text);
                },
                20'000);
        };
        QVERIFY(said("Forwarding from 127.0.0.1"));
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, port);
        QVERIFY(socket.waitForConnected());
        QVERIFY2(said("connection refused"), seen.constData());
        forward.kill();
        forward.waitForFinished();
    }
    void attachShowsWhatTheContainerPrintsFromNowOn() {
        QProcess attach;
        m_lab->prepare(attach, {QStringLiteral("attach"), m_pod});
        attach.start();
        QByteArray seen;
        QVERIFY(QTest::qWaitFor(
            [&] {
                m_lab->push(1'000'000);
                seen += attach.readAllStandardOutput();
                return seen.count("service=leaky-service") >= 2;
            },
            20'000));
        attach.kill();
        attach.waitForFinished();
    }
    void aDebuggerJoinsARunningPod() {
        OnTerminal terminal(*m_lab);
        QVERIFY(terminal.start({QStringLiteral("debug"), QStringLiteral("-it"), m_pod,
                                QStringLiteral("--image=busybox"), QStringLiteral("--target=app"),
                                QStringLiteral("--"), QStringLiteral("sh")}));
        QVERIFY(terminal.shows("# "));
        terminal.type("curl -s localhost:8080/health\r");
        QVERIFY(terminal.shows("\"status\":\"UP\""));
        terminal.type("exit\r");
        QCOMPARE(terminal.ended(), 0);
        const Ran described = run({QStringLiteral("describe"), QStringLiteral("pod"), m_pod});
        QVERIFY2(described.out.contains("debugger-"), described.out.constData());
        QVERIFY(described.out.contains("Started container debugger-"));
    }
    void aDebuggerStandsOnANode() {
        OnTerminal terminal(*m_lab);
        QVERIFY(terminal.start({QStringLiteral("debug"), QStringLiteral("node/pool-1"), QStringLiteral("-it"),
                                QStringLiteral("--image=busybox")}));
        QVERIFY(terminal.shows("# "));
        terminal.type("hostname\r");
        QVERIFY(terminal.shows("node-debugger-pool-1"));
        terminal.type("cat /host/var/lib/kubelet/config.yaml\r");
        QVERIFY(terminal.shows("kind: KubeletConfiguration"));
        terminal.type("wc -c < /host/etc/hostname\r");
        QVERIFY(terminal.shows("7")); // pool-1 and the end of the line
        terminal.type("exit\r");
        QCOMPARE(terminal.ended(), 0);
        m_lab->push(5 * cluster::second);
        const Ran pods = run({QStringLiteral("get"), QStringLiteral("pods")});
        const auto rows = pods.out.split('\n');
        const auto row = std::find_if(rows.begin(), rows.end(),
                                      [](const auto& each) { return each.startsWith("node-debugger-"); });
        QVERIFY2(row != rows.end() && row->contains("Completed"), pods.out.constData());
    }
    void aClientThatIsKilledLeavesNothingBehind() {
        QProcess up;
        m_lab->prepare(up, {QStringLiteral("exec"), QStringLiteral("-i"), m_pod, QStringLiteral("--"),
                            QStringLiteral("sha256sum")});
        up.start();
        QVERIFY(up.waitForStarted());
        up.write(QByteArray(4'000'000, 'a'));
        QVERIFY(QTest::qWaitFor([&] { return openStreams() == 1; }, 20'000));
        up.kill();
        QVERIFY(up.waitForFinished());
        QTRY_COMPARE_WITH_TIMEOUT(openStreams(), std::size_t(0), 15'000);
    }
    void aClientThatDoesNotReadDoesNotGrowUs() {
        QProcess slow;
        m_lab->prepare(slow, {QStringLiteral("exec"), m_pod, QStringLiteral("--"), QStringLiteral("seq"),
                              QStringLiteral("1"), QStringLiteral("1000000000")});
        slow.setStandardOutputFile(QStringLiteral("/dev/null"));
        slow.start();
        QVERIFY(slow.waitForStarted());
        QVERIFY(QTest::qWaitFor([&] { return openStreams() == 1; }, 20'000));
        ::kill(static_cast<pid_t>(slow.processId()), SIGSTOP);
        for (int i = 0; i < 200; ++i)
            m_lab->push(10'000);
        QFile status(QStringLiteral("/proc/self/statm"));
        const auto pages = [&status] {
            status.open(QIODevice::ReadOnly);
            const auto count = status.readAll().split(' ').value(1).toLongLong();
            status.close();
            return count;
        };
        const auto before = pages();
        for (int i = 0; i < 2000; ++i)
            m_lab->push(10'000);
        QVERIFY2(pages() - before < 16 * 256, "16 MiB more for a client that reads nothing");
        ::kill(static_cast<pid_t>(slow.processId()), SIGKILL);
        QVERIFY(slow.waitForFinished());
    }
    void twoHundredCommandsInARowLeaveNoStreamOpen() {
        for (int i = 0; i < 200; ++i) {
            const Ran ran = exec({QStringLiteral("echo"), QString::number(i)});
            QCOMPARE(ran.out, QByteArray::number(i) + "\n");
        }
        QTRY_COMPARE_WITH_TIMEOUT(openStreams(), std::size_t(0), 15'000);
    }
    void whatWasRunIsInTheJournal() {
        sh(QStringLiteral("cat /etc/hostname"));
        const bool there = m_lab->with([this](auto&) {
            const auto& entries = m_lab->stage().journal().entries();
            return std::any_of(entries.begin(), entries.end(), [](const auto& each) {
                return each.resource == "pods/exec" && each.read && each.body == "sh -c cat /etc/hostname";
            });
        });
        QVERIFY(there);
    }
    // Last: the pod is another one afterwards.
    void aSignalToTheFirstProcessRestartsTheContainer() {
        const QStringList restarts{
            QStringLiteral("get"), QStringLiteral("pod"), m_pod, QStringLiteral("-o"),
            QStringLiteral("jsonpath={.status.containerStatuses[0].restartCount} "
                           "{.status.containerStatuses[0].lastState.terminated.exitCode}")};
        const int before = run(restarts).out.split(' ').value(0).toInt();
        sh(QStringLiteral("kill -9 1")); // which the kernel keeps from it
        QCOMPARE(run(restarts).out.split(' ').value(0).toInt(), before);
        const Ran ran = sh(QStringLiteral("kill 1; sleep 5; echo never"));
        QCOMPARE(ran.status, 137);
        QCOMPARE(ran.out, QByteArray());
        m_lab->push(30 * cluster::second);
        QCOMPARE(run(restarts).out, QByteArray::number(before + 1) + " 143");
        const bool kept = m_lab->with([this](auto&) {
            const auto& entries = m_lab->stage().journal().entries();
            return std::any_of(entries.begin(), entries.end(), [](const auto& each) {
                return each.via == "pod" && each.verb == "signal" && !each.read;
            });
        });
        QVERIFY(kept);
    }
};

QTEST_GUILESS_MAIN(TestKubectlStreams)
#include "tst_KubectlStreams.moc"
