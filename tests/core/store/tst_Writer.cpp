#include "core/store/Writer.h"

#include "tests/core/store/WritingServer.h"
#include "tests/fakes/DelayProxy.h"

#include <QElapsedTimer>

#include <semaphore>
#include <set>

using namespace understudy;
using namespace understudy::tests;

class tst_Writer final : public QObject, WriterCase {
    Q_OBJECT

private Q_SLOTS:
    void requestsThatWaitTogetherAreOneTransaction_data() { Place::engines(); }
    void requestsThatWaitTogetherAreOneTransaction();
    void otherWorkIsUndoneAlone_data() { Place::engines(); }
    void otherWorkIsUndoneAlone();
    void whatWaitsAtTheEndIsStored_data() { Place::engines(); }
    void whatWaitsAtTheEndIsStored();
    void oneRequestThatIsRefusedKeepsNoOtherOut_data() { Place::engines(); }
    void oneRequestThatIsRefusedKeepsNoOtherOut();
    void anErrorThatIsKeptQuietIsNoSuccess_data() { Place::engines(); }
    void anErrorThatIsKeptQuietIsNoSuccess();
    void commitsWaitForTheDiskWhateverTheDatabaseSays();
    void aCutIsAnsweredSoonAndServingGoesOnAfterIt();
    void aDatabaseThatStandsStillHoldsNobodyForLong();
    void whatWasAcknowledgedOutlivesTheDatabasesDeath();
};

void tst_Writer::requestsThatWaitTogetherAreOneTransaction() {
    QFETCH(bool, postgres);
    const Place place(postgres);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    WritingServer server(place.address(), m_threads, m_clock);
    constexpr int count = 200;
    std::vector<int> answered;
    for (int i = 1; i <= count; ++i) {
        server.writer->write({statementOf(i)}, [&, i](const Result<store::Appender::Outcome>& outcome) {
            if (outcome && outcome->conflict.empty())
                answered.push_back(i);
        });
    }
    QVERIFY(server.inbox.workUntil([&] { return answered.size() == count; }));
    QVERIFY(std::is_sorted(answered.begin(), answered.end()));
    QCOMPARE(server.number("SELECT count(*) FROM statement"), count);
    QVERIFY(server.writer->figures().groups < count);
    QCOMPARE(server.writer->figures().stored, count);
}

void tst_Writer::otherWorkIsUndoneAlone() {
    QFETCH(bool, postgres);
    const Place place(postgres);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    WritingServer server(place.address(), m_threads, m_clock);
    QStringList said;
    const auto note = [](const char* name, bool fail) {
        return [name, fail](store::Sql& sql) -> Result<void> {
            if (auto put =
                    sql.run("INSERT INTO meta (name, value) VALUES ($1, $2)", {name, store::Blob{"x"}});
                !put)
                return put.error();
            return fail ? Result<void>(Error{Errc::Refused, {}, "on purpose"}) : Result<void>();
        };
    };
    const auto done = [&](const Result<void>& result) {
        said << (result ? QString() : result.error().detail);
    };
    server.writer->run(note("one", false), done);
    server.writer->run(note("two", true), done);
    server.writer->run(note("one", false), done); // there already
    server.writer->run(note("three", false), done);
    QCOMPARE(server.write({statementOf(1)}), std::string());
    QVERIFY(server.inbox.workUntil([&] { return said.size() == 4; }));
    QCOMPARE(said[0] + said[3], QString());
    QCOMPARE(said[1], QStringLiteral("on purpose"));
    QVERIFY(!said[2].isEmpty());
    QCOMPARE(server.number("SELECT count(*) FROM meta"), 2);
    QCOMPARE(server.number("SELECT count(*) FROM statement"), 1);
}

void tst_Writer::whatWaitsAtTheEndIsStored() {
    QFETCH(bool, postgres);
    const Place place(postgres);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    WritingServer server(place.address(), m_threads, m_clock);
    int stored = 0;
    for (int i = 1; i <= 50; ++i)
        server.writer->write({statementOf(i)}, [&](const Result<store::Appender::Outcome>& outcome) {
            stored += outcome ? 1 : 0;
        });
    server.writer->finish();
    QCOMPARE(server.number("SELECT count(*) FROM statement"), 50);
    QVERIFY(server.inbox.workUntil([&] { return stored == 50; }));
    QVERIFY(QByteArray::fromStdString(server.write({statementOf(51)})).startsWith("error: "));
    QCOMPARE(server.number("SELECT count(*) FROM statement"), 50);
    QCOMPARE(server.number("SELECT count(*) FROM writer WHERE id > 0"), 0); // it took its leave
}

