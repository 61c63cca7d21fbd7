#include "core/sync/HttpNetwork.h"

#include "core/sync/Proxy.h"
#include "core/sync/Setback.h"
#include "tests/core/http/RunningServer.h"
#include "tests/core/sync/DatedServer.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace understudy;
using sync::Answer;
using sync::Proxy;

namespace {

/// Sends the same bytes to everybody and hangs up, however little that has to do with HTTP.
class Liar final {
public:
    explicit Liar(QByteArray bytes)
        : m_bytes(std::move(bytes)) {
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket* socket = m_server.nextPendingConnection()) {
                QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                    heard += socket->readAll();
                    if (!heard.endsWith("\r\n\r\n") && !speaksFirst)
                        return;
                    const bool known = !wants.isEmpty() && heard.contains(wants);
                    socket->write(known ? better : m_bytes);
                    socket->disconnectFromHost();
                });
            }
        });
        m_server.listen(QHostAddress::LocalHost);
    }
    quint16 port() const { return m_server.serverPort(); }
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1/xapi/statements").arg(port())); }

    QByteArray heard;
    bool speaksFirst = false; ///< without hearing anybody out
    QByteArray wants;         ///< whoever says that
    QByteArray better;        ///< gets this

private:
    QTcpServer m_server;
    QByteArray m_bytes;
};

