#include "core/http/ServerPost.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace understudy;

class tst_ServerPost final : public QObject {
    Q_OBJECT

    static std::unique_ptr<http::Server> serve() {
        auto opened = http::Server::open({}, [](const http::Request&, std::shared_ptr<http::Exchange> reply) {
            reply->reply({404, {}, {}});
        });
        return std::move(*opened);
    }

private Q_SLOTS:
    void workIsDoneOnTheServersThread() {
        const auto server = serve();
        http::ServerPost there;
        there.open(*server);
        std::thread::id where;
        std::thread serving([&] { server->run(); });
        const auto expected = serving.get_id();
        there.posts()([&] {
            where = std::this_thread::get_id();
            server->stop();
        });
        serving.join();
        QVERIFY(where == expected);
    }

    void beforeAndAfterItWorkIsDropped() {
        auto there = std::make_unique<http::ServerPost>();
        const auto post = there->posts();
        const auto kept = std::make_shared<int>(0);
        post([kept] { ++*kept; });
        QCOMPARE(kept.use_count(), 1L);
        auto server = serve();
        there->open(*server);
        post([kept] { ++*kept; });
        QCOMPARE(kept.use_count(), 2L); // waits there
        there->close();
        server.reset();
        post([kept] { ++*kept; });
        there.reset();
        post([kept] { ++*kept; });
        QCOMPARE(kept.use_count(), 1L);
        QCOMPARE(*kept, 0);
    }

    void aThreadThatGoesOnPostingHarmsNobody() {
        std::atomic<bool> enough = false;
        for (int i = 0; i < 20; ++i) {
            auto server = serve();
            http::ServerPost there;
            there.open(*server);
            enough = false;
            std::atomic<int> posted = 0;
            std::thread other([&, post = there.posts()] {
                while (!enough) {
                    post([] {});
                    ++posted;
                }
            });
            while (posted < 100)
                std::this_thread::yield();
            there.close();
            server.reset();
            for (const int until = posted + 100; posted < until;)
                std::this_thread::yield();
            enough = true;
            other.join();
        }
        QVERIFY(enough);
    }
};

QTEST_GUILESS_MAIN(tst_ServerPost)
#include "tst_ServerPost.moc"
