#include "core/http/Server.h"

#include "tests/core/http/RawClient.h"
#include "tests/core/http/RunningServer.h"
#include "tests/fakes/ListeningSocket.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <mutex>
#include <optional>

using namespace understudy;
using tests::ask;
using tests::RawClient;
using tests::RunningServer;
using tests::statusOf;

namespace {

const QByteArray get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

/// Holds what it is asked until the test answers.
class Holder final {
public:
    http::Handler handler() {
        return [this](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
            if (request.path == "/now")
                return exchange->reply({200, {}, "now"});
            const std::lock_guard lock(m_mutex);
            m_held.push_back(std::move(exchange));
        };
    }
    std::size_t count() {
        const std::lock_guard lock(m_mutex);
        return m_held.size();
    }
    void answer() {
        const std::lock_guard lock(m_mutex);
        for (const auto& exchange : m_held)
            exchange->reply({200, {}, "done"});
        m_held.clear();
    }

private:
    std::mutex m_mutex;
    std::vector<std::shared_ptr<http::Exchange>> m_held;
};

/// Serves until it is told to end, and knows when it has.
class EndingServer final {
public:
    explicit EndingServer(Holder& holder, http::Server::Options options = {}) {
        options.graceSeconds = 20;
        auto opened = http::Server::open(std::move(options), holder.handler());
        if (!opened)
            qFatal("%s", qPrintable(opened.error().sentence));
        m_server = std::move(*opened);
        m_thread = std::thread([this] {
            m_server->run();
            ended = true;
        });
    }
    ~EndingServer() {
        m_server->stop();
        m_server->stop();
        m_thread.join();
    }
    http::Server* operator->() { return m_server.get(); }
    std::uint16_t port() const { return m_server->port(); }
    std::atomic<bool> ended = false;

private:
    std::unique_ptr<http::Server> m_server;
    std::thread m_thread;
};

bool refuses(std::uint16_t port) {
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    return !socket.waitForConnected(1000);
}

bool whole(const QByteArray& got) {
    return got.contains("\r\n\r\n") && (got.endsWith("done") || got.endsWith("now"));
}

} // namespace

class tst_ServerEnd final : public QObject {
    Q_OBJECT

    /// It lets nobody in any more, and still owes the client its answer.
    static void stopWhileItIsAsked(EndingServer& server, RawClient& client, Holder& holder) {
        client.send(get);
        QTRY_COMPARE(holder.count(), std::size_t(1));
        server->stop();
        QTRY_VERIFY(refuses(server.port()));
        QVERIFY(!server.ended);
    }

private Q_SLOTS:
    void whatIsUnderWayIsAnsweredAndNobodyElseIsLetIn() {
        Holder holder;
        EndingServer server(holder);
        RawClient client(server.port());
        stopWhileItIsAsked(server, client, holder);
        holder.answer();
        const auto answer = client.readAll();
        QVERIFY2(answer.endsWith("done") && answer.contains("Connection: close\r\n"), answer);
        QTRY_VERIFY(server.ended);
    }

    void aRequestHalfSentIsWaitedForAndAnIdleClientIsToldToLeave() {
        Holder holder;
        EndingServer server(holder);
        RawClient idle(server.port());
        idle.send("GET /now HTTP/1.1\r\nHost: h\r\n\r\n");
        QVERIFY(whole(idle.readUntil(whole)));
        RawClient half(server.port());
        half.send("POST /now HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na");
        QTest::qWait(50); // so that its first half is read
        server->stop();
        QTRY_VERIFY(refuses(server.port()));
        half.send("b");
        QVERIFY(half.readAll().endsWith("now"));
        idle.readAll();
        QVERIFY(idle.closed());
        QTRY_VERIFY(server.ended);
    }

    void whoWasAboutToAskAgainStillGetsAnAnswer() {
        // There are 0.3 s for it: on a computer that stands still for so long, another try is fair.
        int answers = 0;
        for (int tries = 0; tries < 10 && answers < 2; ++tries) {
            Holder holder;
            EndingServer server(holder);
            RawClient client(server.port());
            client.send("GET /now HTTP/1.1\r\nHost: h\r\n\r\n");
            QVERIFY(whole(client.readUntil(whole)));
            server->stop();
            client.send("GET /now HTTP/1.1\r\nHost: h\r\n\r\n");
            answers = static_cast<int>(client.readAll().count("HTTP/1.1 200"));
            QTRY_VERIFY(server.ended);
        }
        QCOMPARE(answers, 2);
    }

    void aSecondSignalEndsItAtOnce() {
        Holder holder;
        EndingServer server(holder);
        RawClient client(server.port());
        stopWhileItIsAsked(server, client, holder);
        server->stop();
        QTRY_VERIFY(server.ended);
    }

    void withoutGraceItEndsAtOnceAsTheLabDoes() {
        Holder holder;
        QElapsedTimer timer;
        {
            RunningServer server(holder.handler());
            RawClient client(server.port());
            client.send(get);
            QTRY_COMPARE(holder.count(), std::size_t(1));
            timer.start();
        }
        QVERIFY(timer.elapsed() < 5000); // it waits for nobody; the grace would be without end here
    }

    void aSocketThatListensAlreadyIsTakenOverAndItsWaitingClientsAreServed() {
        std::optional<fakes::ListeningSocket> socket(std::in_place);
        const auto port = socket->port();
        QVERIFY(port > 0);
        Holder holder;
        for (int restart = 0; restart < 3; ++restart) {
            RawClient early(port); // nobody serves yet, and yet it is not refused
            early.send("GET /now HTTP/1.1\r\nHost: h\r\n\r\n");
            http::Server::Options options;
            options.listenSocket = ::dup(socket->descriptor());
            EndingServer server(holder, options);
            QCOMPARE(server.port(), port);
            QVERIFY(whole(early.readUntil(whole)));
            server->stop();
            QTRY_VERIFY(server.ended);
        }
        socket.reset();
        QVERIFY(refuses(port));
    }

    void twoServersShareAPortWhenBothAgree() {
        Holder holder;
        http::Server::Options options;
        options.sharePort = true;
        auto first = std::make_unique<EndingServer>(holder, options);
        options.port = first->port();
        EndingServer second(holder, options);
        for (int i = 0; i < 50; ++i) {
            if (i == 25) {
                (*first)->stop();
                QTRY_VERIFY(first->ended);
            }
            QCOMPARE(statusOf(ask(options.port, "GET /now HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")),
                     200);
        }
        options.sharePort = false;
        QVERIFY(!http::Server::open(options, holder.handler()));
    }
};

QTEST_GUILESS_MAIN(tst_ServerEnd)
#include "tst_ServerEnd.moc"
