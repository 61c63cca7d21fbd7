#include "core/cohort/Board.h"

#include "tests/core/store/StoreCase.h"
#include "tests/fakes/DelayProxy.h"
#include "tests/fakes/RealThreads.h"

#include <atomic>

using namespace understudy;
using namespace understudy::tests;

class tst_Board final : public QObject {
    Q_OBJECT

    fakes::PushedClock m_clock;
    std::unique_ptr<Place> m_place;
    std::unique_ptr<store::Database> m_database;
    int m_saved = 0;

    store::Sql& sql() { return m_database->sql(); }
    /// Of a program that was started just now.
    std::unique_ptr<cohort::Board> board(const course::Course& course,
                                         std::unique_ptr<store::Sql> own = nullptr) {
        if (!own)
            own = m_database->connect().value();
        return std::make_unique<cohort::Board>(
            std::move(own), course, m_clock, "https://home.example",
            [this](std::int64_t person, const QByteArray& summary) {
                ++m_saved;
                QVERIFY(sql().run("INSERT INTO cohort_summary (person, summary) VALUES ($1, $2) ON CONFLICT "
                                  "(person) DO UPDATE SET summary = excluded.summary",
                                  {person, summary.toStdString()}));
            });
    }
    void put(int person, const QString& track, QDate start) {
        const auto name = "t" + std::to_string(person);
        QVERIFY(sql().run("INSERT INTO person (id, name, full_name, account, role, created) VALUES "
                          "($1, $2, $2, $2, 'trainee', 1) ON CONFLICT (id) DO NOTHING",
                          {std::int64_t(person), name}));
        const auto words = QString::fromStdString(name);
        QVERIFY(cohort::Roster(sql(), "https://home.example")
                    .put({person, words, words, words, "A", {}, track, start, {}}));
    }
    static course::Course courseOf(const QString& due) {
        course::Course made;
        course::TrackItem item;
        item.kind = course::TrackItem::Kind::Lab;
        item.ref = "lab-1-1";
        item.due = due;
        course::Lab lab;
        lab.id = item.ref;
        made.labs = {lab};
        made.tracks = {{"week", "One week", {{1, 1, 1, "Work", {item}}}}};
        return made;
    }

private Q_SLOTS:
    void init() {
        m_place = std::make_unique<Place>(false);
        m_database = m_place->open();
        m_saved = 0;
    }
    void cleanup() { m_database.reset(); }
    void aDatabaseThatStandsStillHoldsNobodyForLong();
    void whoFollowsATrackThatIsGoneIsLookedAtOnce();
    void whatChangedWhileTheServerWasAwayIsSeen();
    void stoppingDoesNotWaitForAllStatements();
};

void tst_Board::whoFollowsATrackThatIsGoneIsLookedAtOnce() {
    const course::Course course;
    for (const int person : {1, 2, 3})
        put(person, "gone", QDate(2025, 11, 17));
    const auto first = board(course);
    for (int round = 0; round < 4; ++round)
        QVERIFY(first->refresh());
    QCOMPARE(m_saved, 3);
    QVERIFY(board(course)->refresh());
    QCOMPARE(m_saved, 3);
    // When the course gets it, they are looked at again.
    auto more = courseOf({});
    more.tracks[0].id = "gone";
    const auto later = board(more);
    QVERIFY(later->refresh());
    QCOMPARE(m_saved, 6);
    QCOMPARE(later->standings()->trainees[0]->summary.blocks.size(), std::size_t(1));
}

void tst_Board::whatChangedWhileTheServerWasAwayIsSeen() {
    const auto due = [](const cohort::Board& one) {
        const auto standings = one.standings();
        return QDateTime::fromSecsSinceEpoch(standings->trainees[0]->summary.blocks[0].pieces[0].due,
                                             Qt::UTC);
    };
    const auto course = courseOf("17:00");
    put(1, "week", QDate(2025, 11, 17));
    QVERIFY(board(course)->refresh());
    const auto same = board(course);
    QVERIFY(same->refresh());
    QCOMPARE(m_saved, 1); // what was kept is good
    QCOMPARE(due(*same), QDateTime(QDate(2025, 11, 17), QTime(17, 0), Qt::UTC));
    put(1, "week", QDate(2025, 11, 24));
    const auto moved = board(course);
    QVERIFY(moved->refresh());
    QCOMPARE(due(*moved), QDateTime(QDate(2025, 11, 24), QTime(17, 0), Qt::UTC));
    QCOMPARE(moved->standings()->trainees[0]->summary.start, QDate(2025, 11, 24));
    const auto other = courseOf("12:00");
    const auto packed = board(other);
    QVERIFY(packed->refresh());
    QCOMPARE(due(*packed), QDateTime(QDate(2025, 11, 24), QTime(12, 0), Qt::UTC));
    QCOMPARE(m_saved, 3);
}

/// A connection that says when statements are read.
class Watched final : public store::Sql {
public:
    Watched(std::unique_ptr<store::Sql> sql, std::function<void()> read)
        : m_sql(std::move(sql))
        , m_read(std::move(read)) {}
    Engine engine() const override { return m_sql->engine(); }
    Result<store::Rows> run(std::string_view sql, const std::vector<store::Value>& values) override {
        if (sql.starts_with("SELECT s.seq"))
            m_read();
        return m_sql->run(sql, values);
    }
    std::int64_t changed() const override { return m_sql->changed(); }
    Result<std::int64_t> insertNew(const Columns& into, std::span<const store::Value> values) override {
        return m_sql->insertNew(into, values);
    }
    Result<void> script(const std::string& sql) override { return m_sql->script(sql); }
    Result<void> transact(const std::function<Result<void>()>& work) override {
        return m_sql->transact(work);
    }

private:
    std::unique_ptr<store::Sql> m_sql;
    std::function<void()> m_read;
};

void tst_Board::stoppingDoesNotWaitForAllStatements() {
    const auto course = courseOf({});
    put(1, "week", QDate(2025, 11, 17));
    std::vector<xapi::Draft> batch;
    for (int number = 1; number <= 640; ++number)
        batch.push_back(
            draftOf(R"({"id":")" + idOf(number) +
                    R"(","actor":{"account":{"homePage":"https://home.example","name":"t1"}},)"
                    R"("verb":{"id":"http://v.example/did"},"object":{"id":"http://o.example/1"}})"));
    QCOMPARE(appendTo(sql(), m_clock, batch), std::string());
    int portions = 0;
    cohort::Board* stopped = nullptr;
    const auto one = board(course, std::make_unique<Watched>(m_database->connect().value(), [&] {
                               if (++portions == 2)
                                   stopped->stop();
                           }));
    stopped = one.get();
    QVERIFY(one->refresh());
    QCOMPARE(portions, 2);
    QCOMPARE(m_saved, 0); // half of it is no summary
    QVERIFY(board(course)->refresh());
    QCOMPARE(m_saved, 1);
}

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
