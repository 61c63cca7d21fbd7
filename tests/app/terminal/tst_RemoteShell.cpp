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
        : target(*alone::targetOf(QStringLiteral("%1@127.0.0.1:%2").arg(fakes::Sshd::user()).arg(sshd.port()),
                                  0, sshd.identity(), known))
        , shell(target, command, {looks, threads, post}, view) {
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
    ssh::Target target;
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
        {
            Desk desk(m_sshd, known(), QStringLiteral("exit 0"));
            QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
            desk.dialog<HostKeyDialog>()->done(HostKeyDialog::Connect);
            QTRY_VERIFY_WITH_TIMEOUT(desk.end, 20'000);
        }
        const quint16 port = m_sshd.port();
        m_sshd.stop();
        m_sshd.changeHostKey();
        QVERIFY2(m_sshd.start({}, port), qPrintable(m_sshd.reason()));
        Desk desk(m_sshd, known());
        QSignalSpy gaveUp(&desk.shell, &RemoteShell::gaveUp);
        QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
        desk.dialog<HostKeyDialog>()->done(HostKeyDialog::DoNotConnect);
        QTRY_COMPARE_WITH_TIMEOUT(gaveUp.count(), 1, 20'000);
        QVERIFY(!desk.view.isConnected());
    }
    void aReplacedKeyLetsIn() {
        {
            Desk desk(m_sshd, known(), QStringLiteral("exit 0"));
            QTRY_VERIFY_WITH_TIMEOUT(desk.dialog<HostKeyDialog>(), 20'000);
            desk.dialog<HostKeyDialog>()->done(HostKeyDialog::Connect);
            QTRY_VERIFY_WITH_TIMEOUT(desk.end, 20'000);
        }
        const quint16 port = m_sshd.port();
        m_sshd.stop();
        m_sshd.changeHostKey();
        QVERIFY2(m_sshd.start({}, port), qPrintable(m_sshd.reason()));
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
    QString known() const { return m_folder.filePath(QStringLiteral("known_hosts")); }
    fakes::Sshd m_sshd;
    QTemporaryDir m_folder;
};

QTEST_MAIN(TestRemoteShell)
#include "tst_RemoteShell.moc"
