#include "views/window/OnCallRoom.h"

#include "tests/views/window/OnCallStage.h"
#include "views/connection/ConnectionDialog.h"

#include <QTcpServer>

using namespace understudy;
using namespace understudy::window;
using connection::ConnectionDialog;

/// Logging in to hosts from the window, and what is wrong about it.
class tst_OnCallRoom final : public QObject, private OnCallStage {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!prepare())
            QSKIP(qPrintable(m_sshd.reason()));
    }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    void aHostIsAddedAndAPasswordTypedInTheDialogOpensTheTerminal() {
        grab("empty");
        button(*m_room, "Connect to a host")->click();
        auto* form = dialog<ConnectionDialog>();
        QVERIFY(form);
        grab("new");
        for (QLineEdit* line : form->findChildren<QLineEdit*>())
            if (line->accessibleName() == "Host")
                line->setText(QString("ada@127.0.0.1:%1").arg(m_sshd.port()));
        button(*form, "Connect")->click();
        trustHost();
        QVERIFY(dialog<SecretDialog>());
        grab("password");
        type(fakes::AccountSshd::password);
        QVERIFY(connected());
        view()->typeText("echo I am $(id -un)\r");
        QVERIFY(shows("I am ada"));
        grab("connected");
        QVERIFY(!cover());
        QVERIFY(m_room->book().all().front().lastUsed.has_value());
        QFile saved(m_profile.filePath("connections.json"));
        QVERIFY(saved.open(QIODevice::ReadOnly));
        QVERIFY(!saved.readAll().contains("horse"));
    }

    void aSecondTabOfTheSameHostAsksNothing() {
        const Id id = addKey("Bastion");
        QVERIFY(open(id));
        m_room->tabs().openTab();
        QCOMPARE(m_room->tabs().count(), 2);
        QVERIFY(connected());
        m_room->showList();
        QVERIFY(wordsOf(*m_room).contains("2 terminals open"));
        grab("list-open");
        m_room->connectTo(id); // goes back to one of them
        QCOMPARE(m_room->tabs().count(), 2);
    }

    void aWrongPasswordThreeTimesSaysSoAndOneCanTryAgain() {
        const Id id = add("Bastion");
        m_room->connectTo(id);
        trustHost();
        type("wrong");
        QTRY_VERIFY(
            dialog<SecretDialog>() &&
            wordsOf(*dialog<SecretDialog>()).contains("The host refused the password. 2 tries left."));
        grab("wrong-password");
        type("wrong");
        QTRY_VERIFY(dialog<SecretDialog>() && wordsOf(*dialog<SecretDialog>()).contains("the last try"));
        type("wrong");
        QTRY_VERIFY_WITH_TIMEOUT(wordsOf(*cover()).contains("did not let you in"), 20'000);
        grab("not-let-in");
        button(*cover(), "Try again")->click();
        type(fakes::AccountSshd::password);
        QVERIFY(connected());
    }

    void anUnreachableHostSaysWhatToDo() {
        const quint16 nobody = fakes::AccountSshd::freePort();
        const Id id = add("Bastion", [&](Connection& connection) { connection.address.port = nobody; });
        m_room->connectTo(id);
        QTRY_VERIFY_WITH_TIMEOUT(cover() && wordsOf(*cover()).contains("doesn’t answer"), 20'000);
        QVERIFY(wordsOf(*cover()).contains("Nothing listens on port"));
        grab("unreachable");
        QTRY_VERIFY(cover() && button(*cover(), "Edit the connection"));
        button(*cover(), "Edit the connection")->click();
        auto* form = dialog<ConnectionDialog>();
        QVERIFY(form);
        for (QLineEdit* line : form->findChildren<QLineEdit*>())
            if (line->accessibleName() == "Port")
                line->setText(QString::number(m_sshd.port()));
        button(*form, "Connect")->click();
        trustHost();
        type(fakes::AccountSshd::password);
        QVERIFY(connected());
    }

    void refusingAnUnknownHostSendsNothing() {
        m_room->connectTo(add("Bastion"));
        auto* asked = dialog<HostKeyDialog>();
        QVERIFY(asked);
        QTest::keyClick(asked, Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(wordsOf(*cover()).contains("Nothing was sent"), 20'000);
        QVERIFY(!QFile::exists(m_profile.filePath("known_hosts")));
    }

    void watchOnlyLetsNothingReachTheHost() {
        QVERIFY(
            m_sshd.restart({"ForceCommand i=0; while :; do i=$((i+1)); echo tick $i.; sleep 0.02; done"}));
        QVERIFY(open(addKey("Production", true)));
        QVERIFY(wordsOf(*m_room).contains("what you type here does not reach Production"));
        QVERIFY(shows("tick 3."));
        QTest::keyClicks(view(), "typed");
        view()->paste("pasted");
        view()->typeText("told");
        view()->session().type("past the view");
        const qsizetype ticks = view()->allText().count("tick");
        QTRY_VERIFY_WITH_TIMEOUT(view()->allText().count("tick") > ticks + 20, 20'000);
        for (const char* word :
             {"typed", "pasted", "told", "past"}) // the host's terminal would have echoed it
            QVERIFY2(!view()->allText().contains(word), word);
        grab("watch-only");
        QVERIFY(m_sshd.restart(settings));
    }

    void aHostOfTheSshConfigurationIsConnectedToAndStaysAsItIs() {
        QVERIFY(QDir(m_profile.path()).mkpath(".ssh"));
        QFile config(m_profile.filePath(".ssh/config"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(QString("Host web\n HostName 127.0.0.1\n Port %1\n User ada\n IdentityFile %2\n"
                             " ForwardX11 yes\nHost gone\n HostName 127.0.0.1\n Port %3\n")
                         .arg(m_sshd.port())
                         .arg(m_sshd.identity())
                         .arg(fakes::AccountSshd::freePort())
                         .toUtf8());
        config.close();
        m_room->showList();
        QTRY_VERIFY(wordsOf(*m_room).contains("From ~/.ssh/config"));
        QVERIFY(wordsOf(*m_room).contains("ForwardX11 is not used here"));
        grab("config");
        QVERIFY(open("ssh-config web"));
        view()->typeText("echo I am $(id -un)\r");
        QVERIFY(shows("I am ada"));
        QVERIFY(m_room->book().all().empty());
        m_room->connectTo("ssh-config gone");
        QTRY_VERIFY_WITH_TIMEOUT(cover() && wordsOf(*cover()).contains("doesn’t answer"), 20'000);
        QTRY_VERIFY(button(*cover(), "Try again"));
        QVERIFY(!button(*cover(), "Edit the connection")); // the file is not ours
    }

    void closingTheLastTabGoesBackToTheList() {
        QVERIFY(open(addKey("Bastion")));
        m_room->tabs().closeTab(0);
        QTRY_VERIFY(button(*m_room, "Connect to a host") &&
                    button(*m_room, "Connect to a host")->isVisible());
        QTRY_VERIFY(!wordsOf(*m_room).contains("terminals open"));
        m_room->connectTo(m_room->book().all().front().id); // and it can be gone to again
        QVERIFY(connected());
    }

    void stoppingALoginThatTakesLongIsPossible() {
        QTcpServer mute; // takes the connection and never speaks
        QVERIFY(mute.listen(QHostAddress::LocalHost));
        m_room->connectTo(
            add("Mute", [&](Connection& connection) { connection.address.port = mute.serverPort(); }));
        QTRY_VERIFY(cover() && button(*cover(), "Stop"));
        grab("connecting");
        button(*cover(), "Stop")->click();
        QTRY_VERIFY_WITH_TIMEOUT(button(*cover(), "Try again"), 5'000);
    }

    void nothingIsCutAtTwiceTheTextSize() {
        add("Bastion of the shift");
        add("Produktionsdatenbankverwaltungsserver der Nachtschicht", [](Connection& connection) {
            connection.watchOnly = true;
            connection.jumps = {{"ada", "zugangsvermittlungsstelle.example.com", 22}};
        });
        m_theme.setTextPercent(200);
        m_room->showList();
        m_window->resize(1366, 700);
        QCoreApplication::processEvents();
        if (const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS"); !folder.isEmpty())
            m_window->grab().save(folder + "/list-200.png");
        QString cut;
        for (const QLabel* label : m_room->findChildren<QLabel*>())
            if (label->isVisible() && !label->text().isEmpty() &&
                (label->height() < (label->wordWrap() ? label->heightForWidth(label->width())
                                                      : label->sizeHint().height()) ||
                 (!label->wordWrap() && label->width() < label->sizeHint().width())))
                cut = label->text();
        button(*m_room, "Connect to a host")->click();
        auto* form = dialog<ConnectionDialog>();
        QVERIFY(form);
        const QSize needed = form->minimumSizeHint();
        if (const QString folder = qEnvironmentVariable("UNDERSTUDY_GRABS"); !folder.isEmpty())
            form->grab().save(folder + "/new-200.png");
        form->reject();
        m_theme.setTextPercent(100);
        grab("list");
        QCOMPARE(cut, QString());
        QVERIFY2(needed.height() <= 700 && needed.width() <= 1366,
                 qPrintable(QString("%1x%2").arg(needed.width()).arg(needed.height())));
    }
};

QTEST_MAIN(tst_OnCallRoom)
#include "tst_OnCallRoom.moc"
