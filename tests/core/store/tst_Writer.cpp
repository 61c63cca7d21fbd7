#include "core/store/Writer.h"

#include "tests/core/store/StoreCase.h"
#include "tests/fakes/DelayProxy.h"
#include "tests/fakes/RealThreads.h"

#include <QElapsedTimer>

#include <atomic>
#include <deque>
#include <semaphore>
#include <set>

using namespace understudy;
using namespace understudy::tests;

namespace {

/// The thread that answers requests: does what is posted to it when it is told to.
class Inbox final {
public:
    Post post() {
        return [this](std::function<void()> work) {
            const std::lock_guard lock(m_mutex);
            m_work.push_back(std::move(work));
            m_came.notify_all();
        };
    }
    /// Until @p enough, or for a minute.
    bool workUntil(const std::function<bool()>& enough) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        while (!enough()) {
            std::unique_lock lock(m_mutex);
            if (!m_came.wait_until(lock, end, [this] { return !m_work.empty(); }))
                return false;
            const auto next = std::move(m_work.front());
            m_work.pop_front();
            lock.unlock();
            next();
        }
        return true;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_came;
    std::deque<std::function<void()>> m_work;
};

/// One server's storage: its thread that answers, its writer, its clock.
struct Server {
    Server(const std::string& address, Threads& threads, const Clock& clock)
        : database(store::Database::open(address).value())
        , writer(store::Writer::open(*database, clock, threads, inbox.post()).value()) {}

    /// "" for stored, the id of a conflict, or "error: …"
    std::string write(std::vector<xapi::Draft> batch) {
        std::optional<std::string> said;
        writer->write(std::move(batch), [&](const Result<store::Appender::Outcome>& outcome) {
            said = outcome ? outcome->conflict : "error: " + outcome.error().sentence.toStdString();
        });
        if (!inbox.workUntil([&] { return said.has_value(); }))
            return "no answer";
        return *said;
    }
    std::int64_t number(const std::string& sql) {
        const auto rows = database->sql().run(sql);
        return rows && !rows->empty() ? rows->front().integer(0) : -1;
    }

    Inbox inbox;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<store::Writer> writer;
};

} // namespace

class tst_Writer final : public QObject {
    Q_OBJECT

    std::unique_ptr<Place> m_place;
    fakes::RealThreads m_threads;
    SystemClock m_clock;

    std::string postgres() {
        m_place = std::make_unique<Place>(true);
        return m_place->address();
    }

private Q_SLOTS:
    void requestsThatWaitTogetherAreOneTransaction_data() { Place::engines(); }
    void requestsThatWaitTogetherAreOneTransaction();
    void otherWorkIsUndoneAlone_data() { Place::engines(); }
    void otherWorkIsUndoneAlone();
    void whatWaitsAtTheEndIsStored_data() { Place::engines(); }
    void whatWaitsAtTheEndIsStored();
    void nothingAppearsWhereAReaderWasToldItCannot();
    void referencesThatMeetAtTwoServersFindEachOther();
    void aSilentServerLosesItsPlaceAndComesBack();
    void aDeadServerHoldsNobodyBack_data();
    void aDeadServerHoldsNobodyBack();
    void aClockThatIsBehindHoldsNobodyBack();
    void oneRequestThatIsRefusedKeepsNoOtherOut_data() { Place::engines(); }
    void oneRequestThatIsRefusedKeepsNoOtherOut();
    void anErrorThatIsKeptQuietIsNoSuccess_data() { Place::engines(); }
    void anErrorThatIsKeptQuietIsNoSuccess();
    void commitsWaitForTheDiskWhateverTheDatabaseSays();
    void aClockThatWasAheadBindsThoseWhoComeLater();
    void theSameStatementAtTwoServersIsStoredOnce();
    void aCutIsAnsweredSoonAndServingGoesOnAfterIt();
    void aDatabaseThatStandsStillHoldsNobodyForLong();
    void whatWasAcknowledgedOutlivesTheDatabasesDeath();
};

