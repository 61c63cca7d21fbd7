#include "core/store/Consistency.h"

#include "tests/core/store/StoreCase.h"

using namespace understudy;
using namespace understudy::tests;

/// Two connections of one process to one file: the one that answers and the one that writes.
class tst_Consistency final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whileNobodyStoresItMovesWithTheClock();
    void aTransactionThatIsOpenIsNotPromised();
    void anotherProgramThatWritesIsWaitedForToo();
    void aClockSetBackStoresNothingBelowAPromise();
    void aStopRemembersWhatWasPromised();
    void onPostgresItIsWhatAllWritersPromise();

private:
    Result<void> store(int number, const std::function<void()>& beforeItEnds = {});
    void join() {
        m_sequence = std::make_unique<store::Sequence>(
            *store::Sequence::open(*m_writing, m_clock, &m_database->promise()));
    }
    xapi::Micros through() {
        return store::Consistency(m_database->sql(), m_clock, m_database->promise()).through();
    }
    /// The most that can be promised.
    xapi::Micros now() const { return m_clock.now().time_since_epoch().count() * 1000 - 1; }
    xapi::Micros storedOf(int number) {
        return (*store::Store(m_database->sql()).find(idOf(number), false))->stored;
    }

    std::unique_ptr<Place> m_place;
    std::unique_ptr<store::Database> m_database;
    std::unique_ptr<store::Sql> m_writing;
    std::unique_ptr<store::Sequence> m_sequence;
    fakes::PushedClock m_clock;
};

void tst_Consistency::init() {
    m_sequence.reset();
    m_writing.reset();
    m_place = std::make_unique<Place>(false);
    m_database = m_place->open();
    m_clock = fakes::PushedClock();
    m_writing = m_database->connect().value();
    join();
}

Result<void> tst_Consistency::store(int number, const std::function<void()>& beforeItEnds) {
    const std::vector<xapi::Draft> batch{statementOf(number)};
    store::Appender appender(*m_writing, *m_sequence);
    return m_writing->transact([&]() -> Result<void> {
        const store::Appender::Batch* batches[] = {&batch};
        const auto outcomes = appender.append(batches);
        if (beforeItEnds)
            beforeItEnds();
        return outcomes ? Result<void>() : outcomes.error();
    });
}

void tst_Consistency::whileNobodyStoresItMovesWithTheClock() {
    QCOMPARE(through(), now());
    QVERIFY(store(1));
    m_clock.push(std::chrono::minutes(10));
    QCOMPARE(through(), now());
}

void tst_Consistency::aTransactionThatIsOpenIsNotPromised() {
    const auto before = through();
    m_clock.push(std::chrono::seconds(5));
    xapi::Micros meanwhile = 0;
    QVERIFY(store(1, [&] {
        m_clock.push(std::chrono::seconds(5)); // the disk is slow
        meanwhile = through();
    }));
    QCOMPARE(meanwhile, before);
    QVERIFY(storedOf(1) > meanwhile);
    QCOMPARE(through(), now());
}

void tst_Consistency::anotherProgramThatWritesIsWaitedForToo() {
    const auto before = through();
    const auto other = m_place->open(); // knows nothing of this one's promises
    m_clock.push(std::chrono::seconds(5));
    QVERIFY(other->sql().transact([&]() -> Result<void> {
        m_clock.push(std::chrono::seconds(5));
        return through() == before ? Result<void>() : Error{Errc::Io, {}, {}};
    }));
}

void tst_Consistency::aClockSetBackStoresNothingBelowAPromise() {
    const auto told = through();
    m_clock.push(std::chrono::hours(-24 * 365));
    QCOMPARE(through(), told);
    QVERIFY(store(1));
    QVERIFY(storedOf(1) > told);
}

void tst_Consistency::aStopRemembersWhatWasPromised() {
    const auto told = through();
    m_sequence->leave();
    m_writing.reset();
    m_database = m_place->open();
    m_writing = m_database->connect().value();
    m_clock.push(std::chrono::hours(-24 * 365));
    join();
    QVERIFY(store(1));
    QVERIFY(storedOf(1) > told);
}

void tst_Consistency::onPostgresItIsWhatAllWritersPromise() {
    m_place = std::make_unique<Place>(true);
    if (m_place->address().empty())
        QSKIP("PostgreSQL is not installed.");
    m_database = m_place->open();
    m_writing = m_database->connect().value();
    join();
    QVERIFY(m_sequence->idle());
    const auto before = through();
    QVERIFY(before <= now() + 1);
    m_clock.push(std::chrono::minutes(10));
    QCOMPARE(through(), before); // nobody has said so yet
    QVERIFY(m_sequence->idle());
    QVERIFY(through() >= now() - 1 && through() <= now() + 1);
    m_sequence->leave();
}

QTEST_GUILESS_MAIN(tst_Consistency)
#include "tst_Consistency.moc"
