#include "core/sync/Inventory.h"

#include "tests/core/sync/Laptop.h"

using namespace understudy;
using tests::Laptop;
using namespace std::chrono_literals;

/// What the weekly comparison finds and mends.
class tst_Inventory final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatTheServerHasLostIsSentAgainWithinAWeek() {
        tests::ServerInProcess server;
        Laptop laptop;
        laptop.enroll(server, server.addPerson("anna"));
        for (int i = 0; i < 20; ++i)
            laptop.answer(i);
        laptop.syncNow();
        QCOMPARE(server.count("statement"), 20);
        // A backup of the server from before the last answers was put back.
        server.forget(5);
        QCOMPARE(server.count("statement"), 15);
        laptop.syncNow();
        QCOMPARE(server.count("statement"), 15); // acknowledged is acknowledged, until the comparison
        laptop.pushClock(8 * 24h);
        laptop.syncNow();
        // A clock a week ahead of the server's is a fact of its own.
        QTRY_COMPARE_WITH_TIMEOUT(server.count("statement"), 21, 20000);
        QTRY_COMPARE(laptop.engine->status().waiting, 0);
        QCOMPARE(laptop.facts().size(), std::size_t(21));
    }

    void whatACursorHasPassedOverIsReadAfterAll() {
        tests::ServerInProcess server;
        Laptop first;
        Laptop second;
        first.enroll(server, server.addPerson("anna"));
        second.enroll(server, server.codeFor("anna"));
        first.answer(1);
        first.syncNow();
        second.engine->setAccount(second.account);
        QTRY_COMPARE(second.facts().size(), std::size_t(1));
        first.answer(2);
        first.syncNow();
        QVERIFY(second.journal->setValue(QStringLiteral("sync.cursor"),
                                         QStringLiteral("2099-01-01T00:00:00.000Z")));
        second.syncNow();
        QCOMPARE(second.facts().size(), std::size_t(1));
        second.pushClock(8 * 24h);
        second.syncNow();
        QVERIFY(second.journal->unknown({first.facts().back().id})->empty());
    }

    void itIsDoneOnceAWeekAndNotOnEverySync() {
        tests::ServerInProcess server;
        Laptop laptop;
        laptop.enroll(server, server.addPerson("anna"));
        const auto comparisons = [&] {
            return std::count_if(
                laptop.network.calls.begin(), laptop.network.calls.end(),
                [](const auto& call) { return call.url.query().contains(QStringLiteral("format=ids")); });
        };
        laptop.syncNow();
        laptop.syncNow();
        QCOMPARE(comparisons(), 0);
        laptop.pushClock(7 * 24h + 1s);
        laptop.syncNow();
        laptop.syncNow();
        QCOMPARE(comparisons(), 1);
        laptop.pushClock(-48 * 24h); // set back: when the last one was is not known any more
        laptop.syncNow();
        QCOMPARE(comparisons(), 2);
    }

    void aPageThatIsRefusedLeavesEverythingAsItWas() {
        tests::ServerInProcess server;
        Laptop laptop;
        laptop.enroll(server, server.addPerson("anna"));
        laptop.answer(1);
        laptop.syncNow();
        laptop.network.instead = [](const sync::Call& call) -> std::optional<sync::Answer> {
            if (call.url.query().contains(QStringLiteral("format=ids")))
                return tests::answerOf(200, "<html>Log in</html>");
            return std::nullopt;
        };
        laptop.pushClock(8 * 24h);
        laptop.syncNow();
        QCOMPARE(server.count("statement"), 2); // the answer, and how wrong the clock is
        QCOMPARE(*laptop.journal->unsentCount(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_Inventory)
#include "tst_Inventory.moc"
