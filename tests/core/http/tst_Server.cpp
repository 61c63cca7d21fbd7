#include "core/http/Server.h"

#include "tests/core/http/RawClient.h"
#include "tests/core/http/RunningServer.h"

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTest>

#include <atomic>
#include <mutex>

#include <sys/socket.h>

using namespace understudy;
using tests::ask;
using tests::RawClient;
using tests::RunningServer;
using tests::statusOf;

namespace {

/// Says what it was asked, so that a test sees what reached the handler.
void echo(const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
    http::Response response;
    response.headers = {{"X-Method", request.method}, {"X-Path", request.path}};
    response.body = request.method + ' ' + request.path + '|' + request.body;
    exchange->reply(response);
}

} // namespace

class tst_Server final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRequestReachesTheHandlerDecoded() {
        RunningServer server(echo);
        const auto answer = ask(server.port(), "PUT /a%20b?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                                               "Connection: close\r\n\r\nabc");
        QCOMPARE(statusOf(answer), 200);
        QVERIFY2(answer.endsWith("\r\n\r\nPUT /a b|abc"), answer);
        QVERIFY(answer.contains("Content-Length: 12\r\n"));
        QVERIFY(answer.contains("Connection: close\r\n"));
    }

    void pipelinedRequestsAreAnsweredInOrderOnOneConnection() {
        // The first answer is given last: the second must wait for it.
        std::mutex mutex;
        std::shared_ptr<http::Exchange> held;
        RunningServer* running = nullptr;
        RunningServer server([&](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
            if (request.path != "/1")
                return echo(request, exchange);
            (*running)->after(100, [exchange] { exchange->reply({200, {}, "first"}); });
        });
        running = &server;
        RawClient client(server.port());
        client.send(
            "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy"
            "GET /3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        const auto answer = client.readAll();
        const auto first = answer.indexOf("first");
        const auto second = answer.indexOf("POST /2|xy");
        const auto third = answer.indexOf("GET /3|");
        QVERIFY2(first > 0 && first < second && second < third, answer);
        QVERIFY(client.closed());
    }

    void aRequestSentByteByByteIsUnderstood() {
        RunningServer server(echo);
        RawClient client(server.port());
        const QByteArray request = "POST /slow HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                                   "Connection: close\r\n\r\n3\r\nabc\r\n2;ext=1\r\nde\r\n0\r\n\r\n";
        for (const char c : request)
            client.send(QByteArray(1, c));
        QVERIFY(client.readAll().endsWith("POST /slow|abcde"));
    }

    void headHasTheHeadersOfGetAndNoBody() {
        RunningServer server(echo);
        const auto get = ask(server.port(), "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        const auto head = ask(server.port(), "HEAD /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        const auto length = QByteArray("Content-Length: 7\r\n");
        QVERIFY(get.contains(length) && head.contains(length));
        QVERIFY(head.endsWith("\r\n\r\n"));
        QVERIFY(get.endsWith("\r\n\r\nGET /x|"));
    }

    void aClientThatAsksFirstIsToldToContinue() {
        RunningServer server(echo);
        RawClient client(server.port());
        client.send("POST /c HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n"
                    "Connection: close\r\n\r\n");
        const auto early = client.readUntil([](const QByteArray& got) { return got.endsWith("\r\n\r\n"); });
        QCOMPARE(early, QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
        client.send("abc");
        QVERIFY(client.readAll().endsWith("POST /c|abc"));
    }

    void aTooLargeBodyIsRefusedBeforeItIsSent() {
        http::Server::Options options;
        options.maxBody = 1000;
        RunningServer server(echo, options);
        const auto announced = ask(server.port(), "POST /c HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n"
                                                  "Expect: 100-continue\r\n\r\n");
        QCOMPARE(statusOf(announced), 413);
        const auto chunked =
            ask(server.port(), "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "400\r\n" +
                                   QByteArray(1024, 'x') + "\r\n0\r\n\r\n");
        QCOMPARE(statusOf(chunked), 413);
    }

    void malformedRequestsNeverReachTheHandler_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, QByteArray request, int status = 400) {
            QTest::newRow(name) << request << status;
        };
        row("no HTTP", "hello\r\n\r\n");
        row("no host", "GET / HTTP/1.1\r\n\r\n");
        row("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        row("HTTP/2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n");
        row("climbing", "GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n");
        row("NUL escape", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n");
        row("bad escape", "GET /?a=%g1 HTTP/1.1\r\nHost: a\r\n\r\n");
        row("folded header", "GET / HTTP/1.1\r\nHost: a\r\nX y: 1\r\n\r\n");
        row("control byte", "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n");
        row("length twice", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab");
        row("negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n");
        row("length and chunks",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        row("chunks and length",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n");
        row("bad chunk", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n");
        row("gzip coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501);
        row("odd expectation", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: tea\r\n\r\n", 417);
        row("huge header", "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(70000, 'x') + "\r\n\r\n", 431);
        row("many headers", "GET / HTTP/1.1\r\nHost: a\r\n" + QByteArray("X: 1\r\n").repeated(1000) + "\r\n",
            431);
        row("huge target", "GET /" + QByteArray(70000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 431);
    }
    void malformedRequestsNeverReachTheHandler() {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        std::atomic<int> reached = 0;
        RunningServer server([&](const http::Request& r, std::shared_ptr<http::Exchange> e) {
            ++reached;
            echo(r, e);
        });
        const auto answer = ask(server.port(), request);
        QVERIFY2(statusOf(answer) == status, answer);
        QVERIFY(answer.contains("Connection: close"));
        QCOMPARE(reached.load(), 0);
        // And the server goes on serving.
        QCOMPARE(statusOf(ask(server.port(), "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")), 200);
    }

    void aClientThatHasClosedItsHalfStillGetsItsAnswers() {
        RunningServer server(echo);
        RawClient client(server.port());
        client.send(
            "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\nGET /3 HTTP/1.1\r\nHo");
        ::shutdown(static_cast<int>(client.socket().socketDescriptor()), SHUT_WR);
        const auto answer = client.readAll();
        QVERIFY2(answer.contains("GET /1|") && answer.endsWith("GET /2|"), answer);
        QVERIFY(client.closed());
    }

    void aPackedBodyIsRefusedWhereNobodyUnpacks() {
        http::Server::Options options;
        options.encodedBodies = false;
        RunningServer server(echo, options);
        const auto post = [&](const QByteArray& encoding) {
            return statusOf(
                ask(server.port(), "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Encoding: " +
                                       encoding + "\r\nContent-Length: 3\r\n\r\nabc"));
        };
        QCOMPARE(post("gzip"), 415);
        QCOMPARE(post("br"), 415);
        QCOMPARE(post("identity"), 200);
        RunningServer taking(echo);
        QCOMPARE(statusOf(ask(taking.port(),
                              "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Encoding: gzip\r\n"
                              "Content-Length: 3\r\n\r\nabc")),
                 200);
    }

    void aSlowClientGets408AndASilentOneIsLetGo() {
        http::Server::Options options;
        options.idleSeconds = 1;
        RunningServer server(echo, options);
        RawClient silent(server.port());
        RawClient slow(server.port());
        slow.send("GET / HTTP/1.1\r\nHo");
        QCOMPARE(statusOf(slow.readAll()), 408);
        QCOMPARE(silent.readAll(), QByteArray());
        QVERIFY(silent.closed());
    }

    void theOldestIdleClientMakesRoomForANewOne() {
        http::Server::Options options;
        options.maxConnections = 4;
        RunningServer server(echo, options);
        std::vector<std::unique_ptr<RawClient>> idle;
        for (int i = 0; i < 4; ++i) {
            idle.push_back(std::make_unique<RawClient>(server.port()));
            idle.back()->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            QVERIFY(
                idle.back()->readUntil([](const QByteArray& got) { return got.endsWith("GET /|"); }).size() >
                0);
        }
        QCOMPARE(statusOf(ask(server.port(), "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")), 200);
        QTRY_VERIFY((idle[0]->readAll(20), idle[0]->closed()));
        QVERIFY(!idle[3]->closed());
    }

    void aFullHouseSaysSoInsteadOfHanging() {
        http::Server::Options options;
        options.maxConnections = 2;
        std::mutex mutex;
        std::vector<std::shared_ptr<http::Exchange>> held;
        RunningServer server(
            [&](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
                const std::lock_guard lock(mutex);
                held.push_back(std::move(exchange));
            },
            options);
        RawClient one(server.port());
        RawClient two(server.port());
        for (auto* client : {&one, &two})
            client->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        QTRY_COMPARE((std::lock_guard(mutex), held.size()), std::size_t(2));
        QCOMPARE(statusOf(ask(server.port(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n")), 503);
        const std::lock_guard lock(mutex);
        held.clear(); // dropped unanswered
        QCOMPARE(statusOf(one.readUntil([](const QByteArray& got) { return got.contains("\r\n\r\n"); })),
                 500);
    }

    void aHeaderValueCannotBecomeAHeader() {
        RunningServer server([](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
            exchange->reply({200, {{"X-Name", request.parameter("n")}}, ""});
        });
        const auto answer = ask(
            server.port(), "GET /?n=a%0d%0aSet-Cookie:%20x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        QVERIFY(!answer.contains("\nSet-Cookie"));
    }

    void tlsIsTrustedByItsAuthorityAlone() {
        const auto made = http::makeLocalCertificate();
        QVERIFY2(made.ok(), qPrintable(made ? QString() : made.error().detail));
        http::Server::Options options;
        options.certificatePem = made->certificatePem;
        options.privateKeyPem = made->privateKeyPem;
        RunningServer server(
            [](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
                exchange->reply({200, {}, request.secure ? "secure" : "plain"});
            },
            options);
        const auto talk = [&](const QString& host, bool trust) {
            QSslSocket socket;
            QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
            configuration.setCaCertificates(
                trust ? QSslCertificate::fromData(QByteArray::fromStdString(made->authorityPem))
                      : QList<QSslCertificate>());
            socket.setSslConfiguration(configuration);
            socket.connectToHostEncrypted(host, server.port());
            if (!socket.waitForEncrypted(5000))
                return QByteArray();
            socket.write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            QByteArray got;
            while (socket.waitForReadyRead(2000))
                got += socket.readAll();
            return got + socket.readAll();
        };
        QVERIFY(talk(QStringLiteral("127.0.0.1"), true).endsWith("secure"));
        QCOMPARE(talk(QStringLiteral("127.0.0.1"), false), QByteArray());
        QVERIFY(!ask(server.port(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n").startsWith("HTTP/1.1 200"));
    }

    void aTakenPortIsSaidInASentence() {
        RunningServer server(echo);
        http::Server::Options options;
        options.port = server.port();
        const auto second = http::Server::open(options, echo);
        QVERIFY(!second);
        QCOMPARE(second.error().code, Errc::Busy);
        options = {};
        options.certificatePem = "nonsense";
        options.privateKeyPem = "nonsense";
        QVERIFY(!http::Server::open(options, echo));
    }

    void answersThatOutliveTheServerHarmNobody() {
        std::mutex mutex;
        std::shared_ptr<http::Exchange> held;
        {
            RunningServer server([&](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
                const std::lock_guard lock(mutex);
                held = std::move(exchange);
            });
            RawClient client(server.port());
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            QTRY_VERIFY((std::lock_guard(mutex), held != nullptr));
        }
        const auto writer = held->begin({200, {}, "late"});
        QVERIFY(writer->gone());
    }
};

QTEST_GUILESS_MAIN(tst_Server)
#include "tst_Server.moc"
