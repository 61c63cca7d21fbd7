#include "core/cohort/Board.h"

#include "tests/core/store/StoreCase.h"
#include "tests/fakes/DelayProxy.h"
#include "tests/fakes/RealThreads.h"

#include <atomic>

using namespace understudy;
using namespace understudy::tests;

class tst_Board final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDatabaseThatStandsStillHoldsNobodyForLong();
};

void tst_Board::aDatabaseThatStandsStillHoldsNobodyForLong() {
    const Place place(true);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    const auto port = std::to_string(fakes::Postgres::shared()->port());
    fakes::DelayProxy wire(fakes::Postgres::shared()->port(), std::chrono::milliseconds(0));
    auto through = place.address();
    through.replace(through.find(port), port.size(), std::to_string(wire.port()));
    auto database = store::Database::open(through);
    QVERIFY(database.ok());
    auto sql = (*database)->connect();
    QVERIFY(sql.ok());
    const course::Course course;
    const fakes::PushedClock clock;
    fakes::RealThreads threads;
    cohort::Board board(std::move(*sql), course, clock, "https://home.example", [](auto...) {});
    QVERIFY(board.refresh());
    wire.stall(true);
    // One round, which nobody but its watch ends.
    std::atomic<int> ended = 0;
    threads.start("round", [&] { ended = board.refresh().ok() ? 1 : 2; });
    for (int i = 0; i < 300 && ended == 0; ++i) {
        board.watch();
        QTest::qWait(100);
    }
    const int outcome = ended;
    wire.stall(false);
    QTRY_VERIFY_WITH_TIMEOUT(ended != 0, 30'000);
    QCOMPARE(outcome, 2); // with an error, while nothing passed
    QTRY_VERIFY_WITH_TIMEOUT(board.refresh().ok(), 30'000);
    // It also ends while the database stands still.
    wire.stall(true);
    std::atomic<bool> over = false;
    threads.start("cohort", [&] { board.run(); });
    QTest::qWait(50);
    threads.start("stop", [&] {
        board.stop();
        over = true;
    });
    for (int i = 0; i < 300 && !over; ++i)
        QTest::qWait(100);
    const bool meanwhile = over;
    wire.stall(false);
    QTRY_VERIFY_WITH_TIMEOUT(over, 30'000);
    QVERIFY(meanwhile);
}

QTEST_GUILESS_MAIN(tst_Board)
#include "tst_Board.moc"
