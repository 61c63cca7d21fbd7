#include "tests/core/store/WritingServer.h"

#include <QElapsedTimer>

#include <atomic>
#include <semaphore>

using namespace understudy;
using namespace understudy::tests;

/// Several servers that write to one database, which is PostgreSQL then.
class tst_WriterPeers final : public QObject, WriterCase {
    Q_OBJECT

private Q_SLOTS:
    void nothingAppearsWhereAReaderWasToldItCannot();
    void referencesThatMeetAtTwoServersFindEachOther();
    void aSilentServerLosesItsPlaceAndComesBack();
    void aDeadServerHoldsNobodyBack_data();
    void aDeadServerHoldsNobodyBack();
    void aClockThatIsBehindHoldsNobodyBack();
    void aClockThatWasAheadBindsThoseWhoComeLater();
    void theSameStatementAtTwoServersIsStoredOnce();
};

void tst_WriterPeers::nothingAppearsWhereAReaderWasToldItCannot() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    constexpr int servers = 4, batches = 60, size = 5;
    std::counting_semaphore<servers> seen(0); // the second half is stored after something was told
    std::atomic<int> running = servers, failures = 0;
    for (int s = 0; s < servers; ++s) {
        m_threads.start("server", [&, s] {
            fakes::PushedClock skewed; // no two servers agree on the time
            skewed.set(m_clock.now() + std::chrono::milliseconds(700 * s));
            WritingServer server(address, m_threads, skewed);
            for (int i = 0; i < batches; ++i) {
                if (i == batches / 2)
                    failures += seen.try_acquire_for(std::chrono::seconds(60)) ? 0 : 1;
                std::vector<xapi::Draft> batch;
                for (int k = 0; k < size; ++k)
                    batch.push_back(statementOf(((s * batches) + i) * size + k + 1));
                if (i % 10 == 9)
                    batch.push_back(aboutOf(1'000'000 + s * batches + i, s * batches * size + 1));
                failures += server.write(std::move(batch)).empty() ? 0 : 1;
                skewed.push(std::chrono::milliseconds(3));
            }
            --running;
        });
    }
    auto reader = store::Database::open(address);
    QVERIFY(reader);
    auto& sql = (*reader)->sql();
    std::int64_t told = 0, known = 0;
    int rounds = 0;
    bool toldEarly = false;
    for (bool last = false; !last; ++rounds) {
        last = running == 0;
        const auto count = sql.run("SELECT count(*) FROM statement WHERE seq <= $1", {told});
        QVERIFY(count);
        QCOMPARE((*count)[0].integer(0), known); // nothing came where nothing could
        const auto through = store::Sequence::through(sql);
        QVERIFY(through && *through >= told);
        told = *through;
        const auto now = sql.run("SELECT count(*) FROM statement WHERE seq <= $1", {told});
        QVERIFY((*now)[0].integer(0) >= known);
        known = (*now)[0].integer(0);
        if (known > 0 && !toldEarly) {
            toldEarly = true;
            seen.release(servers);
        }
    }
    QCOMPARE(failures.load(), 0);
    QVERIFY(rounds > 10);
    QVERIFY(toldEarly);
    QTRY_VERIFY(*store::Sequence::through(sql) >= numberOf(sql, "SELECT max(seq) FROM statement"));
    const auto all = sql.run("SELECT count(*), count(DISTINCT seq) FROM statement");
    QCOMPARE((*all)[0].integer(0), servers * (batches * size + batches / 10));
    QCOMPARE((*all)[0].integer(1), (*all)[0].integer(0));
}

void tst_WriterPeers::referencesThatMeetAtTwoServersFindEachOther() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    constexpr int pairs = 40;
    std::atomic<int> running = 2, failures = 0;
    const auto serve = [&](auto makeDraft) {
        m_threads.start("server", [&, makeDraft] {
            WritingServer server(address, m_threads, m_clock);
            for (int i = 1; i <= pairs; ++i)
                failures += server.write({makeDraft(i)}).empty() ? 0 : 1;
            --running;
        });
    };
    serve([](int i) { return statementOf(i); });
    serve([](int i) { return aboutOf(1000 + i, i, i % 2 ? voiding : "http://v.example/approved"); });
    QTRY_COMPARE_WITH_TIMEOUT(running.load(), 0, 60'000);
    QCOMPARE(failures.load(), 0);
    auto reader = store::Database::open(address);
    const auto voided = (*reader)->sql().run("SELECT count(*) FROM statement WHERE voided = 1");
    QCOMPARE((*voided)[0].integer(0), pairs / 2);
    store::Query query{.limit = 500};
    query.keys = {xapi::makeKey(xapi::KeyKind::Agent, "mbox mailto:a@b.example")};
    const auto found = store::Store((*reader)->sql()).query(query);
    QCOMPARE(found->statements.size(),
             std::size_t(pairs + pairs / 2)); // all about them, and those not voided
}

void tst_WriterPeers::aSilentServerLosesItsPlaceAndComesBack() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    WritingServer server(address, m_threads, m_clock);
    QCOMPARE(server.write({statementOf(1)}), std::string());
    QVERIFY(server.database->sql().run("DELETE FROM writer WHERE id > 0")); // as the others would
    QCOMPARE(server.write({statementOf(2)}), std::string());
    QCOMPARE(server.number("SELECT count(*) FROM writer WHERE id > 0"), 1);
    QCOMPARE(server.number("SELECT count(*) FROM statement"), 2);
}

