#include "core/ssh/Session.h"

#include "tests/fakes/SshCase.h"

#include <QRandomGenerator>
#include <QTcpSocket>

using namespace understudy;
using namespace std::chrono_literals;
using fakes::SshTrainee;
using fakes::StreamReader;

/// What a session is for, against Debian's OpenSSH server: shells, commands, forwarded ports.
class tst_Session final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start())
            QSKIP(qPrintable(m_case.sshd.reason()));
    }

    void aKeyFileLogsInToOpenSsh() {
        auto there = m_case.session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*there, m_case.target()));
        QCOMPARE(there->state(), ssh::Session::State::Ready);
        QVERIFY(trainee.hosts.empty()); // the key is pinned: no question
    }

    void aCommandGivesItsStatusAndBothOutputs() {
        auto there = m_case.session();
        SshTrainee trainee;
        std::optional<Result<ssh::ExecResult>> result;
        const auto keep = [&](const Result<ssh::ExecResult>& r) { result = r; };
        there->exec("cat; echo wrong >&2; exit 7", "given", 10s, keep); // waits for the login
        QVERIFY(trainee.connect(*there, m_case.target()));
        QTRY_VERIFY_WITH_TIMEOUT(result, 10'000);
        QVERIFY(result->ok());
        QCOMPARE((*result)->status, 7);
        QCOMPARE((*result)->output, QByteArray("given"));
        QCOMPARE((*result)->errors, QByteArray("wrong\n"));
        result.reset();
        there->exec("kill -9 $$", {}, 10s, keep);
        QTRY_VERIFY_WITH_TIMEOUT(result, 10'000);
        QCOMPARE((*result)->status, 137);
    }

    void aSlowCommandIsStoppedAndALoudOneIsCut() {
        const auto there = m_case.loggedIn();
        QVERIFY(there);
        std::optional<Result<ssh::ExecResult>> slow;
        std::optional<Result<ssh::ExecResult>> loud;
        there->exec("sleep 60", {}, 1s, [&](const auto& r) { slow = r; });
        there->exec("head -c 5000000 /dev/zero", {}, 30s, [&](const auto& r) { loud = r; });
        QTRY_VERIFY_WITH_TIMEOUT(slow && loud, 20'000);
        QCOMPARE(slow->error().code, Errc::TimedOut);
        QVERIFY(loud->ok());
        QVERIFY((*loud)->cut);
        QCOMPARE((*loud)->output.size(), 1024 * 1024);
        QCOMPARE((*loud)->status, 0);
    }

    void twentyCommandsAtOnceShareOneConnection() {
        const auto there = m_case.loggedIn();
        QVERIFY(there);
        int right = 0;
        for (int i = 0; i < 20; ++i)
            there->exec(QStringLiteral("echo %1").arg(i), {}, 20s,
                        [&right, i](const Result<ssh::ExecResult>& r) {
                            right += r.ok() && r->output == QByteArray::number(i) + "\n" ? 1 : 0;
                        });
        QTRY_COMPARE_WITH_TIMEOUT(right, 20, 30'000);
    }

    void aShellHasTheSizeOfTheWindowAndFollowsIt() {
        const auto there = m_case.loggedIn();
        QVERIFY(there);
        StreamReader shell(there->openShell(91, 33));
        shell.stream->write("stty size; echo \"$TERM\" end\n");
        QVERIFY(shell.waitFor("33 91"));
        QVERIFY(shell.waitFor("xterm-256color end"));
        shell.stream->resize(120, 40);
        shell.stream->write("stty size\n");
        QVERIFY(shell.waitFor("40 120"));
        shell.stream->write("exit 5\n");
        QTRY_VERIFY_WITH_TIMEOUT(shell.end, 10'000);
        QCOMPARE(shell.end->exitStatus, 5);
        QVERIFY(!shell.end->lost);
    }

    void aForwardedPortCarriesBytesBothWays() {
        QTcpServer echo;
        QVERIFY(echo.listen(QHostAddress::LocalHost));
        connect(&echo, &QTcpServer::newConnection, [&] {
            QTcpSocket* socket = echo.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket,
                    [socket] { socket->write(socket->readAll().toUpper()); });
        });
        const auto there = m_case.loggedIn();
        QVERIFY(there);
        StreamReader far(there->forward("127.0.0.1", echo.serverPort()));
        far.stream->write("through the tunnel");
        QVERIFY(far.waitFor("THROUGH THE TUNNEL"));
        StreamReader refused(there->forward("127.0.0.1", fakes::Sshd::freePort()));
        QTRY_VERIFY_WITH_TIMEOUT(refused.end, 10'000);
        QVERIFY(!refused.end->lost);
        QVERIFY(!refused.end->sentence.empty());
    }

    void aSessionMayBeDestroyedByItsOwnCallbacks() {
        auto there = m_case.session();
        bool called = false;
        there->connect(m_case.target(), {}, [&](const Result<void>& result) {
            called = result.ok();
            there.reset();
        });
        QTRY_VERIFY_WITH_TIMEOUT(called, 10'000);
        auto second = m_case.session();
        SshTrainee trainee;
        QVERIFY(trainee.connect(*second, m_case.target()));
        bool ran = false;
        second->exec("true", {}, 5s, [&](const auto&) {
            ran = true;
            second.reset();
        });
        QTRY_VERIFY_WITH_TIMEOUT(ran, 10'000);
        auto third = m_case.session();
        SshTrainee last;
        QVERIFY(last.connect(*third, m_case.target()));
        auto shell = third->openShell(80, 24);
        bool gone = false;
        shell->received = [&](std::string_view) {
            gone = true;
            shell.reset();
        };
        shell->write("echo\n");
        QTRY_VERIFY_WITH_TIMEOUT(gone, 10'000);
    }

    void twoHundredConnectionsLeaveNothingBehind() {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo() << "seed" << seed;
        QRandomGenerator random(seed);
        SshTrainee warm;
        auto first = m_case.session();
        QVERIFY(warm.connect(*first, m_case.target()));
        first.reset();
        const int before = m_case.descriptors();
        const int threads = m_case.threadCount();
        for (int i = 0; i < 200; ++i) {
            auto there = m_case.session();
            bool called = false;
            there->connect(m_case.target(), {}, [&](const Result<void>&) { called = true; });
            auto shell = there->openShell(80, 24);
            shell->write("echo hello\n");
            const int moment = random.bounded(60); // sometimes in the middle of the login, sometimes after it
            QTest::qWait(moment);
            if (i % 3 == 0)
                there->close();
            if (i % 2 == 0)
                shell.reset();
            there.reset();
        }
        QTRY_VERIFY2_WITH_TIMEOUT(m_case.descriptors() <= before + 8,
                                  qPrintable(QString::number(m_case.descriptors())), 10'000);
        QTRY_VERIFY2_WITH_TIMEOUT(m_case.threadCount() <= threads,
                                  qPrintable(QString::number(m_case.threadCount())), 10'000);
    }

    void aShellMayBeAnyCommandOnATerminal() {
        const auto there = m_case.loggedIn();
        QVERIFY(there);
        StreamReader shell(there->openShell(91, 33, "dumb", "stty size; echo $TERM; exit 4"));
        QTRY_VERIFY_WITH_TIMEOUT(shell.end, 10'000);
        QCOMPARE(shell.text, QByteArray("33 91\r\ndumb\r\n"));
        QCOMPARE(shell.end->exitStatus, 4);
    }

    void aCommandsOutputStreamsWithoutATerminal() {
        const auto there = m_case.loggedIn();
        QVERIFY(there);
        StreamReader logs(there->openCommand("head -1; echo trouble >&2; tty; exit 3"));
        logs.stream->write("first\n");
        QVERIFY(logs.waitFor("first\n"));
        QTRY_VERIFY_WITH_TIMEOUT(logs.end, 10'000);
        QCOMPARE(logs.end->exitStatus, 3);
        QVERIFY(logs.text.contains("trouble\n"));
        QVERIFY(logs.text.contains("not a tty"));
    }

    void aSubsystemThatDoesNotExistIsRefusedAndTheSessionStands() {
        const auto there = m_case.loggedIn();
        QVERIFY(there);
        StreamReader none(there->openSubsystem("no-such-subsystem"));
        QTRY_VERIFY_WITH_TIMEOUT(none.end, 10'000);
        QVERIFY(!none.end->lost);
        QVERIFY(!none.end->sentence.empty());
        QCOMPARE(m_case.run(*there, "echo here")->output, QByteArray("here\n"));
    }

    void aShellThatCannotBeOpenedIsNoLostConnection() {
        fakes::Sshd narrow;
        QVERIFY2(narrow.start({"MaxSessions 1"}), qPrintable(narrow.reason()));
        const auto there = m_case.loggedIn(m_case.targetOf(narrow));
        QVERIFY(there);
        StreamReader first(there->openShell(80, 24));
        first.stream->write("echo one\" \"shell\n");
        QVERIFY(first.waitFor("one shell"));
        StreamReader second(there->openShell(80, 24));
        QTRY_VERIFY_WITH_TIMEOUT(second.end, 10'000);
        QVERIFY(!second.end->lost);
        QVERIFY(second.end->sentence.find("Close one") != std::string::npos);
        QVERIFY(!first.end);
    }
};

QTEST_GUILESS_MAIN(tst_Session)
#include "tst_Session.moc"
