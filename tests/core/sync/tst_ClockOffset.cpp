#include "core/sync/ClockOffset.h"

#include "tests/core/sync/Laptop.h"

using namespace understudy;
using tests::Laptop;
using namespace std::chrono_literals;

/// A laptop whose clock is wrong.
class tst_ClockOffset final : public QObject {
    Q_OBJECT

    static std::vector<qint64> measured(const Laptop& laptop) {
        std::vector<qint64> all;
        for (const auto& fact : laptop.facts())
            if (fact.kind == QLatin1String(journal::kind::ClockMeasured))
                all.push_back(fact.body[QStringLiteral("seconds")].toInteger());
        return all;
    }

private Q_SLOTS:
    void aClockThatIsRightIsNoFact() {
        tests::ServerInProcess server;
        Laptop laptop;
        laptop.enroll(server, server.addPerson("anna"));
        laptop.syncNow();
        QVERIFY(measured(laptop).empty());
        QVERIFY(std::chrono::abs(laptop.engine->status().clockOffset) < 60s);
    }

    void aClockSetBackAnHourIsToldAndNothingIsLost() {
        tests::ServerInProcess server;
        Laptop laptop;
        laptop.enroll(server, server.addPerson("anna"));
        laptop.answer(1);
        laptop.syncNow();
        laptop.pushClock(-1h);
        laptop.answer(2);
        laptop.engine->syncNow();
        QTRY_COMPARE(server.count("statement"), 3); // both answers, and that the clock is wrong
        QTRY_COMPARE(laptop.engine->status().waiting, 0);
        const auto told = measured(laptop);
        QCOMPARE(told.size(), std::size_t(1));
        QVERIFY(std::abs(told.front() - 3600) <= 2);
        QVERIFY(std::chrono::abs(laptop.engine->status().clockOffset - 1h) <= 2s);
        // The second laptop knows both answers, in their order on this device.
        Laptop second;
        second.enroll(server, server.codeFor("anna"));
        second.engine->setAccount(second.account);
        QTRY_COMPARE(second.facts().size(), std::size_t(3));
        QVERIFY(second.facts() == laptop.facts());
    }

    void itIsToldOnceAndAgainWhenItIsRight() {
        tests::ServerInProcess server;
        Laptop laptop;
        laptop.enroll(server, server.addPerson("anna"));
        laptop.pushClock(2h);
        laptop.syncNow();
        laptop.syncNow();
        QCOMPARE(measured(laptop).size(), std::size_t(1));
        laptop.pushClock(-2h);
        laptop.engine->syncNow();
        QTRY_COMPARE(measured(laptop).size(), std::size_t(2));
        QVERIFY(std::chrono::abs(laptop.engine->status().clockOffset) < 60s);
    }

    void theDateOfALoginPageIsNotBelieved() {
        Laptop laptop;
        sync::ClockOffset offset(*laptop.journal, m_clock);
        offset.measure(tests::answerOf(200, {}, {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}}));
        QCOMPARE(offset.current(), 0s);
        offset.measure(
            tests::answerOf(200, {}, {{"X-Experience-API-Version", "2.0.0"}, {"Date", "yesterday"}}));
        QCOMPARE(offset.current(), 0s);
        offset.measure(tests::answerOf(
            200, {}, {{"X-Experience-API-Version", "2.0.0"}, {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}}));
        QVERIFY(offset.current() < -24h * 365 * 20);
    }

private:
    SystemClock m_clock;
};

QTEST_GUILESS_MAIN(tst_ClockOffset)
#include "tst_ClockOffset.moc"