void tst_WriterPeers::aDeadServerHoldsNobodyBack_data() {
    QTest::addColumn<QString>("others");
    for (const char* others : {"idle", "storing", "taking documents"})
        QTest::newRow(others) << QString::fromLatin1(others);
}

void tst_WriterPeers::aDeadServerHoldsNobodyBack() {
    QFETCH(QString, others);
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    WritingServer server(address, m_threads, m_clock);
    QCOMPARE(server.write({statementOf(1)}), std::string());
    const auto own = server.number("SELECT max(low_water) FROM writer");
    QVERIFY(server.database->sql().run(
        "INSERT INTO writer (id, token, low_water, heartbeat) VALUES (9, 'dead', $1, 0)", {own - 1'000'000}));
    QVERIFY(*store::Sequence::through(server.database->sql()) < store::lastSeqOf(own));
    const auto heartbeat = server.number("SELECT heartbeat FROM writer WHERE id = 1");
    QElapsedTimer timer;
    timer.start();
    for (int i = 2; server.number("SELECT count(*) FROM writer WHERE id = 9") > 0; ++i) {
        QVERIFY2(timer.elapsed() < 30'000, "it holds its place");
        std::optional<bool> done;
        if (others == QStringLiteral("storing"))
            QCOMPARE(server.write({statementOf(i)}), std::string());
        else if (others == QStringLiteral("taking documents"))
            server.writer->run(
                [](store::Sql& sql) -> Result<void> {
                    const auto put = sql.run("UPDATE meta SET value = value", {});
                    return put ? Result<void>() : put.error();
                },
                [&](const Result<void>& result) { done = result.ok(); });
        else
            done = true;
        if (others != QStringLiteral("storing"))
            QVERIFY(server.inbox.workUntil([&] { return done.has_value(); }) && *done);
    }
    QVERIFY(server.number("SELECT heartbeat FROM writer WHERE id = 1") > heartbeat);
    QVERIFY(*store::Sequence::through(server.database->sql()) >= store::lastSeqOf(own));
    QCOMPARE(server.number("SELECT low_water FROM writer WHERE id = 0"), own - 1'000'000);
}

void tst_WriterPeers::aClockThatIsBehindHoldsNobodyBack() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    const fakes::PushedClock behind("2020-01-01T00:00:00.000Z");
    WritingServer slow(address, m_threads, behind);
    WritingServer server(address, m_threads, m_clock);
    for (int i = 1; i <= 2; ++i) { // it follows each time
        QCOMPARE(server.write({statementOf(i)}), std::string());
        const auto stored = (*store::Store(server.database->sql()).find(idOf(i), false))->seq;
        QTRY_VERIFY_WITH_TIMEOUT(*store::Sequence::through(server.database->sql()) >= stored, 30'000);
    }
    const auto told = *store::Sequence::through(server.database->sql());
    QCOMPARE(slow.write({statementOf(3)}), std::string());
    QVERIFY((*store::Store(slow.database->sql()).find(idOf(3), false))->seq > told);
}

void tst_WriterPeers::aClockThatWasAheadBindsThoseWhoComeLater() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    fakes::PushedClock ahead("2040-01-01T00:00:00.000Z");
    std::int64_t told = 0;
    {
        WritingServer server(address, m_threads, ahead);
        QCOMPARE(server.write({statementOf(1)}), std::string());
        told = *store::Sequence::through(server.database->sql());
    }
    WritingServer server(address, m_threads, m_clock);
    QCOMPARE(*store::Sequence::through(server.database->sql()), told);
    QCOMPARE(server.write({statementOf(2)}), std::string());
    QVERIFY((*store::Store(server.database->sql()).find(idOf(2), false))->seq > told);
}

void tst_WriterPeers::theSameStatementAtTwoServersIsStoredOnce() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    std::atomic<int> running = 2, failures = 0, conflicts = 0;
    for (int s = 0; s < 2; ++s) {
        m_threads.start("server", [&, s] {
            WritingServer server(address, m_threads, m_clock);
            for (int i = 1; i <= 60; ++i) {
                // Every third says something else at one of them: one of the two is refused.
                const auto object = i % 3 == 0 && s == 0 ? R"({"id":"http://o.example/x"})"
                                                         : R"({"id":"http://o.example/1"})";
                const auto said = server.write({statementOf(i, object)});
                conflicts += said == idOf(i) ? 1 : 0;
                failures += said.empty() || said == idOf(i) ? 0 : 1;
            }
            --running;
        });
    }
    QTRY_COMPARE_WITH_TIMEOUT(running.load(), 0, 60'000);
    QCOMPARE(failures.load(), 0);
    QCOMPARE(conflicts.load(), 20);
    auto reader = store::Database::open(address);
    QCOMPARE((*(*reader)->sql().run("SELECT count(*) FROM statement"))[0].integer(0), 60);
}

QTEST_GUILESS_MAIN(tst_WriterPeers)
#include "tst_WriterPeers.moc"
