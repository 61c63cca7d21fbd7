#include "core/tunnel/ChannelDevice.h"

#include "tests/fakes/SshCase.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTextStream>

using namespace understudy;

/// A port inside the lab, read as any device of Qt's: this is how a chart reads a Prometheus that only the
/// lab can reach.
class tst_ChannelDevice final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;
    std::unique_ptr<ssh::Session> m_there;
    QTcpServer m_web;
    QByteArray m_body;

private Q_SLOTS:
    void initTestCase() {
        if (!m_case.sshd.start())
            QSKIP(qPrintable(m_case.sshd.reason()));
        m_there = m_case.loggedIn();
        QVERIFY(m_there);
        QVERIFY(m_web.listen(QHostAddress::LocalHost));
        connect(&m_web, &QTcpServer::newConnection, &m_web, [this] {
            QTcpSocket* socket = m_web.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                if (socket->readAll().endsWith("\r\n\r\n")) {
                    socket->write("HTTP/1.0 200 OK\r\n\r\n" + m_body);
                    socket->disconnectFromHost();
                }
            });
        });
    }
    void cleanupTestCase() { m_there.reset(); }

    void aQuestionOverHttpIsAnsweredThroughTheLogin() {
        m_body = "{\"status\":\"success\"}\n";
        tunnel::ChannelDevice device(m_there->forward("127.0.0.1", m_web.serverPort()));
        QSignalSpy finished(&device, &QIODevice::readChannelFinished);
        QVERIFY(device.isOpen() && device.isSequential());
        device.write("GET /api/v1/query?query=up HTTP/1.0\r\n\r\n");
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 10'000);
        QVERIFY(!device.atEnd());
        QCOMPARE(device.readLine(), QByteArray("HTTP/1.0 200 OK\r\n"));
        QCOMPARE(device.readAll(), QByteArray("\r\n{\"status\":\"success\"}\n"));
        QVERIFY(device.atEnd());
        QCOMPARE(device.write("more"), qint64(-1));
    }

    void aReaderThatTakesItsTimeHoldsTheFarSideBack() {
        m_body = QByteArray(8 * 1024 * 1024, 'x');
        tunnel::ChannelDevice device(m_there->forward("127.0.0.1", m_web.serverPort()));
        device.write("GET / HTTP/1.0\r\n\r\n");
        const auto credit = static_cast<qint64>(terminal::ByteStream::InitialCredit);
        QTRY_COMPARE_WITH_TIMEOUT(device.bytesAvailable(), credit, 10'000);
        QTest::qWait(200); // what nobody has read yet must not be joined by more
        QCOMPARE(device.bytesAvailable(), credit);
        qint64 came = 0;
        QTRY_VERIFY_WITH_TIMEOUT((came += device.readAll().size(), device.atEnd()), 20'000);
        QCOMPARE(came, qint64(m_body.size()) + 19);
    }

    void aPortNobodyListensOnIsAnEndWithASentence() {
        tunnel::ChannelDevice device(m_there->forward("127.0.0.1", fakes::Sshd::freePort()));
        QSignalSpy finished(&device, &QIODevice::readChannelFinished);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 10'000);
        QVERIFY(device.atEnd());
        QVERIFY(device.errorString().endsWith('.'));
        device.close();
        QVERIFY(!device.isOpen());
    }
};

QTEST_GUILESS_MAIN(tst_ChannelDevice)
#include "tst_ChannelDevice.moc"
