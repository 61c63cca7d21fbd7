#include "core/tunnel/FarNetwork.h"

#include "tests/fakes/SshCase.h"

#include <QNetworkReply>
#include <QTcpSocket>

using namespace understudy;

/// Web addresses that only the host can reach, read through its login.
class tst_FarNetwork final : public QObject {
    Q_OBJECT

    fakes::SshCase m_case;
    std::unique_ptr<ssh::Session> m_there;
    QTcpServer m_web;
    QByteArray m_answer;
    QByteArray m_asked;

    struct Said {
        QNetworkReply::NetworkError error = QNetworkReply::NoError;
        int status = 0;
        QByteArray body;
        QString sentence;
    };
    static Said wait(QNetworkReply* reply) {
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }, 10'000))
            qWarning("no end of the answer");
        const Said said{reply->error(), reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(),
                        reply->readAll(), reply->errorString()};
        reply->deleteLater();
        return said;
    }
    Said get(const QByteArray& answer) {
        m_answer = answer;
        m_asked.clear();
        tunnel::FarNetwork network([this] { return m_there.get(); });
        return wait(network.get(QNetworkRequest(address("/api/v1/query?query=up%7B%7D"))));
    }
    QUrl address(const QString& path) const {
        return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_web.serverPort()).arg(path));
    }

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
                m_asked += socket->readAll();
                if (!m_asked.contains("\r\n\r\n") ||
                    (m_asked.startsWith("POST") && !m_asked.endsWith("the end")))
                    return;
                for (const char byte : m_answer) { // in small pieces
                    socket->write(&byte, 1);
                    socket->flush();
                }
                socket->disconnectFromHost();
            });
        });
    }
    void cleanupTestCase() { m_there.reset(); }

    void answersOfEveryShapeComeWhole_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("sized") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more")
                               << QByteArray("hello");
        QTest::newRow("until the end") << QByteArray("HTTP/1.0 200 OK\r\n\r\nhello") << QByteArray("hello");
        QTest::newRow("chunks") << QByteArray(
                                       "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n"
                                       "7;x=y\r\n, world\r\n0\r\n\r\n")
                                << QByteArray("hello, world");
        QTest::newRow("empty") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << QByteArray();
        QTest::newRow("after a continue")
            << QByteArray("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            << QByteArray("hi");
    }
    void answersOfEveryShapeComeWhole() {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, body);
        const Said said = get(answer);
        QCOMPARE(said.error, QNetworkReply::NoError);
        QCOMPARE(said.body, body);
        QVERIFY(said.status == 200 || said.status == 204);
        QVERIFY2(m_asked.startsWith("GET /api/v1/query?query=up%7B%7D HTTP/1.1\r\nHost: 127.0.0.1:"),
                 m_asked);
    }

    void brokenAnswersAreErrors_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("cut") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
        QTest::newRow("cut chunk") << QByteArray(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
        QTest::newRow("bad chunk") << QByteArray(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\nhel");
        QTest::newRow("another protocol") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n\r\n");
        QTest::newRow("nothing") << QByteArray();
    }
    void brokenAnswersAreErrors() {
        QFETCH(QByteArray, answer);
        const Said said = get(answer);
        QVERIFY(said.error != QNetworkReply::NoError);
        QVERIFY(!said.sentence.isEmpty());
    }

    void anErrorOfTheServerKeepsItsBody() {
        const Said said = get("HTTP/1.1 422 Unprocessable\r\nContent-Length: 3\r\n\r\nwhy");
        QCOMPARE(said.status, 422);
        QCOMPARE(said.body, QByteArray("why"));
        QVERIFY(said.error != QNetworkReply::NoError);
    }

    void aFormIsPosted() {
        m_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        m_asked.clear();
        tunnel::FarNetwork network([this] { return m_there.get(); });
        QNetworkRequest request(address("/api/v1/query"));
        request.setHeader(QNetworkRequest::ContentTypeHeader, "application/x-www-form-urlencoded");
        request.setRawHeader("Authorization", "Bearer token");
        const Said said = wait(network.post(request, QByteArray("query=up the end")));
        QCOMPARE(said.body, QByteArray("ok"));
        QVERIFY2(m_asked.contains("Content-Length: 16\r\n") &&
                     m_asked.contains("Authorization: Bearer token\r\n"),
                 m_asked);
    }

    void whatCannotBeReachedIsSaid() {
        tunnel::FarNetwork network([this] { return m_there.get(); });
        const Said nobody = wait(network.get(
            QNetworkRequest(QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(fakes::Sshd::freePort())))));
        QVERIFY(nobody.error != QNetworkReply::NoError && nobody.status == 0);
        QCOMPARE(wait(network.get(QNetworkRequest(QUrl("https://127.0.0.1/")))).error,
                 QNetworkReply::ProtocolUnknownError);
        tunnel::FarNetwork alone([] { return nullptr; });
        QCOMPARE(wait(alone.get(QNetworkRequest(address("/")))).error,
                 QNetworkReply::TemporaryNetworkFailureError);
    }

    void aRequestMayBeStopped() {
        m_asked.clear();
        m_answer = QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n") + QByteArray(3000, 'x');
        tunnel::FarNetwork network([this] { return m_there.get(); });
        QNetworkReply* reply = network.get(QNetworkRequest(address("/")));
        int ends = 0;
        connect(reply, &QNetworkReply::finished, reply, [&] { ++ends; });
        connect(reply, &QNetworkReply::readyRead, reply, [&] { reply->abort(); });
        QTRY_COMPARE_WITH_TIMEOUT(ends, 1, 10'000);
        QCOMPARE(reply->error(), QNetworkReply::OperationCanceledError);
        reply->abort();
        QCOMPARE(ends, 1);
        reply->deleteLater();
    }
};

QTEST_GUILESS_MAIN(tst_FarNetwork)
#include "tst_FarNetwork.moc"
