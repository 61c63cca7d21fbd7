#include "app/terminal/RemoteShell.h"
#include "core/base/Clock.h"
#include "core/terminal/Transcript.h"
#include "tests/fakes/RealThreads.h"
#include "tests/fakes/Sshd.h"
#include "views/connection/HostKeyDialog.h"
#include "views/connection/LinkStrip.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/Theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QtTest>

using namespace understudy;
using alone::RemoteShell;
using connection::HostKeyDialog;

namespace {

/// A person before a window on another host, here a real sshd.
struct Desk {
    explicit Desk(const fakes::Sshd& sshd, const QString& known, const QString& command = {})
        : Desk(*alone::hostOf(QStringLiteral("%1@127.0.0.1:%2").arg(fakes::Sshd::user()).arg(sshd.port()), 0,
                              sshd.identity(), {}),
               known, command) {}
    Desk(const connection::Connection& host, const QString& known, const QString& command,
         const QString& config = {})
        : shell(host, {threads, post, clock, nullptr, {known}, alone::loginName(), config, command}, looks,
                view, strip) {
        QObject::connect(&view, &terminal::TerminalView::ended, &view,
                         [this](bool lost, int status, const QString&) { end = lost ? -1 : status; });
        view.show();
        shell.logIn();
    }
    template <typename Dialog>
    Dialog* dialog() const {
        return view.findChild<Dialog*>();
    }
    QString text() const { return view.screenText(); }
    /// One of the strip's that shows.
    QPushButton* button(const QString& words) const {
        for (auto* each : strip.findChildren<QPushButton*>())
            if (each->text() == words && !each->isHidden())
                return each;
        return nullptr;
    }

    theme::Theme looks;
    SystemClock clock;
    terminal::TerminalView view{looks, clock};
    fakes::RealThreads threads;
    Post post = [](std::function<void()> work) {
        QMetaObject::invokeMethod(qApp, std::move(work), Qt::QueuedConnection);
    };
    connection::LinkStrip strip{looks, clock};
    RemoteShell shell;
    std::optional<int> end;
};

} // namespace

