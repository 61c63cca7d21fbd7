#include "labs/host/Program.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <poll.h>
#include <unistd.h>

using namespace understudy;

/// Programs of the lab host: however and whenever they are ended, nothing of them stays.
class tst_Program final : public QObject {
    Q_OBJECT

    /// How many processes have @p word in their command line.
    static int running(const QByteArray& word) {
        int count = 0;
        for (const QString& pid : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs)) {
            QFile line("/proc/" + pid + "/cmdline");
            count += line.open(QIODevice::ReadOnly) && line.readAll().contains(word) ? 1 : 0;
        }
        return count;
    }
    static host::Launch shell(const std::string& command, bool pty = false) {
        host::Launch launch;
        launch.arguments = {"/bin/sh", "-c", command};
        launch.environment = {"PATH=/usr/bin:/bin"};
        launch.pty = pty;
        return launch;
    }

private Q_SLOTS:
    void aSandboxEndedWhileItIsMadeLeavesNoProcess_data() {
        QTest::addColumn<bool>("pty");
        QTest::newRow("on pipes") << false;
        QTest::newRow("on a terminal") << true;
    }
    void aSandboxEndedWhileItIsMadeLeavesNoProcess() {
        QFETCH(bool, pty);
        if (!QFile::exists("/usr/bin/bwrap"))
            QSKIP("bubblewrap is not installed");
        const std::string mark = "UNDERSTUDY_MARK_" + std::to_string(::getpid()) + (pty ? "p" : "n");
        host::Launch launch = shell("exec sleep 4244", pty);
        const std::vector<std::string> inside = launch.arguments;
        launch.arguments = {"/usr/bin/bwrap",
                            "--die-with-parent",
                            "--unshare-user",
                            "--unshare-pid",
                            "--ro-bind",
                            "/",
                            "/",
                            "--dev",
                            "/dev",
                            "--setenv",
                            "MARK",
                            mark};
        launch.arguments.insert(launch.arguments.end(), inside.begin(), inside.end());
        for (int moment = 0; moment < 100; ++moment) {
            auto program = host::Program::start(launch);
            QVERIFY(program.ok());
            QElapsedTimer timer;
            timer.start();
            while (timer.nsecsElapsed() < moment * 100'000) {} // every tenth of a millisecond once
        }
        QTRY_COMPARE_WITH_TIMEOUT(running(QByteArray::fromStdString(mark)), 0, 5000);
    }

    void aProgramThatIgnoresTheHangUpIsKilledWithItsChildren() {
        {
            auto program = host::Program::start(shell("trap '' HUP; sleep 4245 & echo up; sleep 4246"));
            QVERIFY(program.ok());
            pollfd wait{(*program)->output(), POLLIN, 0};
            QCOMPARE(::poll(&wait, 1, 5000), 1);
            QTRY_COMPARE(running(QByteArray("sleep\0004245", 10)) + running(QByteArray("sleep\0004246", 10)),
                         2);
        }
        QTRY_COMPARE(running(QByteArray("sleep\0004245", 10)) + running(QByteArray("sleep\0004246", 10)), 0);
    }

    void theEndOfAProgramIsToldAgainAndAgain() {
        auto ended = host::Program::start(shell("exit 7"));
        QVERIFY(ended.ok());
        QTRY_VERIFY((*ended)->exited().has_value());
        QCOMPARE((*ended)->exited()->status, 7);
        QCOMPARE((*ended)->exited()->signal, 0);
        auto killed = host::Program::start(shell("kill -9 $$"));
        QVERIFY(killed.ok());
        QTRY_VERIFY((*killed)->exited().has_value());
        QCOMPARE((*killed)->exited()->signal, 9);
    }

    void aProgramThatIsNotThereIsSaid() {
        host::Launch launch;
        launch.arguments = {"/nonexistent/program"};
        const auto program = host::Program::start(launch);
        QVERIFY(!program.ok());
        QVERIFY(program.error().sentence.endsWith('.'));
    }
};

QTEST_GUILESS_MAIN(tst_Program)
#include "tst_Program.moc"
