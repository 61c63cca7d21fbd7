#include "core/ssh/LastingSession.h"

#include "tests/fakes/DelayProxy.h"
#include "tests/fakes/PushedClock.h"
#include "tests/fakes/SshCase.h"

#include <QSignalSpy>

using namespace understudy;
using namespace std::chrono_literals;
using fakes::SshTrainee;
using State = ssh::LastingSession::State;

/// The network goes and comes back; what was on the screen has a gap and a length, and goes on.
class tst_LastingSession final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;

    /// A session with one shell, and all that is told about both.
    struct Watched {
        fakes::PushedClock clock;
        ssh::LastingSession session;
        SshTrainee trainee;
        std::unique_ptr<ssh::LastingShell> shell;
        QByteArray text;
        std::vector<std::chrono::milliseconds> gaps;
        int interruptions = 0;
        std::optional<terminal::StreamEnd> end;

        explicit Watched(fakes::SshCase& home, ssh::LastingSession::Pauses pauses = {20ms, 100ms})
            : session(home.threads, fakes::postHere(), clock, pauses) {
            shell = session.openShell(91, 33);
            shell->received = [this](std::string_view bytes) {
                text.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
                shell->grant(bytes.size());
            };
            shell->interrupted = [this](const terminal::StreamEnd&) { ++interruptions; };
            shell->resumed = [this](std::chrono::milliseconds gap) { gaps.push_back(gap); };
            shell->ended = [this](const terminal::StreamEnd& how) { end = how; };
        }
        bool start(const ssh::Target& to) {
            session.start(to, trainee.questions());
            return QTest::qWaitFor([&] { return session.state() == State::Ready; }, 20'000);
        }
        bool says(const QByteArray& what) {
            return QTest::qWaitFor([&] { return text.contains(what); }, 10'000);
        }
    };

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start())
            QSKIP(qPrintable(m_case.sshd.reason()));
    }

    void aCutConnectionComesBackWithANewShellAndTheLengthOfTheGap() {
        fakes::DelayProxy wire(m_case.sshd.port(), 0ms);
        Watched lab(m_case);
        QVERIFY(lab.start(m_case.through(wire)));
        lab.shell->write("stty size; echo first\" \"shell\n");
        QVERIFY(lab.says("first shell"));
        QVERIFY(lab.text.contains("33 91"));
        QVERIFY(lab.gaps.empty());
        lab.shell->resize(100, 40);
        QSignalSpy resumed(&lab.session, &ssh::LastingSession::resumed);
        connect(&lab.session, &ssh::LastingSession::changed, &lab.session, [&] {
            if (lab.session.state() == State::Waiting)
                lab.clock.push(90s);
        });
        wire.cut();
        QTRY_COMPARE_WITH_TIMEOUT(lab.gaps.size(), std::size_t(1), 10'000);
        QVERIFY(lab.interruptions >= 1);
        QVERIFY(lab.gaps.front() >= 90s && lab.gaps.front() < 120s);
        QCOMPARE(lab.session.state(), State::Ready);
        QCOMPARE(resumed.size(), 1);
        lab.shell->write("stty size; echo second\" \"shell\n");
        QVERIFY(lab.says("second shell"));
        QVERIFY(lab.text.contains("40 100"));
        QVERIFY(!lab.end);
    }

    void aServerThatRestartsIsWaitedFor() {
        fakes::Sshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.reason()));
        fakes::DelayProxy wire(sshd.port(), 0ms);
        ssh::Target to = m_case.through(wire, m_case.targetOf(sshd));
        Watched lab(m_case);
        QVERIFY(lab.start(to));
        lab.shell->write("echo before\" \"it\n");
        QVERIFY(lab.says("before it"));
        sshd.stop();
        wire.cut();
        QTRY_VERIFY_WITH_TIMEOUT(lab.interruptions >= 3, 10'000); // it goes on trying
        QVERIFY(lab.session.trouble().has_value());
        QCOMPARE(lab.session.session(), nullptr);
        lab.shell->write("rm -rf everything\n"); // nobody is there to read it, nor later
        QVERIFY2(sshd.restart(), qPrintable(sshd.reason()));
        QTRY_COMPARE_WITH_TIMEOUT(lab.gaps.size(), std::size_t(1), 10'000);
        lab.shell->write("echo after\" \"it\n");
        QVERIFY(lab.says("after it"));
        QVERIFY(!lab.text.contains("rm -rf"));
        QVERIFY(!lab.session.trouble());
    }

    void theLoginRefusedMeanwhileStopsIt() {
        fakes::Sshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.reason()));
        fakes::DelayProxy wire(sshd.port(), 0ms);
        ssh::Target to = m_case.through(wire, m_case.targetOf(sshd));
        Watched lab(m_case);
        QVERIFY(lab.start(to));
        QVERIFY(QFile::remove(sshd.path("authorized")));
        wire.cut();
        QTRY_COMPARE_WITH_TIMEOUT(lab.session.state(), State::Stopped, 10'000);
        QCOMPARE(lab.session.trouble()->code, Errc::Refused);
        QTRY_VERIFY(lab.end);
        QVERIFY(lab.end->lost);
        QVERIFY(!lab.end->sentence.empty());
        QVERIFY(lab.gaps.empty());
    }

    void anotherHostKeyMeanwhileStopsItAndShowsBoth() {
        fakes::Sshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.reason()));
        fakes::DelayProxy wire(sshd.port(), 0ms);
        ssh::Target to = m_case.through(wire, m_case.targetOf(sshd));
        to.hostKey.clear();
        to.knownHosts = QStringList{m_case.path("changed")};
        Watched lab(m_case);
        lab.trainee.hostAnswer = ssh::HostAnswer::Remember;
        QVERIFY(lab.start(to));
        QVERIFY2(sshd.reinstall(), qPrintable(sshd.reason()));
        wire.cut();
        QTRY_COMPARE_WITH_TIMEOUT(lab.session.state(), State::Stopped, 10'000);
        QVERIFY(lab.session.hostKeyChange().has_value());
        QCOMPARE(lab.trainee.hosts.size(), std::size_t(1)); // nobody was asked to take the new one
    }

    void aFirstConnectionThatNeverCameAboutIsNotTriedForEver() {
        ssh::Target to = m_case.target();
        to.port = fakes::Sshd::freePort();
        Watched lab(m_case);
        lab.session.start(to, lab.trainee.questions());
        QTRY_COMPARE_WITH_TIMEOUT(lab.session.state(), State::Stopped, 10'000);
        QCOMPARE(lab.session.trouble()->code, Errc::Unreachable);
        QVERIFY(lab.end && lab.end->lost);
        auto shell = lab.session.openShell(80, 24);
        lab.session.start(m_case.target(), lab.trainee.questions()); // the address was mended
        QTRY_COMPARE_WITH_TIMEOUT(lab.session.state(), State::Ready, 10'000);
        QVERIFY(shell->connected());
    }

    void pausesDoubleUpToTheLongest() {
        fakes::Sshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.reason()));
        fakes::DelayProxy wire(sshd.port(), 0ms);
        ssh::Target to = m_case.through(wire, m_case.targetOf(sshd));
        Watched lab(m_case, {40ms, 150ms});
        QVERIFY(lab.start(to));
        std::vector<std::chrono::milliseconds> pauses;
        connect(&lab.session, &ssh::LastingSession::changed, &lab.session, [&] {
            if (const auto next = lab.session.nextTry())
                pauses.push_back(*next - lab.clock.now());
        });
        sshd.stop();
        wire.cut();
        QTRY_VERIFY_WITH_TIMEOUT(pauses.size() >= 4, 10'000);
        const auto about = [&](std::size_t i, std::chrono::milliseconds meant) {
            return pauses.at(i) <= meant * 3 / 2 && pauses.at(i) > meant / 2; // Qt's timers are coarse
        };
        QVERIFY(about(0, 40ms) && about(1, 80ms) && about(2, 150ms) && about(3, 150ms));
    }

    void tryNowEndsAPause() {
        fakes::DelayProxy wire(m_case.sshd.port(), 0ms);
        Watched lab(m_case, {60s, 60s});
        QVERIFY(lab.start(m_case.through(wire)));
        wire.cut();
        QTRY_COMPARE_WITH_TIMEOUT(lab.session.state(), State::Waiting, 10'000);
        lab.session.tryNow();
        QTRY_COMPARE_WITH_TIMEOUT(lab.session.state(), State::Ready, 10'000);
        QCOMPARE(lab.gaps.size(), std::size_t(1));
    }

    void anotherNetworkEndsAPauseAndNobodyCountsAsHavingAsked() {
        fakes::DelayProxy wire(m_case.sshd.port(), 0ms);
        Watched lab(m_case, {60s, 60s});
        QVERIFY(lab.start(m_case.through(wire)));
        wire.cut();
        QTRY_COMPARE_WITH_TIMEOUT(lab.session.state(), State::Waiting, 10'000);
        lab.session.hurry();
        QVERIFY(lab.session.triedByItself());
        QTRY_COMPARE_WITH_TIMEOUT(lab.session.state(), State::Ready, 10'000);
        lab.session.hurry(); // asks whether the host is there, and it is
        QCOMPARE(lab.session.state(), State::Ready);
        lab.shell->write("echo still\" \"there\n");
        QVERIFY(lab.says("still there"));
    }

    void aTryAskedForInTheMiddleOfAPauseStopsWhenItFails() {
        fakes::Sshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.reason()));
        fakes::DelayProxy wire(sshd.port(), 0ms);
        const ssh::Target to = m_case.through(wire, m_case.targetOf(sshd));
        Watched lab(m_case, {60s, 60s});
        QVERIFY(lab.start(to));
        sshd.stop();
        wire.cut();
        QTRY_COMPARE_WITH_TIMEOUT(lab.session.state(), State::Waiting, 40'000);
        lab.session.start(to, lab.trainee.questions());
        QTRY_COMPARE_WITH_TIMEOUT(lab.session.state(), State::Stopped, 10'000);
        QVERIFY(lab.end && lab.end->lost);
    }

    void aShellThatIsLeftEndsAndTheSessionStays() {
        Watched lab(m_case);
        QVERIFY(lab.start(m_case.target()));
        lab.shell->write("exit 5\n");
        QTRY_VERIFY_WITH_TIMEOUT(lab.end, 10'000);
        QCOMPARE(lab.end->exitStatus, 5);
        QVERIFY(!lab.end->lost);
        QCOMPARE(lab.session.state(), State::Ready);
    }

    void stoppingEndsShellsOnce() {
        Watched lab(m_case);
        QVERIFY(lab.start(m_case.target()));
        int ends = 0;
        lab.shell->ended = [&](const terminal::StreamEnd&) { ++ends; };
        lab.session.stop();
        QCOMPARE(ends, 1);
        QTest::qWait(100);
        QCOMPARE(ends, 1);
        QCOMPARE(lab.session.state(), State::Stopped);
    }

    void aShellMayOutliveItsSession() {
        auto lab = std::make_unique<ssh::LastingSession>(m_case.threads, fakes::postHere(), m_clock,
                                                         ssh::LastingSession::Pauses());
        auto shell = lab->openShell(80, 24);
        SshTrainee trainee;
        lab->start(m_case.target(), trainee.questions());
        QTRY_COMPARE_WITH_TIMEOUT(lab->state(), State::Ready, 10'000);
        bool ended = false;
        shell->ended = [&](const auto&) { ended = true; };
        lab.reset();
        shell->write("echo\n");
        QTRY_VERIFY_WITH_TIMEOUT(ended, 10'000);
    }

    void aShellThatHasEndedMayOutliveItsSession() {
        const fakes::PushedClock clock;
        auto session = std::make_unique<ssh::LastingSession>(m_case.threads, fakes::postHere(), clock,
                                                             ssh::LastingSession::Pauses{});
        const std::unique_ptr<ssh::LastingShell> shell = session->openShell(80, 24);
        int ends = 0;
        shell->ended = [&](const terminal::StreamEnd&) { ++ends; };
        shell->close();
        session.reset();
        shell->close();
        QVERIFY(!shell->connected());
        QCOMPARE(ends, 1);
    }

    void aTmuxSessionLivesOnAtTheHost() {
        if (!QFile::exists("/usr/bin/tmux"))
            QSKIP("tmux is not installed");
        const QString name = QStringLiteral("understudy-test-%1").arg(QCoreApplication::applicationPid());
        fakes::DelayProxy wire(m_case.sshd.port(), 0ms);
        Watched lab(m_case);
        lab.shell = lab.session.openShell(80, 24, ssh::attachCommand(name + "; reboot"));
        lab.shell->received = [&](std::string_view bytes) {
            lab.text.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
            lab.shell->grant(bytes.size());
        };
        lab.shell->resumed = [&](std::chrono::milliseconds gap) { lab.gaps.push_back(gap); };
        QVERIFY(lab.start(m_case.through(wire)));
        lab.shell->write("kept=still; echo set\" \"it\n");
        QVERIFY(lab.says("set it"));
        wire.cut();
        QTRY_COMPARE_WITH_TIMEOUT(lab.gaps.size(), std::size_t(1), 10'000);
        lab.shell->write("echo $kept\" \"here\n");
        QVERIFY(lab.says("still here"));
        QCOMPARE(QProcess::execute("tmux", {"kill-session", "-t", name + "reboot"}), 0);
    }

private:
    fakes::PushedClock m_clock;
};

QTEST_GUILESS_MAIN(tst_LastingSession)
#include "tst_LastingSession.moc"