/// The stand-alone terminal on another host.
class TestRemoteShell : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        if (!m_sshd.start())
            QSKIP(qPrintable(m_sshd.reason()));
        QFile::remove(known());
    }
    void cleanup() { m_sshd.stop(); }
    void aHostNotSeenBeforeIsAskedAboutOnce() {
        {
            Desk desk(m_sshd, known(), QStringLiteral("echo he''llo; exit 5"));
            QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
            desk.dialog<HostKeyDialog>()->done(HostKeyDialog::Connect);
            QTRY_VERIFY_WITH_TIMEOUT(desk.end, 20'000);
            QCOMPARE(*desk.end, 5);
            QVERIFY2(desk.text().contains(QStringLiteral("hello")), qPrintable(desk.text()));
        }
        Desk again(m_sshd, known(), QStringLiteral("exit 6"));
        QTRY_VERIFY_WITH_TIMEOUT(again.end, 20'000);
        QCOMPARE(*again.end, 6);
    }
    void noIsTakenForAnAnswer() {
        Desk desk(m_sshd, known());
        QSignalSpy gaveUp(&desk.shell, &RemoteShell::gaveUp);
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::DoNotConnect);
        QTRY_COMPARE_WITH_TIMEOUT(gaveUp.count(), 1, 20'000);
        QVERIFY(!desk.view.isConnected());
        QVERIFY(!QFile::exists(known()));
    }
    void anotherKeyStopsTheLogin() {
        QVERIFY(comesToKnow());
        QVERIFY2(m_sshd.reinstall(), qPrintable(m_sshd.reason()));
        Desk desk(m_sshd, known());
        QSignalSpy gaveUp(&desk.shell, &RemoteShell::gaveUp);
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::DoNotConnect);
        QTRY_COMPARE_WITH_TIMEOUT(gaveUp.count(), 1, 20'000);
        QVERIFY(!desk.view.isConnected());
    }
    void aReplacedKeyLetsIn() {
        QVERIFY(comesToKnow());
        QVERIFY2(m_sshd.reinstall(), qPrintable(m_sshd.reason()));
        Desk desk(m_sshd, known(), QStringLiteral("exit 8"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::ReplaceKey);
        QTRY_VERIFY_WITH_TIMEOUT(desk.end, 20'000);
        QCOMPARE(*desk.end, 8);
    }
    void aHostThatIsNotThereIsSaidAndTriedAgain() {
        m_sshd.stop();
        Desk desk(m_sshd, known());
        QSignalSpy gaveUp(&desk.shell, &RemoteShell::gaveUp);
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<theme::StateDialog>(), 20'000);
        QPointer<theme::StateDialog> first = desk.dialog<theme::StateDialog>();
        first->done(QDialog::Accepted); // try again
        QTRY_VERIFY_WITH_TIMEOUT(!first && desk.dialog<theme::StateDialog>(), 20'000);
        desk.dialog<theme::StateDialog>()->done(QDialog::Rejected);
        QTRY_COMPARE_WITH_TIMEOUT(gaveUp.count(), 1, 20'000);
        QVERIFY(!gaveUp[0][0].value<Error>().sentence.isEmpty());
    }
    void aKeyFileThatIsNotThereIsSaid() {
        const auto host = alone::hostOf(QStringLiteral("ada@bastion"), 0, QStringLiteral("/no/key"), {});
        QVERIFY(!host);
        QVERIFY(host.error().sentence.contains(QStringLiteral("/no/key")));
    }
    void aNameOfTheSshConfigurationLeadsWhereItSays() {
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral(".ssh")));
        QFile config(m_folder.filePath(QStringLiteral(".ssh/config")));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(QStringLiteral("Host web\n HostName 127.0.0.1\n Port %1\n User %2\n IdentityFile %3\n"
                                    " StrictHostKeyChecking no\n")
                         .arg(m_sshd.port())
                         .arg(fakes::Sshd::user(), m_sshd.identity())
                         .toUtf8());
        config.close();
        QStringList unused;
        const auto host = alone::hostOf(QStringLiteral("web"), 0, {}, config.fileName(), &unused);
        QVERIFY(host.ok());
        QCOMPARE(host->name, QStringLiteral("%1@127.0.0.1:%2").arg(fakes::Sshd::user()).arg(m_sshd.port()));
        QVERIFY2(unused.join(QLatin1Char(' ')).contains(QStringLiteral("StrictHostKeyChecking is not used")),
                 qPrintable(unused.join(QLatin1Char(' '))));
        Desk desk(*host, known(), QStringLiteral("exit 9"), config.fileName());
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000); // the file cannot switch that off
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::Connect);
        QTRY_VERIFY_WITH_TIMEOUT(desk.end, 20'000);
        QCOMPARE(*desk.end, 9);
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("Host \"web\n");
        config.close();
        const auto broken = alone::hostOf(QStringLiteral("web"), 0, {}, config.fileName());
        QVERIFY(!broken);
        QVERIFY(broken.error().sentence.contains(QStringLiteral("quote is not closed")));
        QVERIFY(config.remove());
    }
    void aLostConnectionComesBackByItself() {
        Desk desk(m_sshd, known());
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::Connect);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.isConnected(), 20'000);
        desk.view.typeText(QStringLiteral("echo before $((40 + 2))\r"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.allText().contains(QStringLiteral("before 42")), 20'000);
        desk.view.typeText(QStringLiteral("kill -9 $PPID\r")); // the server's half of the connection
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.allText().contains(QStringLiteral("Connection lost at")), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.allText().contains(QStringLiteral("Not connected for")), 20'000);
        QVERIFY(desk.view.allText().contains(QStringLiteral("before 42")));
        desk.view.typeText(QStringLiteral("exit 4\r"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.end, 20'000);
        QCOMPARE(*desk.end, 4);
    }
    void whileItIsAwayAStripCountsDownAndTryNowEndsThePause() {
        Desk desk(m_sshd, known());
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::Connect);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.isConnected(), 20'000);
        QCOMPARE(desk.strip.words(), QString());
        desk.view.typeText(QStringLiteral("printf '\\033]2;on call\\007'; echo before $((40 + 2))\r"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.allText().contains(QStringLiteral("before 42")), 20'000);
        cut(desk);
        // 1, 2, 4 … seconds: a pause of four shows at least two figures.
        QTRY_VERIFY_WITH_TIMEOUT(desk.strip.words().contains(QStringLiteral("by itself in 4 s.")), 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(desk.strip.words().contains(QStringLiteral("by itself in 3 s.")), 10'000);
        QVERIFY(m_sshd.restart());
        QVERIFY(desk.button(QStringLiteral("Try now (Enter)")));
        desk.button(QStringLiteral("Try now (Enter)"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.isConnected(), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(desk.strip.words(), QString(), 20'000);
        QCOMPARE(desk.view.title(), QStringLiteral("on call"));
        const QString text = desk.view.allText();
        QVERIFY(text.indexOf(QStringLiteral("before 42")) <
                text.indexOf(QStringLiteral("Not connected for")));
    }
    void stopEndsTheTriesAndEnterBeginsThemAgain() {
        Desk desk(m_sshd, known());
        QSignalSpy gaveUp(&desk.shell, &RemoteShell::gaveUp);
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::Connect);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.isConnected(), 20'000);
        cut(desk);
        QTRY_VERIFY_WITH_TIMEOUT(desk.strip.words().contains(QStringLiteral("by itself in")), 20'000);
        QVERIFY(desk.button(QStringLiteral("Stop")));
        desk.button(QStringLiteral("Stop"))->click();
        QCOMPARE(desk.strip.words(), QString());
        QVERIFY(desk.view.allText().contains(QStringLiteral("Press Enter to connect again.")));
        QVERIFY(m_sshd.restart());
        QTest::keyClick(&desk.view, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.isConnected(), 20'000);
        QCOMPARE(gaveUp.count(), 0);
    }
    void aLoginRefusedMeanwhileStopsTheTriesAndKeepsTheText() {
        Desk desk(m_sshd, known());
        QSignalSpy gaveUp(&desk.shell, &RemoteShell::gaveUp);
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::Connect);
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.isConnected(), 20'000);
        desk.view.typeText(QStringLiteral("echo before $((40 + 2))\r"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.view.allText().contains(QStringLiteral("before 42")), 20'000);
        QFile authorized(m_sshd.path("authorized"));
        QVERIFY(authorized.open(QIODevice::ReadOnly));
        const QByteArray keys = authorized.readAll();
        authorized.close();
        const auto restore = qScopeGuard([&] {
            if (authorized.open(QIODevice::WriteOnly))
                authorized.write(keys);
        });
        QVERIFY(authorized.open(QIODevice::WriteOnly)); // nobody is let in any more
        authorized.close();
        cut(desk);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.view.isConnected(), 20'000);
        QVERIFY(m_sshd.restart());
        QTRY_VERIFY_WITH_TIMEOUT(desk.button(QStringLiteral("Try again (Enter)")), 40'000);
        QVERIFY2(desk.strip.words().contains(QStringLiteral("What is on the screen is kept.")),
                 qPrintable(desk.strip.words()));
        QVERIFY(desk.view.allText().contains(QStringLiteral("before 42")));
        QCOMPARE(gaveUp.count(), 0); // the window stays
    }
    void anAddressIsReadAsSshReadsIt() {
        const auto host = alone::hostOf(QStringLiteral("ada@[2001:db8::1]:2222"), 0, m_sshd.identity(), {});
        QVERIFY(host.ok());
        QCOMPARE(host->address, (connection::Address{"ada", "2001:db8::1", 2222}));
        QCOMPARE(host->name, QStringLiteral("ada@[2001:db8::1]:2222"));
        QCOMPARE(alone::hostOf(QStringLiteral("ada@bastion:22"), 2200, {}, {})->address.port, 2200);
        QVERIFY(!alone::hostOf(QStringLiteral("a b"), 0, {}, {}));
    }

private:
    /// A first login, after which the host is known.
    bool comesToKnow() {
        Desk desk(m_sshd, known(), QStringLiteral("exit 0"));
        const auto asked = [&] { return desk.dialog<HostKeyDialog>() != nullptr; };
        if (!QTest::qWaitFor(asked, 20'000))
            return false;
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::Connect);
        return QTest::qWaitFor([&] { return desk.end.has_value(); }, 20'000);
    }
    /// The host goes away, and with it its half of the connection.
    void cut(Desk& desk) {
        m_sshd.stop();
        desk.view.typeText(QStringLiteral("kill -9 $PPID\r"));
    }
    QString known() const { return m_folder.filePath(QStringLiteral("known_hosts")); }
    fakes::Sshd m_sshd;
    QTemporaryDir m_folder;
};

QTEST_MAIN(TestRemoteShell)
#include "tst_RemoteShell.moc"
