#include "tests/app/ServerProcess.h"
#include "tests/fakes/ProcessMemory.h"
#include "tests/journeys/Guest.h"
#include "tests/journeys/Mob.h"

#include <QFile>
#include <QTest>

#include <sys/resource.h>

using namespace understudy;
using fakes::HttpWire;
using fakes::StatementMaker;

namespace {

constexpr std::size_t MB = 1024 * 1024;

} // namespace

/// The progress server among clients that mean no good: whatever they do, one that behaves is served
/// meanwhile, and the memory stays within bounds.
class tst_ServerCrowds final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::ServerProcess> m_server;
    std::string m_pair;
    std::unique_ptr<Guest> m_guest;

    std::uint16_t port() const { return static_cast<std::uint16_t>(m_server->root().port()); }
    std::string head(const std::string& method = "POST",
                     const std::string& target = "/xapi/statements") const {
        return HttpWire::headOf(method, target, m_pair);
    }
    double memory(const QByteArray& field) const {
        return fakes::memoryOf(m_server->process().processId(), field);
    }
    /// The guest is served @p times more, by which time the server has had to do with everybody else too.
    bool servesOn(int times = 20) {
        const int until = m_guest->answered() + times;
        return QTest::qWaitFor([&] { return m_guest->answered() >= until; }, 30'000);
    }

private Q_SLOTS:
    void initTestCase() {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<tests::ServerProcess>(m_folder->path());
        QVERIFY(m_server->start());
        m_pair = m_server->staff().toBase64().toStdString();
        m_guest = std::make_unique<Guest>(port(), m_pair);
        QVERIFY(servesOn(1));
    }
    void cleanup() {
        QVERIFY(servesOn(1));
        m_guest->leave();
        qInfo("a guest that behaves: %d answers, %d times told to come back, longest wait %.0f ms; memory "
              "%.0f MB, at most %.0f MB",
              m_guest->answered(), m_guest->putOff(), m_guest->longestMs(), memory("VmRSS"), memory("VmHWM"));
        QCOMPARE(m_guest->refused(), 0);
#ifndef UNDERSTUDY_SANITIZED
        QVERIFY2(memory("VmHWM") < 500, "what crowds can make it hold is not bounded");
#endif
        QCOMPARE(m_server->terminate(), 0);
        m_guest.reset();
        m_server.reset();
        m_folder.reset();
    }

    void headsThatComeLetterByLetterHoldNobodyUp() {
        Mob mob(port());
        QCOMPARE(mob.gather(200), std::size_t(200));
        const std::string slow = head() + "X-Slow: and so on and so forth, for as long as one lets me speak";
        for (std::size_t i = 0; i < 60; ++i) {
            mob.say(std::string_view(slow).substr(i, 1));
            QVERIFY(servesOn(1));
        }
    }

    void bodiesThatComeByteByByteHoldNobodyUp() {
        Mob mob(port());
        QCOMPARE(mob.gather(200), std::size_t(200));
        mob.say(head() + "Content-Length: 1000000\r\n\r\n[");
        for (int i = 0; i < 60; ++i) {
            mob.say(" ");
            QVERIFY(servesOn(1));
        }
    }

    void aHouseFullOfSlowTalkersMakesRoomWithinSeconds() {
        Mob mob(port());
        mob.gather(2200);
        const std::string half = "POST /xapi/statements HTTP/1.1\r\nHost: a\r\nX-Sl";
        mob.say(half);
        Mob late(port()); // takes the last places
        for (int i = 0; i < 100; ++i) {
            late.gather(1);
            late.say(half);
        }
        QVERIFY(servesOn());
    }

    void tenThousandWhoSayNothingMakeRoomForThoseWhoSpeak() {
        Mob mob(port());
        const auto count = mob.gather(10'000);
        qInfo("%zu connections", count);
        QVERIFY(servesOn());
        // The oldest were let go, the newest are still welcome.
        if (count > 4000)
            QTRY_VERIFY(mob.closed() >= count - 2200);
        QVERIFY(mob.closed() <= count - 1000);
    }

    void aGigabyteIsRefusedWithoutBeingRead() {
        Mob announced(port());
        announced.gather(1);
        announced.say(head() + "Content-Length: 1073741824\r\n\r\n");
        std::string answer;
        const auto answers = [&](Mob& mob) {
            return QTest::qWaitFor([&] { return !(answer = mob.hear().front()).empty(); }, 20'000);
        };
        QVERIFY(answers(announced));
        QVERIFY2(answer.starts_with("HTTP/1.1 413 "), answer.c_str());
        Mob chunked(port());
        chunked.gather(1);
        chunked.say(head() + "Transfer-Encoding: chunked\r\n\r\n40000000\r\n");
        QVERIFY(answers(chunked));
        QVERIFY2(answer.starts_with("HTTP/1.1 413 "), answer.c_str());
        // And one that does not listen, but goes on sending.
        Mob deaf(port());
        deaf.gather(1);
        deaf.say(head() + "Content-Length: 1073741824\r\n\r\n");
        const std::string piece(MB, 'x');
        std::size_t taken = 0;
        QVERIFY(QTest::qWaitFor([&] { return taken += deaf.say(piece), deaf.closed() == 1; }, 20'000));
        QVERIFY2(taken < 64 * MB, qPrintable(QString::number(taken)));
    }

    void aCrowdWithLargeBodiesIsHeldToOneMeasure() {
        Mob mob(port());
        QCOMPARE(mob.gather(60), std::size_t(60));
        mob.say(head() + "Content-Length: 15000000\r\n\r\n[");
        const std::string piece(MB, ' ');
        std::size_t taken = 0;
        for (int round = 0; round < 14; ++round) { // up to 840 MB, and no body is ever whole
            taken += mob.say(piece);
            QVERIFY(servesOn(2));
        }
        qInfo("%zu MB were taken", taken / MB);
    }

    void jsonWithoutEndIsRefused_data() {
        QTest::addColumn<QByteArray>("unit");
        QTest::addColumn<qsizetype>("bytes");
        QTest::addColumn<QList<int>>("statuses");
        QTest::newRow("100 MB of [") << QByteArray("[") << qsizetype(100'000'000) << QList<int>{413};
        QTest::newRow("15 MB of [") << QByteArray("[") << qsizetype(15'000'000) << QList<int>{400};
        QTest::newRow("15 MB of {\"a\":")
            << QByteArray("{\"a\":") << qsizetype(15'000'000) << QList<int>{400};
        QTest::newRow("15 MB of [{},{},")
            << QByteArray("{},") << qsizetype(15'000'000) << QList<int>{400, 413};
        QTest::newRow("15 MB of [0,0,") << QByteArray("0,") << qsizetype(15'000'000) << QList<int>{400, 413};
        QTest::newRow("15 MB of digits") << QByteArray("1") << qsizetype(15'000'000) << QList<int>{400, 413};
    }
    void jsonWithoutEndIsRefused() {
        QFETCH(QByteArray, unit);
        QFETCH(qsizetype, bytes);
        QFETCH(QList<int>, statuses);
        std::string body = unit.startsWith('[') || unit.startsWith("{\"") ? "" : "[";
        body += unit.repeated(bytes / unit.size()).toStdString();
        if (unit.endsWith(','))
            body.back() = ']';
        HttpWire wire(port());
        QVERIFY(wire.connect());
        wire.send(HttpWire::whole(head(), body)); // may be cut short by the answer
        const auto answer = wire.receive();
        QVERIFY2(statuses.contains(answer.status), qPrintable(QString::number(answer.status)));
        QVERIFY(servesOn());
    }

    void aBombThatIsPackedIsNotUnpacked() {
        const std::string packed("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
        HttpWire wire(port());
        for (const char* encoding : {"gzip", "deflate", "br", "gzip, gzip"}) {
            const auto answer = wire.ask(HttpWire::whole(head() + "Content-Encoding: " + encoding + "\r\n",
                                                         packed + std::string(50'000, '\0')));
            QCOMPARE(answer.status, 415);
        }
        QVERIFY(servesOn());
    }

    void sillyChunksAreRefused_data() {
        QTest::addColumn<QByteArray>("chunks");
        QTest::addColumn<int>("status");
        QTest::newRow("2^64-1") << QByteArray("FFFFFFFFFFFFFFFF\r\n") << 413;
        QTest::newRow("more than 2^64") << QByteArray("FFFFFFFFFFFFFFFFF0\r\n") << 413;
        QTest::newRow("negative") << QByteArray("-1\r\n") << 400;
        QTest::newRow("0x") << QByteArray("0x10\r\n") << 400;
        QTest::newRow("a size without end") << QByteArray(8000, '0') << 400;
        QTest::newRow("an extension without end") << "1;" + QByteArray(8000, 'e') << 400;
        QTest::newRow("shorter than said") << QByteArray("5\r\nabcdefgh\r\n0\r\n\r\n") << 400;
        QTest::newRow("a million of one byte") << QByteArray("1\r\n \r\n").repeated(4'000'000) << 413;
        QTest::newRow("trailers without end") << "0\r\n" + QByteArray("A: b\r\n").repeated(4'000'000) << 413;
    }
    void sillyChunksAreRefused() {
        QFETCH(QByteArray, chunks);
        QFETCH(int, status);
        HttpWire wire(port());
        QVERIFY(wire.connect());
        wire.send(head() + "Transfer-Encoding: chunked\r\n\r\n" + chunks.toStdString());
        QCOMPARE(wire.receive().status, status);
        QVERIFY(servesOn(3));
    }

    void aFloodOfRequestsAtOnceIsAnsweredInTurn() {
        Mob mob(port());
        QCOMPARE(mob.gather(20), std::size_t(20));
        std::string flood;
        for (int i = 0; i < 5000; ++i)
            flood += "GET /xapi/about HTTP/1.1\r\nHost: a\r\n\r\n";
        std::size_t heard = 0;
        for (int round = 0; round < 40; ++round) {
            mob.say(flood); // pieces of requests in the wrong place are part of it
            for (const auto& text : mob.hear())
                heard += text.size();
            QVERIFY(servesOn(1));
        }
        QVERIFY(heard > 0);
        qInfo("%zu kB of answers", heard / 1024);
    }

    void headersWithoutEndAreRefused() {
        Mob mob(port());
        QCOMPARE(mob.gather(100), std::size_t(100));
        std::string flood = "GET /xapi/about HTTP/1.1\r\nHost: a\r\n";
        while (flood.size() < 200'000)
            flood += "X-" + std::to_string(flood.size()) + ": y\r\n";
        mob.say(flood);
        QVERIFY(servesOn());
        const auto told = mob.hear();
        QVERIFY(std::all_of(told.begin(), told.end(),
                            [](auto& text) { return text.starts_with("HTTP/1.1 431 "); }));
    }

    void whoAsksForMuchAndTakesNothingIsLetGo() {
        std::string body = "[";
        for (std::uint64_t i = 0; i < 5000; ++i)
            body += (i ? "," : "") +
                    StatementMaker::statement(2, i, StatementMaker::id(1, i), StatementMaker::now());
        HttpWire wire(port());
        QCOMPARE(wire.ask(HttpWire::whole(head(), body + "]")).status, 200);
        Mob mob(port());
        QCOMPARE(mob.gather(100, 4096), std::size_t(100));
        std::string asks;
        for (int i = 0; i < 5; ++i)
            asks += head("GET", "/xapi/statements?limit=0") + "\r\n";
        mob.say(asks);
        QVERIFY(servesOn(60));
    }

    void whoHasClosedItsHalfIsAnswered() {
        HttpWire wire(port());
        QVERIFY(wire.connect());
        const auto now = StatementMaker::now();
        wire.send(HttpWire::whole(head(), StatementMaker::statement(3, 1, StatementMaker::id(now, 99), now)));
        ::shutdown(wire.socket(), SHUT_WR);
        QCOMPARE(wire.receive().status, 200);
        Mob mob(port()); // and those who leave in the middle are no burden
        QCOMPARE(mob.gather(500), std::size_t(500));
        mob.say(head() + "Content-Length: 5000\r\n\r\n[");
    }
};

QTEST_GUILESS_MAIN(tst_ServerCrowds)
#include "tst_ServerCrowds.moc"
