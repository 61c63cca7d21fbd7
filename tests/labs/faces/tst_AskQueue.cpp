#include "labs/faces/AskQueue.h"

#include <QtTest>

using namespace understudy;
using namespace understudy::faces;

namespace {

constexpr std::int64_t second = 1'000'000;

/// Keeps what is replied.
class Kept final : public http::Exchange {
public:
    void reply(http::Response response) override {
        status = response.status;
        body = json::parse(response.body);
        ++replies;
    }
    std::shared_ptr<http::BodyWriter> begin(http::Response) override { return {}; }
    std::shared_ptr<http::RawConnection> upgrade(http::Response, http::RawEvents) override { return {}; }

    int status = 0, replies = 0;
    json::value body;
};

} // namespace

/// Between a shell on a lab host and the window that follows the lab.
class TestAskQueue : public QObject {
    Q_OBJECT
    std::int64_t m_now = 100 * second;
    std::unique_ptr<AskQueue> m_queue;

    std::shared_ptr<Kept> ask(const char* body) {
        auto kept = std::make_shared<Kept>();
        m_queue->ask(json::parse(body), kept);
        return kept;
    }
    std::shared_ptr<Kept> listen(std::int64_t after) {
        auto kept = std::make_shared<Kept>();
        m_queue->listen(after, kept);
        return kept;
    }
    std::shared_ptr<Kept> answer(const char* body) {
        auto kept = std::make_shared<Kept>();
        m_queue->answer(json::parse(body), kept);
        return kept;
    }

private Q_SLOTS:
    void init() {
        m_now = 100 * second;
        m_queue = std::make_unique<AskQueue>([this] { return m_now; });
    }

    void anAskReachesTheWindowAtOnceAndItsAnswerTheShell() {
        const auto window = listen(0);
        QCOMPARE(window->replies, 0);
        const auto shell = ask(R"({"do":"answer","words":["impact","b"]})");
        QCOMPARE(window->status, 200);
        QCOMPARE(json::serialize(window->body), R"({"asks":[{"do":"answer","words":["impact","b"],"n":1}]})");
        QCOMPARE(shell->replies, 0);
        QCOMPARE(answer(R"({"n":1,"text":"Right.","status":0})")->status, 200);
        QCOMPARE(json::serialize(shell->body), R"({"text":"Right.","status":0})");
        QCOMPARE(answer(R"({"n":1,"text":"Again.","status":0})")->status, 404);
        QCOMPARE(shell->replies, 1);
    }

    void aShellIsToldAtOnceThatNoWindowFollows() {
        QCOMPARE(ask(R"({"do":"hint"})")->status, 503);
        listen(0);
        m_now += 25 * second;
        m_queue->beat(); // the window's request has ended; it has 4 s to come back
        QCOMPARE(ask(R"({"do":"hint"})")->replies, 0);
        m_now += 10 * second;
        QCOMPARE(ask(R"({"do":"hint"})")->status, 503);
    }

    void aWindowThatComesBackHearsWhatIsStillWaiting() {
        listen(0);
        const auto shell = ask(R"({"do":"check","words":[]})");
        const auto again = listen(0); // a new window
        QCOMPARE(again->body.at("asks").as_array().size(), std::size_t(1));
        const auto same = listen(1); // one that knows it already
        QCOMPARE(same->replies, 0);
        QCOMPARE(shell->replies, 0);
    }

    void aWindowThatWentWithoutAWordIsNoticed() {
        const auto window = listen(0);
        m_now += second;
        const auto shell = ask(R"({"do":"hint"})");
        QCOMPARE(window->replies, 1);
        m_now += 3 * second;
        m_queue->beat(); // it may be busy
        QCOMPARE(shell->replies, 0);
        m_now += 2 * second;
        m_queue->beat();
        QCOMPARE(shell->status, 503);
    }

    void nobodyWaitsForEver() {
        const auto window = listen(0);
        m_now += 21 * second;
        m_queue->beat();
        QCOMPARE(json::serialize(window->body), R"({"asks":[]})");
        const auto shell = ask(R"({"do":"check"})");
        m_now += 41 * second;
        m_queue->beat();
        QCOMPARE(shell->status, 504);
    }

    void whatIsNoAskIsRefused_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("nothing") << QByteArray("{}");
        QTest::newRow("another word") << QByteArray(R"({"do":"rm"})");
        QTest::newRow("number") << QByteArray(R"({"do":1})");
        QTest::newRow("words are no list") << QByteArray(R"({"do":"answer","words":"b"})");
        QTest::newRow("words are no texts") << QByteArray(R"({"do":"answer","words":[1]})");
        QTest::newRow("null") << QByteArray("null");
    }
    void whatIsNoAskIsRefused() {
        QFETCH(QByteArray, body);
        listen(0);
        QCOMPARE(ask(body.constData())->status, 400);
        QCOMPARE(answer(body.constData())->status, 400);
    }

    void aFloodIsHeldBack() {
        listen(0);
        for (int i = 0; i < 32; ++i)
            QCOMPARE(ask(R"({"do":"check"})")->replies, 0);
        QCOMPARE(ask(R"({"do":"check"})")->status, 429);
    }
};

QTEST_GUILESS_MAIN(TestAskQueue)
#include "tst_AskQueue.moc"
