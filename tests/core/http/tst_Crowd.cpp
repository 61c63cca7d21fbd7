#include "core/http/Crowd.h"

#include "core/http/Connection.h"
#include "tests/core/http/QuietStream.h"

#include <QTest>

using namespace understudy;
using namespace std::chrono_literals;
using http::Connection;
using http::Crowd;
using tests::QuietStream;

class tst_Crowd final : public QObject {
    Q_OBJECT

    /// A house without a network.
    struct Stage {
        explicit Stage(std::size_t most, std::size_t held)
            : crowd(most, held) {}
        ~Stage() {
            for (const auto& one : crowd.all())
                one->close();
            for (const auto& wire : wires) // ends what holds the connections
                *wire = {};
        }
        std::shared_ptr<QuietStream::Wire> enter() {
            wires.push_back(std::make_shared<QuietStream::Wire>());
            const auto one = std::make_shared<Connection>(house, std::make_unique<QuietStream>(wires.back()));
            crowd.add(one);
            one->start();
            return wires.back();
        }
        void work() {
            context.restart();
            context.poll();
        }
        static void say(QuietStream::Wire& wire, const std::string& bytes) {
            const auto got = std::exchange(wire.got, nullptr);
            QVERIFY(got);
            got({}, bytes);
        }
        boost::asio::io_context context;
        http::Server::Options options;
        std::vector<std::shared_ptr<http::Exchange>> open;
        http::Handler handler = [this](const http::Request&, std::shared_ptr<http::Exchange> exchange) {
            open.push_back(std::move(exchange));
        };
        Crowd crowd;
        std::vector<std::shared_ptr<QuietStream::Wire>> wires;
        Connection::House house{options, handler, std::make_shared<http::Mailbox>(context), crowd};
    };

    static Crowd::Moment now() { return std::chrono::steady_clock::now(); }
    static std::string post(std::size_t length) {
        return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
    }

private Q_SLOTS:
    void theLongestIdleLeavesFirstAndWhoIsSpokenToIsNotIdle() {
        Stage stage(3, 1000);
        const auto first = stage.enter();
        const auto second = stage.enter();
        const auto third = stage.enter();
        Stage::say(*first, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        QCOMPARE(stage.open.size(), std::size_t(1));
        QVERIFY(stage.crowd.makeRoom(now()));
        QVERIFY(second->closed && !first->closed && !third->closed);
        stage.open.front()->reply({});
        stage.work();
        QVERIFY(QByteArray::fromStdString(first->told).startsWith("HTTP/1.1 200"));
        stage.enter();
        QVERIFY(stage.crowd.makeRoom(now()));
        QVERIFY(third->closed && !first->closed); // it has just been served
    }

    void inAFullHouseWhoSpeaksForSecondsMakesRoomAndWhoWaitsForUsDoesNot() {
        Stage stage(2, 1000);
        const auto asked = stage.enter();
        Stage::say(*asked, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        const auto slow = stage.enter();
        Stage::say(*slow, "GET / HTTP/1.1\r\nHo");
        QVERIFY(!stage.crowd.makeRoom(now()));
        QVERIFY(stage.crowd.makeRoom(now() + 6s));
        QVERIFY(slow->closed && !asked->closed);
        stage.enter(); // and says nothing
        QVERIFY(stage.crowd.makeRoom(now()));
        QVERIFY(!asked->closed);
    }

    void tooMuchAtOnceIsLetGoFromTheOldestOnAndOnlyTheHeavy() {
        Stage stage(10, 1'000'000);
        const auto light = stage.enter();
        const auto first = stage.enter();
        const auto second = stage.enter();
        Stage::say(*light, post(600'000) + "x");
        Stage::say(*first, post(600'000) + std::string(400'000, 'x'));
        QVERIFY(first->told.empty());
        Stage::say(*second, post(600'000) + std::string(400'000, 'x'));
        QVERIFY2(first->told.starts_with("HTTP/1.1 503 ") &&
                     first->told.find("Retry-After: 5\r\n") != std::string::npos,
                 first->told.c_str());
        QVERIFY(second->told.empty() && light->told.empty() && !light->closed);
        Stage::say(*second, std::string(200'000, 'x')); // there is room now
        QCOMPARE(stage.open.size(), std::size_t(1));
    }

    void answersThatNobodyTakesAreLetGoToo() {
        Stage stage(10, 1'000'000);
        std::vector<std::shared_ptr<QuietStream::Wire>> all;
        for (int i = 0; i < 4; ++i) {
            all.push_back(stage.enter());
            all.back()->stuck = true;
            Stage::say(*all.back(), "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            stage.open.back()->reply({200, {}, std::string(400'000, 'x')});
            stage.work();
        }
        QVERIFY(all[0]->closed && all[1]->closed);
        QVERIFY(!all[2]->closed && !all[3]->closed);
        for (const auto& connection : stage.crowd.all())
            connection->close();
        QCOMPARE(stage.crowd.size(), std::size_t(0));
        QCOMPARE(stage.crowd.held(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(tst_Crowd)
#include "tst_Crowd.moc"
