#include "core/tunnel/PortForward.h"
#include "tests/views/window/OnCallStage.h"
#include "views/connection/ForwardDialog.h"
#include "views/connection/ForwardRow.h"
#include "views/connection/ForwardsPanel.h"
#include "views/window/HostTools.h"

#include <QCheckBox>
#include <QClipboard>
#include <QTcpServer>
#include <QTcpSocket>

using namespace understudy;
using namespace understudy::window;
using connection::ForwardDialog;
using connection::ForwardRow;
using connection::ForwardsPanel;

/// Ports behind a host for the programs of this computer, opened and stopped in the window.
class tst_HostForwards final : public QObject, private OnCallStage {
    Q_OBJECT

    QTcpServer m_far;

    ForwardsPanel* panel() const { return m_room->findChild<ForwardsPanel*>(); }
    QList<ForwardRow*> rows() const {
        return panel() ? panel()->findChildren<ForwardRow*>() : QList<ForwardRow*>();
    }
    static void press(int key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key(key), modifiers);
    }
    /// Key after key to what has this name.
    static bool goTo(const QString& name, int key = Qt::Key_Tab) {
        for (int i = 0; i < 60; ++i) {
            const QWidget* at = QApplication::focusWidget();
            const auto* button = qobject_cast<const QAbstractButton*>(at);
            if (at && (at->accessibleName() == name || (button && button->text() == name)))
                return true;
            press(key);
        }
        return false;
    }
    void activate() {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void openByKeys(bool remember = false) {
        activate(); // questions have had the keyboard
        if (!panel() || !panel()->isVisible()) {
            view()->setFocus();
            press(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        }
        QVERIFY(panel() && panel()->isVisible());
        QVERIFY(goTo("Forward a port…"));
        press(Qt::Key_Space);
        QVERIFY(dialog<ForwardDialog>());
        QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
        QCOMPARE(QApplication::focusWidget()->accessibleName(), QStringLiteral("Far port"));
        QTest::keyClicks(QApplication::focusWidget(), QString::number(m_far.serverPort()));
        if (remember) {
            QVERIFY(goTo("Open it again next time"));
            press(Qt::Key_Space);
        }
        grab("forward-dialog");
        press(Qt::Key_Return);
        activate();
    }
    /// "127.0.0.1:40000" of the first line.
    quint16 port() const { return rows().front()->words().section(' ', 0, 0).section(':', 1).toUShort(); }
    QByteArray ask() const {
        QTcpSocket program;
        program.connectToHost(QHostAddress::LocalHost, port());
        QByteArray got;
        (void)QTest::qWaitFor(
            [&] {
                got += program.readAll();
                return got.endsWith('!') || program.state() == QAbstractSocket::UnconnectedState;
            },
            20'000);
        return got;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!prepare())
            QSKIP(qPrintable(m_sshd.reason()));
        QVERIFY(m_far.listen(QHostAddress::LocalHost));
        connect(&m_far, &QTcpServer::newConnection, &m_far, [this] {
            QTcpSocket* socket = m_far.nextPendingConnection();
            socket->write("Hello from behind!");
            socket->disconnectFromHost();
        });
    }
    void init() {
        m_theme.setTextPercent(100);
        openWindow();
    }
    void cleanup() { m_window.reset(); }

    void aPortIsOpenedUsedCopiedAndStoppedByKeys() {
        QVERIFY(open(addKey("gate")) && shows("$"));
        openByKeys();
        QTRY_COMPARE(rows().size(), 1);
        QVERIFY(port() != 0);
        const QString far = QStringLiteral("localhost:%1").arg(m_far.serverPort());
        QVERIFY2(rows().front()->words().contains(far), qPrintable(rows().front()->words()));
        QCOMPARE(ask(), QByteArray("Hello from behind!"));
        QTRY_VERIFY_WITH_TIMEOUT(rows().front()->words().contains("18 bytes received"), 10'000);
        QCOMPARE(rows().front()->accessibleName(), rows().front()->words()); // for screen readers
        grab("forward-open");
        const QString local = QStringLiteral("127.0.0.1:%1").arg(port());
        QVERIFY(goTo("Copy the address " + local, Qt::Key_Backtab));
        press(Qt::Key_Space);
        QCOMPARE(QGuiApplication::clipboard()->text(), local);
        QVERIFY(goTo(QStringLiteral("Stop forwarding %1 to %2").arg(local, far)));
        const quint16 was = port();
        press(Qt::Key_Space);
        QTRY_VERIFY(rows().isEmpty());
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost, was));
        QCOMPARE(QApplication::focusWidget()->property("text").toString(), QStringLiteral("Forward a port…"));
        press(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(!panel()->isVisible());
        QVERIFY(view()->hasFocus());
    }

    void aRefusalOfTheFarSideStandsInTheLine() {
        QVERIFY(open(addKey("gate")) && shows("$"));
        openByKeys();
        QTRY_COMPARE(rows().size(), 1);
        const quint16 far = m_far.serverPort();
        m_far.close();
        QCOMPARE(ask(), QByteArray());
        QTRY_VERIFY_WITH_TIMEOUT(
            rows().front()->words().contains(QStringLiteral("Nothing answers at localhost:%1").arg(far)),
            10'000);
        grab("forward-refused");
        m_theme.setTextPercent(200);
        grab("forward-refused-200");
        m_theme.setTextPercent(100);
        QVERIFY(m_far.listen(QHostAddress::LocalHost, far));
        QCOMPARE(ask(), QByteArray("Hello from behind!"));
        QTRY_VERIFY(!rows().front()->words().contains("Nothing answers"));
    }

    void thePortWaitsForTheConnectionAndEndsWithTheTab() {
        QVERIFY(open(addKey("gate")) && shows("$"));
        openByKeys();
        QTRY_COMPARE(rows().size(), 1);
        m_sshd.stop();
        QTRY_VERIFY_WITH_TIMEOUT(rows().front()->words().contains("Waiting for the connection"), 40'000);
        QCOMPARE(ask(), QByteArray());
        QVERIFY(rows().front()->words().contains("turned away"));
        grab("forward-waiting");
        QVERIFY(m_sshd.start(settings, m_sshd.port()));
        QTRY_VERIFY_WITH_TIMEOUT(!rows().front()->words().contains("Waiting"), 60'000);
        QCOMPARE(ask(), QByteArray("Hello from behind!"));
        const quint16 was = port();
        m_room->tabs().closeTab(0);
        QTcpServer free;
        QTRY_VERIFY_WITH_TIMEOUT(free.isListening() || free.listen(QHostAddress::LocalHost, was), 10'000);
    }

    void aRememberedPortIsThereAgainNextTime() {
        const Id gate = addKey("gate");
        QVERIFY(open(gate) && shows("$"));
        openByKeys(true);
        QTRY_COMPARE(rows().size(), 1);
        QTRY_VERIFY(rows().front()->words().contains("Opened again next time"));
        const quint16 was = port();
        QCOMPARE(m_room->book().find(gate)->forwards.size(), std::size_t(1));
        m_room->tabs().closeTab(0);
        QTcpServer free;
        QTRY_VERIFY_WITH_TIMEOUT(free.isListening() || free.listen(QHostAddress::LocalHost, was), 10'000);
        free.close();
        m_room->connectTo(gate);
        QVERIFY(connected());
        activate();
        QTRY_COMPARE(rows().size(), 1);
        QCOMPARE(port(), was); // bookmarks of it stay good
        QCOMPARE(ask(), QByteArray("Hello from behind!"));
        button(*rows().front(), "Stop")->click(); // not wanted any more
        QTRY_VERIFY(rows().isEmpty());
        QVERIFY(m_room->book().find(gate)->forwards.empty());
    }

    void nothingIsForwardedToAHostThatIsWatchedOnly() {
        QVERIFY(open(addKey("production", true)) && shows("$"));
        activate();
        view()->setFocus();
        press(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(panel());
        QVERIFY(wordsOf(*panel()).contains("watched only"));
        QVERIFY(!button(*panel(), "Forward a port")->isEnabled());
        grab("forward-watched");
    }
};

QTEST_MAIN(tst_HostForwards)
#include "tst_HostForwards.moc"