void tst_Writer::oneRequestThatIsRefusedKeepsNoOtherOut() {
    QFETCH(bool, postgres);
    const Place place(postgres);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    WritingServer server(place.address(), m_threads, m_clock);
    server.writer->onStored([](store::Sql&, store::Appender::Fresh fresh) -> Result<void> {
        for (const auto* draft : fresh)
            if (draft->id == idOf(7))
                return Error{Errc::Io, QStringLiteral("On purpose."), {}};
        return {};
    });
    std::binary_semaphore all(0);
    server.writer->run(
        [&](store::Sql&) -> Result<void> {
            if (all.try_acquire_for(std::chrono::seconds(30))) // until all of them wait for one transaction
                all.release();
            return {};
        },
        {});
    QStringList said;
    for (int i = 1; i <= 12; ++i) {
        auto draft = statementOf(i);
        if (i == 4)
            draft.attachments = {{"abc", std::string("text/pl\0ain", 11), "x"}};
        server.writer->write({std::move(draft)}, [&, i](const Result<store::Appender::Outcome>& outcome) {
            said << QString::number(i) + (outcome ? QString() : outcome.error().sentence);
        });
    }
    all.release();
    QVERIFY(server.inbox.workUntil([&] { return said.size() == 12; }));
    QCOMPARE(said[0] + said[1] + said[2] + said[4] + said[5], QStringLiteral("12356"));
    QCOMPARE(said[6], QStringLiteral("7On purpose."));
    QCOMPARE(said.mid(7).join(QString()), QStringLiteral("89101112"));
    QCOMPARE(said[3] != QStringLiteral("4"), postgres); // there no text can hold that
    QCOMPARE(server.number("SELECT count(*) FROM statement"), postgres ? 10 : 11);
    QCOMPARE(server.writer->figures().stored, postgres ? 11 : 12);
}

void tst_Writer::anErrorThatIsKeptQuietIsNoSuccess() {
    QFETCH(bool, postgres);
    const Place place(postgres);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    WritingServer server(place.address(), m_threads, m_clock);
    const auto quiet = [](store::Sql& sql) -> Result<void> {
        if (auto put = sql.run("INSERT INTO meta (name, value) VALUES ('quiet', $1)", {store::Blob{"x"}});
            !put)
            return put.error();
        (void)sql.run("SELECT nothing FROM nowhere", {});
        return {};
    };
    auto& sql = server.database->sql();
    const auto done = sql.transact([&] { return quiet(sql); });
    QCOMPARE(numberOf(sql, "SELECT count(*) FROM meta"), done ? 1 : 0); // as it says
    QVERIFY(sql.run("DELETE FROM meta", {}));
    // Nor does it undo what others did in the same transaction.
    std::binary_semaphore all(0);
    server.writer->run(
        [&](store::Sql&) -> Result<void> {
            if (all.try_acquire_for(std::chrono::seconds(30)))
                all.release();
            return {};
        },
        {});
    std::optional<bool> said;
    server.writer->run(quiet, [&](const Result<void>& result) { said = result.ok(); });
    int stored = 0;
    for (int i = 1; i <= 5; ++i)
        server.writer->write({statementOf(i)}, [&](const Result<store::Appender::Outcome>& outcome) {
            stored += outcome ? 1 : 10;
        });
    all.release();
    QVERIFY(server.inbox.workUntil([&] { return said && stored >= 5; }));
    QCOMPARE(stored, 5);
    QCOMPARE(server.number("SELECT count(*) FROM statement"), 5);
    QCOMPARE(server.number("SELECT count(*) FROM meta"), *said ? 1 : 0);
}

void tst_Writer::commitsWaitForTheDiskWhateverTheDatabaseSays() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    {
        auto database = store::Database::open(address);
        const auto name = (*database)->sql().run("SELECT current_database()");
        QVERIFY((*database)->sql().script("ALTER DATABASE \"" + (*name)[0].text(0) +
                                          "\" SET synchronous_commit = off"));
    }
    auto database = store::Database::open(address);
    const auto setting = (*database)->sql().run("SELECT current_setting('synchronous_commit')");
    QCOMPARE((*setting)[0].text(0), std::string("on"));
}

