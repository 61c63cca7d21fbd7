#include "core/ssh/Link.h"

#include "tests/fakes/DelayProxy.h"
#include "tests/fakes/SshCase.h"

#include <QRegularExpression>
#include <QTcpSocket>

using namespace understudy;
using namespace std::chrono_literals;
using fakes::SshTrainee;
using fakes::StreamReader;

/// The connection itself: who does not answer, who is cut off, and what is offered to the other side.
class tst_Link final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start())
            QSKIP(qPrintable(m_case.sshd.reason()));
    }

    void nothingListeningIsSaidWithThePort() {
        ssh::Target to = m_case.target();
        to.port = fakes::Sshd::freePort();
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, to));
        QCOMPARE(trainee.error().code, Errc::Unreachable);
        QVERIFY(
            trainee.error().sentence.startsWith(QStringLiteral("Nothing listens on port %1").arg(to.port)));
    }

    void aNameThatDoesNotExistIsSaid() {
        ssh::Target to = m_case.target();
        to.host = "no-such-host.invalid";
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, to));
        QVERIFY(trainee.error().sentence.contains("no-such-host.invalid"));
    }

    void aSilentServerTimesOut() {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        ssh::Target to = m_case.target();
        to.port = silent.serverPort();
        to.patience = 500ms;
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, to));
        QCOMPARE(trainee.error().code, Errc::TimedOut);
    }

    void anotherProtocolIsSaid() {
        QTcpServer http;
        connect(&http, &QTcpServer::newConnection, [&] {
            QTcpSocket* socket = http.nextPendingConnection();
            socket->write(QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n").repeated(100));
        });
        QVERIFY(http.listen(QHostAddress::LocalHost));
        ssh::Target to = m_case.target();
        to.port = http.serverPort();
        to.patience = 3000ms;
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, to));
        QVERIFY(!trainee.error().sentence.isEmpty());
    }

    void aLostConnectionEndsShellsAndSaysSo() {
        fakes::DelayProxy wire(m_case.sshd.port(), 1ms);
        ssh::Target to = m_case.through(wire);
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, to));
        StreamReader shell(there->openShell(80, 24));
        std::optional<Result<ssh::ExecResult>> command;
        there->exec("sleep 30", {}, 60s, [&](const auto& r) { command = r; });
        shell.stream->write("echo up\" \"and running\n");
        QVERIFY(shell.waitFor("up and running"));
        wire.cut();
        QTRY_VERIFY_WITH_TIMEOUT(shell.end && trainee.lost && command, 5000);
        QVERIFY(shell.end->lost);
        QVERIFY(!shell.end->sentence.empty());
        QVERIFY(!command->ok());
        QCOMPARE(there->state(), ssh::Session::State::Over);
        std::optional<Result<ssh::ExecResult>> late;
        there->exec("true", {}, 1s, [&](const auto& r) { late = r; });
        QTRY_VERIFY(late);
        QVERIFY(!late->ok());
    }

    void aSilentWireIsNoticedByTheKeepAlive() {
        fakes::DelayProxy wire(m_case.sshd.port(), 1ms);
        ssh::Target to = m_case.through(wire);
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, to));
        QTest::qWait(16'500); // one question and its answer: still there
        QVERIFY(!trainee.lost);
        wire.stall(true);
        QTRY_VERIFY_WITH_TIMEOUT(trainee.lost, 40'000);
        QVERIFY(trainee.lost->sentence.contains("lost"));
    }

    void aHundredMillisecondsEachWayChangeNothing() {
        fakes::DelayProxy wire(m_case.sshd.port(), 100ms);
        ssh::Target to = m_case.through(wire);
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, to));
        StreamReader shell(there->openShell(80, 24));
        shell.stream->write("echo far\" \"away; exit 0\n");
        QVERIFY(shell.waitFor("far away"));
        QTRY_VERIFY_WITH_TIMEOUT(shell.end, 10'000);
        QVERIFY(!shell.end->lost);
    }

    void theServerCutAtEveryStepOfTheLoginIsOneErrorAndNoHang() {
        for (std::uint64_t bytes = 0; bytes < 6000; bytes += 300) {
            fakes::DelayProxy wire(m_case.sshd.port(), 0ms);
            wire.cutAfter(bytes);
            ssh::Target to = m_case.through(wire);
            auto there = m_case.session();
            int calls = 0;
            bool ended = false;
            there->connect(to, {}, [&](const Result<void>&) { ++calls; });
            StreamReader shell(there->openShell(80, 24));
            shell.stream->ended = [&](const terminal::StreamEnd&) { ended = true; };
            shell.stream->write(std::string(4000, '\n'));
            QTRY_VERIFY_WITH_TIMEOUT(ended, 15'000);
            QCOMPARE(calls, 1);
            QTRY_COMPARE(there->state(), ssh::Session::State::Over);
        }
    }

    void aWireThatDiedInSleepIsNoticedSoonAfterAsking() {
        fakes::DelayProxy wire(m_case.sshd.port(), 1ms);
        ssh::Target to = m_case.through(wire);
        to.lastWord = 1s;
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, to));
        there->checkNow();
        QCOMPARE(m_case.run(*there, "sleep 1.5; echo still")->output, QByteArray("still\n"));
        QVERIFY(!trainee.lost); // it answered
        wire.stall(true);
        there->checkNow();
        QTRY_VERIFY_WITH_TIMEOUT(trainee.lost, 10'000);
        QVERIFY(there->silence() >= 500ms);
    }

    void theHostsOwnKeepAliveSettingIsKept() {
        fakes::DelayProxy wire(m_case.sshd.port(), 1ms);
        ssh::Target to = m_case.through(wire);
        to.keepAlive = 1s;
        to.lastWord = 1s;
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, to));
        QTest::qWait(3500); // several questions, each answered
        QVERIFY(!trainee.lost);
        wire.stall(true);
        QTRY_VERIFY_WITH_TIMEOUT(trainee.lost, 10'000);
    }

    void theServerKilledEndsTheShellAsLost() {
        fakes::Sshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.reason()));
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, m_case.targetOf(sshd)));
        StreamReader shell(there->openShell(80, 24));
        shell.stream->write("echo pid $PPID\n");
        QTRY_VERIFY_WITH_TIMEOUT(QRegularExpression("pid \\d").match(shell.text).hasMatch(), 10'000);
        shell.stream->write("kill -9 $PPID\n"); // sshd's own process for this connection
        QTRY_VERIFY_WITH_TIMEOUT(shell.end && trainee.lost, 10'000);
        QVERIFY(shell.end->lost);
    }

    void strictKeyExchangeIsOfferedAndCiphersWithoutTheKnownWeaknessComeFirst() {
        QTcpServer server;
        QByteArray heard;
        connect(&server, &QTcpServer::newConnection, [&] {
            QTcpSocket* socket = server.nextPendingConnection();
            socket->write("SSH-2.0-OpenSSH_9.2p1\r\n");
            connect(socket, &QTcpSocket::readyRead, socket, [&heard, socket] { heard += socket->readAll(); });
        });
        QVERIFY(server.listen(QHostAddress::LocalHost));
        ssh::Target to = m_case.target();
        to.port = server.serverPort();
        to.patience = 2000ms;
        SshTrainee trainee;
        auto there = m_case.session();
        QVERIFY(!trainee.connect(*there, to));
        QVERIFY2(heard.contains("kex-strict-c-v00@openssh.com"), heard);
        QVERIFY(heard.contains("aes256-gcm@openssh.com,aes128-gcm@openssh.com,chacha20"));
        for (const char* weak : {"ssh-dss", "hmac-md5", "3des", "-cbc", "arcfour", "group1-sha1", "ssh-rsa,"})
            QVERIFY2(!heard.contains(weak), weak);
    }
};

QTEST_GUILESS_MAIN(tst_Link)
#include "tst_Link.moc"