void tst_Writer::requestsThatWaitTogetherAreOneTransaction() {
    QFETCH(bool, postgres);
    const Place place(postgres);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    Server server(place.address(), m_threads, m_clock);
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
    Server server(place.address(), m_threads, m_clock);
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
    Server server(place.address(), m_threads, m_clock);
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

void tst_Writer::nothingAppearsWhereAReaderWasToldItCannot() {
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
            Server server(address, m_threads, skewed);
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

void tst_Writer::referencesThatMeetAtTwoServersFindEachOther() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    constexpr int pairs = 40;
    std::atomic<int> running = 2, failures = 0;
    const auto serve = [&](auto makeDraft) {
        m_threads.start("server", [&, makeDraft] {
            Server server(address, m_threads, m_clock);
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

void tst_Writer::aSilentServerLosesItsPlaceAndComesBack() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    Server server(address, m_threads, m_clock);
    QCOMPARE(server.write({statementOf(1)}), std::string());
    QVERIFY(server.database->sql().run("DELETE FROM writer WHERE id > 0")); // as the others would
    QCOMPARE(server.write({statementOf(2)}), std::string());
    QCOMPARE(server.number("SELECT count(*) FROM writer WHERE id > 0"), 1);
    QCOMPARE(server.number("SELECT count(*) FROM statement"), 2);
}

void tst_Writer::aDeadServerHoldsNobodyBack_data() {
    QTest::addColumn<QString>("others");
    for (const char* others : {"idle", "storing", "taking documents"})
        QTest::newRow(others) << QString::fromLatin1(others);
}

void tst_Writer::aDeadServerHoldsNobodyBack() {
    QFETCH(QString, others);
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    Server server(address, m_threads, m_clock);
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

void tst_Writer::aClockThatIsBehindHoldsNobodyBack() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    const fakes::PushedClock behind("2020-01-01T00:00:00.000Z");
    Server slow(address, m_threads, behind);
    Server server(address, m_threads, m_clock);
    for (int i = 1; i <= 2; ++i) { // it follows each time
        QCOMPARE(server.write({statementOf(i)}), std::string());
        const auto stored = (*store::Store(server.database->sql()).find(idOf(i), false))->seq;
        QTRY_VERIFY_WITH_TIMEOUT(*store::Sequence::through(server.database->sql()) >= stored, 30'000);
    }
    const auto told = *store::Sequence::through(server.database->sql());
    QCOMPARE(slow.write({statementOf(3)}), std::string());
    QVERIFY((*store::Store(slow.database->sql()).find(idOf(3), false))->seq > told);
}

void tst_Writer::oneRequestThatIsRefusedKeepsNoOtherOut() {
    QFETCH(bool, postgres);
    const Place place(postgres);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    Server server(place.address(), m_threads, m_clock);
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
    Server server(place.address(), m_threads, m_clock);
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

void tst_Writer::aClockThatWasAheadBindsThoseWhoComeLater() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    fakes::PushedClock ahead("2040-01-01T00:00:00.000Z");
    std::int64_t told = 0;
    {
        Server server(address, m_threads, ahead);
        QCOMPARE(server.write({statementOf(1)}), std::string());
        told = *store::Sequence::through(server.database->sql());
    }
    Server server(address, m_threads, m_clock);
    QCOMPARE(*store::Sequence::through(server.database->sql()), told);
    QCOMPARE(server.write({statementOf(2)}), std::string());
    QVERIFY((*store::Store(server.database->sql()).find(idOf(2), false))->seq > told);
}

void tst_Writer::theSameStatementAtTwoServersIsStoredOnce() {
    const auto address = postgres();
    if (address.empty())
        QSKIP("PostgreSQL is not installed.");
    std::atomic<int> running = 2, failures = 0, conflicts = 0;
    for (int s = 0; s < 2; ++s) {
        m_threads.start("server", [&, s] {
            Server server(address, m_threads, m_clock);
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
    Server server(through, m_threads, m_clock);
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
    Server server(through, m_threads, m_clock);
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
    Server server(address, m_threads, m_clock);
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