void tst_Writer::aCutIsAnsweredSoonAndServingGoesOnAfterIt() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    const auto port = fakes::Postgres::shared()->port();
    auto wire = std::make_unique<fakes::DelayProxy>(port, std::chrono::milliseconds(0));
    const auto wirePort = wire->port();
    auto through = address;
    through.replace(through.find(std::to_string(port)), std::to_string(port).size(),
                    std::to_string(wirePort));
    WritingServer server(through, m_threads, m_clock);
    QCOMPARE(server.write({statementOf(1)}), std::string());
    wire->cut(); // once: the next attempt gets through
    QCOMPARE(server.write({statementOf(2)}), std::string());
    QVERIFY(store::Store(server.database->sql()).find(idOf(1), false)); // nor do readers notice
    wire.reset();                                                       // and now nobody is there
    QElapsedTimer timer;
    timer.start();
    for (int i = 3; i < 6; ++i)
        QVERIFY(QByteArray::fromStdString(server.write({statementOf(i)})).startsWith("error: "));
    const auto lost = store::Store(server.database->sql()).find(idOf(1), false);
    QVERIFY(!lost);
    QCOMPARE(lost.error().code, Errc::Unreachable);
    QVERIFY2(timer.elapsed() < 20'000, "requests waited for a database that is away");
    wire = std::make_unique<fakes::DelayProxy>(port, std::chrono::milliseconds(0), wirePort);
    QVERIFY(wire->listens());
    QTRY_COMPARE_WITH_TIMEOUT(server.write({statementOf(6)}), std::string(), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(server.number("SELECT count(*) FROM statement"), 3, 30'000);
}

void tst_Writer::aDatabaseThatStandsStillHoldsNobodyForLong() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    const auto port = std::to_string(fakes::Postgres::shared()->port());
    fakes::DelayProxy wire(fakes::Postgres::shared()->port(), std::chrono::milliseconds(0));
    auto through = address;
    through.replace(through.find(port), port.size(), std::to_string(wire.port()));
    WritingServer server(through, m_threads, m_clock);
    QCOMPARE(server.write({statementOf(1)}), std::string());
    wire.stall(true);
    const auto begin = std::chrono::steady_clock::now();
    QVERIFY(!store::Store(server.database->sql()).find(idOf(1), false));          // the thread that answers
    QVERIFY(std::chrono::steady_clock::now() - begin < std::chrono::seconds(50)); // not for ever
    wire.stall(false);
    QTRY_COMPARE_WITH_TIMEOUT(server.write({statementOf(3)}), std::string(), 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(server.number("SELECT count(*) FROM statement"), 2, 30'000);
}

void tst_Writer::whatWasAcknowledgedOutlivesTheDatabasesDeath() {
    const auto postgresServer = fakes::Postgres::start();
    if (!postgresServer)
        QSKIP("PostgreSQL is not installed.");
    const auto address = postgresServer->makeDatabase();
    WritingServer server(address, m_threads, m_clock);
    std::set<int> acknowledged;
    int next = 1;
    for (int death = 0; death < 2; ++death) {
        for (int i = 0; i < 20; ++i, ++next)
            if (server.write({statementOf(next)}).empty())
                acknowledged.insert(next);
        postgresServer->kill();
        for (int i = 0; i < 3; ++i, ++next)
            if (server.write({statementOf(next)}).empty())
                acknowledged.insert(next);
        QVERIFY(postgresServer->startAgain());
        QTRY_COMPARE_WITH_TIMEOUT(server.write({statementOf(next)}), std::string(), 30'000);
        acknowledged.insert(next++);
    }
    QVERIFY(acknowledged.size() >= 40);
    QTRY_VERIFY_WITH_TIMEOUT(server.number("SELECT 1") == 1, 30'000);
    for (const int number : acknowledged)
        QVERIFY2(*store::Store(server.database->sql()).find(idOf(number), false), idOf(number).c_str());
}

QTEST_GUILESS_MAIN(tst_Writer)
#include "tst_Writer.moc"