QByteArray said(const QByteArray& status, const QByteArray& body, qsizetype length,
                const QByteArray& more = {}) {
    return "HTTP/1.1 " + status +
           "\r\nX-Experience-API-Version: 1.0.3\r\nContent-Type: application/json\r\n" + more +
           "Content-Length: " + QByteArray::number(length) + "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace

/// What the network makes of servers that lie, of proxies and of certificates.
class tst_HttpNetwork final : public QObject {
    Q_OBJECT

    static Answer ask(sync::HttpNetwork& network, const QUrl& url) {
        std::optional<Answer> got;
        network.send({"GET", url, {{"Authorization", "Basic c2VjcmV0"}}, {}},
                     [&](const Answer& answer) { got = answer; });
        if (!QTest::qWaitFor([&] { return got.has_value(); }, 20000))
            qFatal("no answer, and no word that there is none");
        return *got;
    }
    static Answer ask(const QUrl& url) {
        sync::HttpNetwork network;
        return ask(network, url);
    }
    static Proxy proxyOn(quint16 port, const QString& user = {}, const QString& password = {}) {
        return {Proxy::Kind::Own, QStringLiteral("127.0.0.1"), port, user, password};
    }

private Q_SLOTS:
    void anAnswerThatIsWholeArrivesWithItsHeaders() {
        Liar server(said("200 OK", "[]", 2));
        const Answer answer = ask(server.url());
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("[]"));
        QCOMPARE(answer.header("x-experience-api-version"), QByteArray("1.0.3"));
        QVERIFY(server.heard.contains("Authorization: Basic c2VjcmV0"));
    }

    void anAnswerThatIsCutShortIsNone() {
        for (const auto& bytes :
             {said("200 OK", "[\"0190a6a0", 400), QByteArray("HTTP/1.1 200 OK\r\nContent-Le"), QByteArray(),
              QByteArray("SSH-2.0-OpenSSH_9.2p1\r\n"),
              QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n[\"01")}) {
            Liar server(bytes);
            const Answer answer = ask(server.url());
            QVERIFY2(answer.status == 0, bytes.constData());
            QVERIFY(!answer.detail.isEmpty());
            QCOMPARE(answer.trouble, Answer::Trouble::None);
        }
    }

    void whatComesAfterTheEndOfAnAnswerIsNoPartOfIt() {
        Liar server(said("200 OK", "[]<html>Log in</html>", 2));
        const Answer answer = ask(server.url());
        QVERIFY(answer.status == 0 || answer.body == "[]");
    }

    void aRedirectIsNotFollowedSoThatThePasswordStays() {
        Liar hotel(said("200 OK", "[]", 2));
        Liar server(said("302 Found", {}, 0, "Location: " + hotel.url().toEncoded() + "\r\n"));
        QCOMPARE(ask(server.url()).status, 302);
        QVERIFY(hotel.heard.isEmpty());
    }

    void aClosedPortIsNoAnswer() {
        quint16 port = 0;
        {
            QTcpServer closed;
            closed.listen(QHostAddress::LocalHost);
            port = closed.serverPort();
        }
        const Answer answer = ask(QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(port)));
        QCOMPARE(answer.status, 0);
        QCOMPARE(answer.trouble, Answer::Trouble::None);
    }

    void aServerThatDripsIsGivenUp() {
        QTcpServer server;
        QTimer drip;
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            QTcpSocket* socket = server.nextPendingConnection();
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            connect(&drip, &QTimer::timeout, socket, [socket] { socket->write("x"); });
        });
        QVERIFY(server.listen(QHostAddress::LocalHost));
        drip.start(10);
        sync::HttpNetwork network;
        network.setLongest(std::chrono::milliseconds(300));
        const Answer answer =
            ask(network, QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(server.serverPort())));
        QCOMPARE(answer.status, 0);
        QCOMPARE(answer.trouble, Answer::Trouble::None);
    }

    void aCertificateThatNobodyVouchesForIsRefusedBeforeThePasswordIsSent() {
        const auto certificate = http::makeLocalCertificate();
        QVERIFY(certificate);
        std::atomic<int> asked = 0;
        tests::RunningServer server(
            [&](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
                ++asked;
                exchange->reply({200, {{"X-Experience-API-Version", "1.0.3"}}, "[]"});
            },
            {.certificatePem = certificate->certificatePem, .privateKeyPem = certificate->privateKeyPem});
        const QUrl url(QStringLiteral("https://localhost:%1/xapi/about").arg(server.port()));
        const Answer refused = ask(url);
        QCOMPARE(refused.status, 0);
        QCOMPARE(refused.trouble, Answer::Trouble::Certificate);
        QCOMPARE(asked.load(), 0);
        // With the company's authority it is trusted.
        sync::HttpNetwork trusting(QByteArray::fromStdString(certificate->authorityPem));
        QCOMPARE(ask(trusting, url).status, 200);
        // Changing one's mind takes effect at once, whatever connection is still open.
        trusting.setAuthority({});
        QCOMPARE(ask(trusting, url).trouble, Answer::Trouble::Certificate);
        QCOMPARE(asked.load(), 1);
        trusting.setAuthority(QByteArray::fromStdString(certificate->authorityPem));
        QCOMPARE(ask(trusting, url).status, 200);
    }

    void aLoginPageIsToldFromACertificateThatNobodyVouchesFor() {
        Liar portal("HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\nContent-Length: 0\r\n\r\n");
        portal.speaksFirst = true;
        const Answer answer = ask(QUrl(QStringLiteral("https://127.0.0.1:%1/xapi").arg(portal.port())));
        QCOMPARE(answer.status, 0);
        QCOMPARE(answer.trouble, Answer::Trouble::NoCertificate);
        const auto sentence = sync::setbackOf(answer).sentence;
        QVERIFY2(sentence.contains(QStringLiteral("log in first")), qPrintable(sentence));
        QVERIFY(!sentence.contains(QStringLiteral("authority")));
    }

    void aCertificateOfAnotherDayPointsToTheClock() {
        for (const auto& [from, to] : {std::pair{-20, -10}, std::pair{10, 20}}) {
            tests::DatedServer server(from, to);
            sync::HttpNetwork network(server.authority());
            const Answer answer = ask(network, server.url());
            QCOMPARE(answer.status, 0);
            QCOMPARE(answer.trouble, Answer::Trouble::CertificateDate);
            const auto sentence = sync::setbackOf(answer).sentence;
            QVERIFY2(sentence.contains(QStringLiteral("date and time")), qPrintable(sentence));
            // One that nobody vouches for stays that, whatever its days are.
            QCOMPARE(ask(server.url()).trouble, Answer::Trouble::Certificate);
        }
    }

    void aProxyThatWasTypedIsAskedForEverythingButThisComputer() {
        Liar proxy(said("200 OK", "[1]", 3));
        sync::HttpNetwork network;
        network.setProxy(proxyOn(proxy.port()));
        const Answer answer = ask(network, QUrl(QStringLiteral("http://training.example/xapi/statements")));
        QCOMPARE(answer.body, QByteArray("[1]"));
        QVERIFY2(proxy.heard.startsWith("GET http://training.example/xapi/statements HTTP/1.1"),
                 proxy.heard.constData());
        Liar here(said("200 OK", "[2]", 3));
        QCOMPARE(ask(network, here.url()).body, QByteArray("[2]"));
        network.setProxy({Proxy::Kind::None, {}, 0, {}, {}});
        QVERIFY(ask(network, QUrl(QStringLiteral("http://training.example.invalid/"))).status == 0);
    }

    void theSystemsProxyIsTakenWhereNoneIsTyped() {
        Liar proxy(said("200 OK", "[1]", 3));
        const QByteArray before = qgetenv("http_proxy");
        qputenv("http_proxy", "http://127.0.0.1:" + QByteArray::number(proxy.port()));
        const Answer answer = ask(QUrl(QStringLiteral("http://training.example/")));
        before.isEmpty() ? qunsetenv("http_proxy") : qputenv("http_proxy", before);
        QCOMPARE(answer.body, QByteArray("[1]"));
    }

    // As all servers but this computer are reached: by https, through a tunnel.
    void aProxyThatAsksWhoOneIsIsToldOnceAndAWrongPasswordIsSaid() {
        const QByteArray asks = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic "
                                "realm=\"out\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        const QUrl far(QStringLiteral("https://training.example/"));
        Liar proxy(asks);
        proxy.wants = "Proxy-Authorization: Basic " + QByteArray("mara:pass").toBase64();
        proxy.better = "HTTP/1.1 200 Connection established\r\n\r\n"; // and hangs up
        sync::HttpNetwork network;
        network.setProxy(proxyOn(proxy.port(), QStringLiteral("mara"), QStringLiteral("pass")));
        const Answer through = ask(network, far);
        QVERIFY2(proxy.heard.contains(proxy.wants), proxy.heard.constData());
        QVERIFY(proxy.heard.startsWith("CONNECT training.example:443 HTTP/1.1"));
        QVERIFY(through.trouble != Answer::Trouble::ProxyLogin);
        QVERIFY(!proxy.heard.contains("\r\nAuthorization:")); // that is for the server, inside of the tunnel
        for (const auto& [user, password] : {std::pair{"mara", "wrong"}, std::pair{"", ""}}) {
            proxy.heard.clear();
            sync::HttpNetwork other;
            other.setProxy(proxyOn(proxy.port(), QLatin1String(user), QLatin1String(password)));
            const Answer answer = ask(other, far);
            QCOMPARE(answer.status, 0);
            QCOMPARE(answer.trouble, Answer::Trouble::ProxyLogin);
            QVERIFY(sync::setbackOf(answer).sentence.contains(QStringLiteral("user name and a password")));
            QVERIFY2(proxy.heard.count("CONNECT ") <= 3, proxy.heard.constData());
        }
    }

    void aProxyThatIsGoneIsToldFromAServerThatIsGone() {
        quint16 port = 0;
        {
            QTcpServer closed;
            closed.listen(QHostAddress::LocalHost);
            port = closed.serverPort();
        }
        sync::HttpNetwork network;
        network.setProxy(proxyOn(port));
        const Answer answer = ask(network, QUrl(QStringLiteral("https://training.example/")));
        QCOMPARE(answer.status, 0);
        QCOMPARE(answer.trouble, Answer::Trouble::Proxy);
    }

    void anAddressOfAProxyIsReadAsPeopleWriteThem() {
        for (const char* good : {"proxy.example:3128", " http://proxy.example:3128/ ", "10.0.0.1:8080"}) {
            const auto proxy = sync::proxyAt(QLatin1String(good), QStringLiteral("u"), QStringLiteral("p"));
            QVERIFY2(proxy.ok(), good);
            QVERIFY(proxy->port == 3128 || proxy->port == 8080);
            QCOMPARE(proxy->user, QStringLiteral("u"));
        }
        for (const char* bad : {"", "proxy.example", "proxy.example:0", "https://proxy.example:3128", "a b:1",
                                "proxy.example:3128/path", "socks5://proxy.example:1080", ":3128"})
            QVERIFY2(!sync::proxyAt(QLatin1String(bad), {}, {}), bad);
    }
};

QTEST_GUILESS_MAIN(tst_HttpNetwork)
#include "tst_HttpNetwork.moc"
