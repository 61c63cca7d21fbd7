#include "tests/fakes/DelayProxy.h"
#include "tests/views/window/OnCallStage.h"

#include <QCheckBox>

using namespace understudy;
using namespace understudy::window;

/// Connections that break: what stays, what is said, and how they come back.
class tst_OnCallGaps final : public QObject, private OnCallStage {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!prepare())
            QSKIP(qPrintable(m_sshd.reason()));
    }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void aChangedKeyIsRefusedAndReplacedOnlyAfterTyping() {
        QVERIFY(open(addKey("Bastion")));
        auto* asked = askAboutAChangedKey();
        QVERIFY(asked);
        grab("changed-key");
        QVERIFY(!button(*asked, "Replace the key")->isEnabled());
        button(*asked, "Don’t connect")->click();
        QTRY_VERIFY(strips().contains("shows another key than before"));
        QVERIFY(!view()->isConnected());
        QTest::keyClick(view(), Qt::Key_Return);
        asked = dialog<HostKeyDialog>();
        QVERIFY(asked);
        asked->findChild<QCheckBox*>()->click();
        const auto shown = ssh::PublicKey::fromLine(m_sshd.hostKeyLine());
        asked->findChild<QLineEdit*>()->setText(HostKeyDialog::lastGroup(shown->fingerprint()));
        button(*asked, "Replace the key")->click();
        QVERIFY(connected());
    }

    void aWatchedHostsKeyIsNotReplacedHere() {
        QVERIFY(open(addKey("Production", true)));
        auto* asked = askAboutAChangedKey();
        QVERIFY(asked);
        QVERIFY(!button(*asked, "Replace"));
        grab("changed-key-watched");
    }

    void aKilledServerLeavesTheTextAndEnterConnectsAgain() {
        QVERIFY(open(addKey("Bastion")));
        view()->typeText("echo remember $((40 + 2))\r");
        QVERIFY(shows("remember 42"));
        m_sshd.stop();
        QTRY_VERIFY_WITH_TIMEOUT(strips().contains("tried again by itself"), 40'000);
        QVERIFY(view()->allText().contains("remember 42"));
        grab("lost");
        QTest::keyClick(view(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(strips().contains("Nothing listens"), 20'000);
        QVERIFY(view()->allText().contains("remember 42"));
        QVERIFY(m_sshd.restart(settings));
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(connected());
        QVERIFY(view()->allText().contains("remember 42"));
        QTRY_VERIFY(!strips().contains("kept"));
    }

    void aHostThatIsBackGoesOnByItself() {
        QVERIFY(open(addKey("Bastion")));
        m_sshd.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!view()->isConnected(), 40'000);
        QVERIFY(m_sshd.restart(settings));
        QTRY_VERIFY_WITH_TIMEOUT(view()->isConnected(), 40'000);
        view()->typeText("echo back again\r");
        QVERIFY(shows("back again"));
    }

    void disconnectingKeepsTheTextUntilTheTabsAreClosed() {
        QVERIFY(open(addKey("Bastion")));
        view()->typeText("echo remember $((40 + 2))\r");
        QVERIFY(shows("remember 42"));
        button(*m_room, "Disconnect")->click();
        QTRY_VERIFY(!view()->isConnected());
        QVERIFY(view()->allText().contains("remember 42"));
        button(*m_room, "Close its tabs")->click();
        QTRY_VERIFY(m_room->tabs().count() == 0);
        QVERIFY(button(*m_room, "Connect to a host"));
    }

    void aQuestionWhoseLoginEndedGoesAway() {
        m_room->connectTo(add("Bastion"));
        trustHost();
        QVERIFY(dialog<SecretDialog>());
        m_sshd.stop();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->findChildren<SecretDialog*>().isEmpty(), 40'000);
        QVERIFY(m_sshd.restart(settings));
    }

    void theLengthOfTheGapIsMarkedAndTitleAndNameOfTheTabStay() {
        QVERIFY(open(addKey("Bastion")));
        view()->typeText("printf '\\033]2;my title\\007'; echo before $((40 + 2))\r");
        QVERIFY(shows("before 42"));
        QTRY_COMPARE(view()->title(), QString("my title"));
        const QString name = view()->accessibleName();
        m_sshd.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!view()->isConnected(), 40'000);
        QTRY_VERIFY(view()->allText().contains("Connection lost at"));
        QTRY_VERIFY(button(*m_room, "Try now"));
        button(*m_room, "Try now")->click();
        QTRY_VERIFY_WITH_TIMEOUT(strips().contains("Nothing listens") && strips().contains("by itself in"),
                                 20'000);
        grab("lost-again");
        m_clock.push(std::chrono::seconds(130));
        QVERIFY(m_sshd.restart(settings));
        QTRY_VERIFY_WITH_TIMEOUT(view()->isConnected(), 40'000);
        QVERIFY2(view()->allText().contains("Not connected for 2 min 1"), qPrintable(view()->allText()));
        QCOMPARE(view()->title(), QString("my title"));
        QCOMPARE(view()->accessibleName(), name);
        QCOMPARE(m_room->tabs().count(), 1);
        view()->typeText("echo after $((40 + 3))\r");
        QVERIFY(shows("after 43"));
        grab("gap");
        const QString text = view()->allText();
        QVERIFY(text.indexOf("before 42") < text.indexOf("Not connected for"));
        QVERIFY(text.indexOf("Not connected for") < text.indexOf("after 43"));
    }

    void theNextTryIsCountedDown() {
        QVERIFY(open(addKey("Bastion")));
        m_sshd.stop();
        // 1, 2, 4 … seconds: a pause of four shows at least two figures.
        QTRY_VERIFY_WITH_TIMEOUT(strips().contains("by itself in 4 s."), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(strips().contains("by itself in 3 s."), 10'000);
        QVERIFY(strips().contains("Nothing listens"));
        QVERIFY(m_sshd.restart(settings));
        QTRY_VERIFY_WITH_TIMEOUT(view()->isConnected(), 40'000);
        QCOMPARE(strips(), QString());
    }

    void stopEndsTheTriesAndEnterBeginsThemAgain() {
        QVERIFY(open(addKey("Bastion")));
        m_sshd.stop();
        QTRY_VERIFY_WITH_TIMEOUT(strips().contains("by itself in"), 40'000);
        QPushButton* stop = button(*m_room, "Stop");
        QVERIFY(stop && stop->isVisible());
        stop->click();
        QCOMPARE(strips(), QString());
        QVERIFY(view()->allText().contains("Press Enter to connect again."));
        QVERIFY(m_sshd.restart(settings));
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(connected());
    }

    void aLoginThatIsRefusedMeanwhileIsNotTriedForEver() {
        QVERIFY(open(addKey("Bastion")));
        QFile authorized(m_sshd.path("authorized"));
        QVERIFY(authorized.rename(m_sshd.path("put-away")));
        QVERIFY(m_sshd.restart(settings + QStringList{"PasswordAuthentication no"}));
        QTRY_VERIFY_WITH_TIMEOUT(strips().contains("Try again") || button(*m_room, "Try again"), 40'000);
        QVERIFY2(!strips().contains("by itself"), qPrintable(strips()));
        QVERIFY(view()->allText().contains("Press Enter to connect again"));
        QVERIFY(authorized.rename(m_sshd.path("authorized")));
        QVERIFY(m_sshd.restart(settings));
        QTest::keyClick(view(), Qt::Key_Return);
        QVERIFY(connected());
    }

    void severalTerminalsComeBackTogetherEachWithItsText() {
        QVERIFY(open(addKey("Bastion")));
        TerminalView* const first = view();
        first->typeText("echo first $((40 + 2))\r");
        QVERIFY(shows("first 42"));
        m_room->tabs().openTab();
        QVERIFY(connected());
        TerminalView* const second = view();
        second->typeText("echo second $((40 + 2))\r");
        QVERIFY(shows("second 42"));
        QVERIFY(m_sshd.restart(settings));
        QTRY_VERIFY_WITH_TIMEOUT(first->allText().contains("Not connected for"), 40'000);
        QTRY_VERIFY(second->allText().contains("Not connected for"));
        QVERIFY(first->isConnected() && second->isConnected());
        QVERIFY(first->allText().contains("first 42") && second->allText().contains("second 42"));
    }

    void aShellInTmuxGoesOnWhereItWas() {
        if (!QFile::exists("/usr/bin/tmux"))
            QSKIP("tmux is not installed");
        const QTemporaryDir sockets; // of a tmux that is ended with this host
        QVERIFY(QFile::setPermissions(sockets.path(), QFileDevice::Permissions(0x7777)));
        QVERIFY(m_sshd.restart(settings + QStringList{"SetEnv TMUX_TMPDIR=" + sockets.path()}));
        fakes::DelayProxy wire(m_sshd.port(), std::chrono::milliseconds(0));
        QVERIFY(open(add("Bastion", [&](Connection& connection) {
            connection.address.port = wire.port();
            connection.login = Connection::Login::KeyFile;
            connection.keyFile = m_sshd.identity();
            connection.tmux = true;
        })));
        QVERIFY(shows("[understud")); // as much of its name as tmux shows
        view()->typeText("kept=still; echo set $((40 + 2))\r");
        QVERIFY(shows("set 42"));
        m_room->tabs().openTab();
        QVERIFY(connected());
        view()->typeText("tmux display -p 'this is #S'\r");
        QVERIFY(shows("this is understudy-2")); // no mirror of the first
        m_room->tabs().closeTab(1);
        wire.cut();
        QTRY_VERIFY_WITH_TIMEOUT(!view()->isConnected(), 40'000); // the mark of the gap is soon painted over
        QVERIFY(connected());
        view()->typeText("echo $kept here\r");
        QVERIFY(shows("still here"));
        grab("tmux");
        QVERIFY(m_sshd.restart(settings));
    }

    void aHostWithoutTmuxSaysSoAndGivesAPlainShell() {
        const Id id = addKey("Bastion");
        Connection connection = *m_room->book().find(id);
        connection.tmux = true;
        QVERIFY(m_room->book().save(connection).ok());
        QVERIFY(m_sshd.restart(settings + QStringList{"SetEnv PATH=" + m_profile.path()}));
        QVERIFY(open(id));
        QTRY_VERIFY_WITH_TIMEOUT(strips().contains("There is no tmux on Bastion"), 20'000);
        grab("no-tmux");
        view()->typeText("echo plain $((40 + 2))\r");
        QVERIFY(shows("plain 42"));
        QVERIFY(m_sshd.restart(settings));
    }
};

QTEST_MAIN(tst_OnCallGaps)
#include "tst_OnCallGaps.moc"
