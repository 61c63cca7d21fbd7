#include "core/http/Server.h"

#include "tests/core/http/RawClient.h"
#include "tests/core/http/RunningServer.h"
#include "tests/fakes/RealThreads.h"

#include <QTest>

#include <atomic>
#include <mutex>

using namespace understudy;
using tests::ask;
using tests::RawClient;
using tests::RunningServer;

/// Answers that go on: bodies in chunks, and connections that become something else.
class tst_ServerStreams final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStreamedBodyArrivesInChunksAndTheLeavingIsSeen() {
        std::mutex mutex;
        std::shared_ptr<http::BodyWriter> writer;
        RunningServer server([&](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
            const std::lock_guard lock(mutex);
            writer = exchange->begin({200, {{"Content-Type", "text/plain"}}, "one"});
        });
        RawClient client(server.port());
        client.send("GET /watch HTTP/1.1\r\nHost: h\r\n\r\n");
        QVERIFY(client.readUntil([](const QByteArray& got) { return got.endsWith("3\r\none\r\n"); })
                    .contains("Transfer-Encoding: chunked"));
        {
            const std::lock_guard lock(mutex);
            writer->write("two, from another thread");
        }
        QVERIFY(client
                    .readUntil([](const QByteArray& got) {
                        return got.endsWith("18\r\ntwo, from another thread\r\n");
                    })
                    .endsWith("thread\r\n"));
        const std::lock_guard lock(mutex);
        QTRY_COMPARE(writer->queued(), std::size_t(0));
        QVERIFY(!writer->gone());
        client.socket().abort();
        QTRY_VERIFY(writer->gone());
        writer->write("to nobody");
        QCOMPARE(writer->queued(), std::size_t(0));
    }

    void theEndOfAStreamedBodyLetsTheConnectionGoOn() {
        RunningServer server([](const http::Request& request, std::shared_ptr<http::Exchange> exchange) {
            exchange->begin({200, {}, request.path});
        });
        RawClient client(server.port());
        client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\nHEAD /b HTTP/1.1\r\nHost: h\r\n\r\n"
                    "GET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        const auto answer = client.readAll();
        QVERIFY2(answer.contains("2\r\n/a\r\n0\r\n\r\n") && !answer.contains("/b") &&
                     answer.endsWith("2\r\n/c\r\n0\r\n\r\n"),
                 answer);
    }

    void anOldClientGetsTheStreamUntilTheEndOfTheConnection() {
        RunningServer server([](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
            exchange->begin({200, {}, "plain"})->write(" bytes");
        });
        const auto answer = ask(server.port(), "GET /a HTTP/1.0\r\n\r\n");
        QVERIFY2(answer.endsWith("\r\n\r\nplain bytes"), answer);
        QVERIFY(!answer.contains("chunked"));
    }

    void aClientThatStopsReadingIsSeenAsAQueueAndThenLetGo() {
        http::Server::Options options;
        options.idleSeconds = 1;
        std::shared_ptr<http::BodyWriter> writer;
        std::mutex mutex;
        RunningServer server(
            [&](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
                const std::lock_guard lock(mutex);
                writer = exchange->begin({});
                writer->write(std::string(32 << 20, 'x'));
            },
            options);
        RawClient client(server.port());
        client.socket().setReadBufferSize(1024);
        client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        QTRY_VERIFY((std::lock_guard(mutex), writer != nullptr));
        const std::lock_guard lock(mutex);
        QVERIFY(writer->queued() > 0);
        QTRY_VERIFY_WITH_TIMEOUT(writer->gone(), 10000);
        QCOMPARE(writer->queued(), std::size_t(0));
    }

    void anUpgradedConnectionCarriesBytesBothWays() {
        std::mutex mutex;
        std::shared_ptr<http::RawConnection> raw;
        std::atomic<bool> closed = false;
        RunningServer server([&](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
            const std::lock_guard lock(mutex);
            raw = exchange->upgrade({101, {{"Connection", "Upgrade"}, {"Upgrade", "echo"}}, {}},
                                    {[](http::RawConnection& peer, std::string_view bytes) {
                                         peer.write("<" + std::string(bytes) + ">");
                                     },
                                     [&] { closed = true; }});
        });
        RawClient client(server.port());
        client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly");
        auto answer = client.readUntil([](const QByteArray& got) { return got.endsWith("<early>"); });
        QVERIFY2(answer.startsWith("HTTP/1.1 101 ") && answer.endsWith("\r\n\r\n<early>"), answer);
        client.send("late");
        QVERIFY(client.readUntil([](const QByteArray& got) { return got.endsWith("<late>"); })
                    .endsWith("<late>"));
        client.socket().abort();
        QTRY_VERIFY(closed);

        RawClient second(server.port());
        second.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        second.readUntil([](const QByteArray& got) { return got.endsWith("\r\n\r\n"); });
        std::shared_ptr<http::RawConnection> dropped;
        {
            const std::lock_guard lock(mutex);
            dropped = std::exchange(raw, nullptr);
        }
        dropped.reset(); // dropping it closes
        second.readAll();
        QVERIFY(second.closed());
    }

    void anUpgradeFromAnotherThreadMissesNoByte() {
        std::mutex mutex;
        std::vector<std::shared_ptr<http::RawConnection>> raws;
        fakes::RealThreads threads;
        RunningServer server([&](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
            threads.start("upgrade", [&, exchange = std::move(exchange)] {
                auto raw = exchange->upgrade({101, {{"Connection", "Upgrade"}, {"Upgrade", "echo"}}, {}},
                                             {[](http::RawConnection& peer, std::string_view bytes) {
                                                  peer.write("<" + std::string(bytes) + ">");
                                              },
                                              {}});
                const std::lock_guard lock(mutex);
                raws.push_back(std::move(raw));
            });
        });
        for (int i = 0; i < 50; ++i) {
            RawClient client(server.port());
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nearly");
            const auto answer =
                client.readUntil([](const QByteArray& got) { return got.endsWith("<early>"); });
            QVERIFY2(answer.endsWith("<early>"), answer);
        }
    }
};

QTEST_GUILESS_MAIN(tst_ServerStreams)
#include "tst_ServerStreams.moc"
