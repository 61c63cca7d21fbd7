#include "app/terminal/RemoteShell.h"
#include "core/base/Clock.h"
#include "core/terminal/Transcript.h"
#include "tests/fakes/RealThreads.h"
#include "tests/fakes/Sshd.h"
#include "views/terminal/HostKeyDialog.h"
#include "views/terminal/TerminalView.h"
#include "views/theme/Theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QtTest>

using namespace understudy;
using alone::RemoteShell;
using terminal::HostKeyDialog;

namespace {

/// A person before a window on another host, here a real sshd.
struct Desk {
    explicit Desk(const fakes::Sshd& sshd, const QString& known, const QString& command = {})
        : Desk(*alone::targetOf(QStringLiteral("%1@127.0.0.1:%2").arg(fakes::Sshd::user()).arg(sshd.port()),
                                0, sshd.identity(), known),
               command) {}
    Desk(const ssh::Target& where, const QString& command)
        : shell(where, command, {looks, clock, threads, post}, view) {
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

    theme::Theme looks;
    SystemClock clock;
    terminal::TerminalView view{looks, clock};
    fakes::RealThreads threads;
    Post post = [](std::function<void()> work) {
        QMetaObject::invokeMethod(qApp, std::move(work), Qt::QueuedConnection);
    };
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
        const auto target =
            alone::targetOf(QStringLiteral("ada@bastion"), 0, QStringLiteral("/no/key"), known());
        QVERIFY(!target);
        QVERIFY(target.error().sentence.contains(QStringLiteral("/no/key")));
    }
    void aNameOfTheSshConfigurationLeadsWhereItSays() {
        const QByteArray home = qgetenv("HOME");
        const auto restore = qScopeGuard([&] { qputenv("HOME", home); });
        qputenv("HOME", m_folder.path().toLocal8Bit());
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
        const auto target = alone::targetOf(QStringLiteral("web"), 0, {}, known(), &unused);
        QVERIFY(target.ok());
        QCOMPARE(target->port, m_sshd.port());
        QCOMPARE(target->identities, QStringList{m_sshd.identity()});
        QVERIFY2(unused.join(QLatin1Char(' ')).contains(QStringLiteral("StrictHostKeyChecking is not used")),
                 qPrintable(unused.join(QLatin1Char(' '))));
        Desk desk(*target, QStringLiteral("exit 9"));
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000); // the file cannot switch that off
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::Connect);
        QTRY_VERIFY_WITH_TIMEOUT(desk.end, 20'000);
        QCOMPARE(*desk.end, 9);
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("Host \"web\n");
        config.close();
        const auto broken = alone::targetOf(QStringLiteral("web"), 0, {}, known());
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
    void anAddressIsReadAsSshReadsIt() {
        const auto target =
            alone::targetOf(QStringLiteral("ada@[2001:db8::1]:2222"), 0, m_sshd.identity(), known());
        QVERIFY(target.ok());
        QCOMPARE(target.value().host, QStringLiteral("2001:db8::1"));
        QCOMPARE(target.value().port, 2222);
        QCOMPARE(target.value().user, QStringLiteral("ada"));
        QVERIFY(!alone::targetOf(QStringLiteral("a b"), 0, {}, known()));
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
    QString known() const { return m_folder.filePath(QStringLiteral("known_hosts")); }
    fakes::Sshd m_sshd;
    QTemporaryDir m_folder;
};

QTEST_MAIN(TestRemoteShell)
#include "tst_RemoteShell.moc"
