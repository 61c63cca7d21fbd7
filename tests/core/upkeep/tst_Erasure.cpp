#include "core/upkeep/Erasure.h"

#include "core/store/Activities.h"

#include "tests/core/store/StoreCase.h"
#include "tests/fakes/RealThreads.h"

#include <QFile>

#include <atomic>
#include <utility>

using namespace understudy;
using namespace understudy::tests;

class tst_Erasure final : public QObject {
    Q_OBJECT

    std::unique_ptr<Place> m_place;
    std::unique_ptr<store::Database> m_database;
    fakes::PushedClock m_clock;

    store::Sql& sql() { return m_database->sql(); }
    upkeep::Erasure::Report erase(const std::string& identity) {
        upkeep::Erasure::Report report;
        const auto done = sql().transact([&]() -> Result<void> {
            auto erased = upkeep::Erasure(sql()).erase(identity);
            if (!erased)
                return erased.error();
            report = *erased;
            return {};
        });
        return done ? report : upkeep::Erasure::Report{-1, -1};
    }
private Q_SLOTS:
    void init() {
        const auto* row = QTest::currentDataTag();
        m_place = std::make_unique<Place>(row && QByteArray(row) == "PostgreSQL");
        if (m_place->address().empty())
            QSKIP("PostgreSQL is not installed.");
        m_database = m_place->open();
    }
    void nothingOfThePersonIsLeftAndAllOfOthers_data() { Place::engines(); }
    void nothingOfThePersonIsLeftAndAllOfOthers();
    void anOldOutboxCannotBringItBack_data() { Place::engines(); }
    void anOldOutboxCannotBringItBack();
    void whatOnlyThePersonSaidOfActivitiesGoesToo_data() { Place::engines(); }
    void whatOnlyThePersonSaidOfActivitiesGoesToo();
    void noNumberIsGivenTwice_data() { Place::engines(); }
    void noNumberIsGivenTwice();
    void whatIsBeingStoredIsErasedToo_data() {
        QTest::addColumn<bool>("postgres"), QTest::newRow("PostgreSQL") << true;
    }
    void whatIsBeingStoredIsErasedToo();
    void theBytesAreGoneFromTheFile();
    void theBytesAreGoneFromTheLogWhileOthersHoldTheFile();
};

namespace {

xapi::Draft by(const std::string& mailbox, int number, const std::string& text = {}) {
    return statementOf(number, R"({"id":"http://o.example/1"})", "http://v.example/did", mailbox,
                       text.empty() ? "" : R"(,"result":{"response":")" + text + "\"}");
}

} // namespace

void tst_Erasure::nothingOfThePersonIsLeftAndAllOfOthers() {
    std::vector<xapi::Draft> batch;
    for (int i = 1; i <= 450; ++i) // several portions, mixed with those of others
        batch.push_back(by(i % 3 ? "anna@b.example" : "ben@b.example", i));
    batch.push_back(aboutOf(1001, 1));    // a mentor about one of hers
    batch.push_back(aboutOf(1002, 1001)); // and somebody about that
    batch.push_back(aboutOf(1003, 3));    // about one of his
    batch.front().attachments = {{"abc", "text/plain", "hers"}};
    batch[2].attachments = {{"abc", "text/plain", "his"}};
    QCOMPARE(appendTo(sql(), m_clock, batch), std::string());
    for (const char* agent : {"mbox mailto:anna@b.example", "mbox mailto:ben@b.example"})
        QVERIFY(sql().run(
            "INSERT INTO document (scope, activity, agent, registration, name, type, content, etag, "
            "updated) VALUES (1, 'a', $1, '', 'n', 't', $2, 'e', 1)",
            {agent, store::Blob{"x"}}));
    const auto report = erase("mbox mailto:anna@b.example");
    QCOMPARE(report.statements, 302);
    QCOMPARE(report.documents, 1);
    QCOMPARE(numberOf(sql(), "SELECT count(*) FROM statement"), 151);
    QCOMPARE(numberOf(sql(), "SELECT count(*) FROM statement WHERE body LIKE '%anna@%'"), 0);
    QCOMPARE(numberOf(sql(), "SELECT count(*) FROM statement_key k WHERE NOT EXISTS "
                             "(SELECT 1 FROM statement s WHERE s.seq = k.seq)"),
             0);
    QCOMPARE(numberOf(sql(), "SELECT count(*) FROM attachment"), 1);
    QCOMPARE(numberOf(sql(), "SELECT count(*) FROM document"), 1);
    store::Query query{.limit = 500};
    query.keys = {xapi::makeKey(xapi::KeyKind::Agent, "mbox mailto:ben@b.example")};
    QCOMPARE(store::Store(sql()).query(query)->statements.size(), std::size_t(151));
    QCOMPARE(erase("mbox mailto:anna@b.example").statements, 0); // a second time
    QCOMPARE(erase("mbox mailto:nobody@b.example").statements, 0);
}

void tst_Erasure::anOldOutboxCannotBringItBack() {
    QCOMPARE(appendTo(sql(), m_clock, {by("anna@b.example", 1), by("anna@b.example", 2)}), std::string());
    QCOMPARE(erase("mbox mailto:anna@b.example").statements, 2);
    // Acknowledged, so that the device stops; also with other words than then.
    QCOMPARE(appendTo(sql(), m_clock, {by("anna@b.example", 1), by("anna@b.example", 2, "changed")}),
             std::string());
    QCOMPARE(numberOf(sql(), "SELECT count(*) FROM statement"), 0);
    QCOMPARE(appendTo(sql(), m_clock, {by("anna@b.example", 3)}), std::string()); // a new one is a new one
    QCOMPARE(numberOf(sql(), "SELECT count(*) FROM statement"), 1);
}

void tst_Erasure::whatOnlyThePersonSaidOfActivitiesGoesToo() {
    const auto about = [](const char* iri) {
        return R"({"id":"http://o.example/)" + std::string(iri) + R"(","definition":{"name":{"en":"N"}}})";
    };
    const auto context = [&](const char* iri) {
        return R"(,"context":{"contextActivities":{"other":[)" + about(iri) + "]}}";
    };
    const auto did = "http://v.example/did";
    const std::vector<xapi::Draft> batch{
        statementOf(1, about("hers"), did, "anna@b.example", context("hers-beside")),
        statementOf(2, about("both"), did, "anna@b.example", context("both-beside")),
        statementOf(3, about("both"), did, "ben@b.example", context("both-beside")),
    };
    QCOMPARE(appendTo(sql(), m_clock, batch), std::string());
    const xapi::Draft* drafts[] = {&batch[0], &batch[1], &batch[2]};
    QVERIFY(sql().transact([&] { return store::Activities(sql()).learn(drafts); }));
    QCOMPARE(numberOf(sql(), "SELECT count(*) FROM activity"), 4);
    QCOMPARE(erase("mbox mailto:anna@b.example").statements, 2);
    QCOMPARE(numberOf(sql(), "SELECT count(*) FROM activity"), 2);
    QCOMPARE(numberOf(sql(), "SELECT count(*) FROM activity WHERE iri LIKE '%hers%'"), 0);
}

void tst_Erasure::noNumberIsGivenTwice() {
    QCOMPARE(appendTo(sql(), m_clock, {by("anna@b.example", 1)}), std::string());
    const auto last = numberOf(sql(), "SELECT max(seq) FROM statement");
    erase("mbox mailto:anna@b.example");
    m_clock.push(std::chrono::hours(-24));
    QCOMPARE(appendTo(sql(), m_clock, {by("ben@b.example", 2)}), std::string());
    QVERIFY(numberOf(sql(), "SELECT max(seq) FROM statement") > last);
}

void tst_Erasure::whatIsBeingStoredIsErasedToo() {
    fakes::RealThreads threads;
    auto server = m_place->open();
    auto watcher = m_place->open();
    auto sequence = store::Sequence::open(server->sql(), m_clock);
    store::Appender appender(server->sql(), *sequence);
    std::atomic<bool> over = false;
    std::atomic<std::int64_t> erased = -1;
    bool begun = false;
    const store::Appender::Batch batch{by("anna@b.example", 1), by("ben@b.example", 2)};
    const auto stored = server->sql().transact([&]() -> Result<void> {
        const store::Appender::Batch* batches[] = {&batch};
        const auto outcomes = appender.append(batches);
        if (!outcomes)
            return outcomes.error();
        if (!std::exchange(begun, true))
            threads.start("erase", [&] {
                erased = erase("mbox mailto:anna@b.example").statements;
                over = true;
            });
        // It waits for this transaction, or it overlooks it.
        const auto waits = [&] {
            return numberOf(watcher->sql(),
                            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                            "wait_event_type = 'Lock'") > 0;
        };
        return QTest::qWaitFor([&] { return over || waits(); }, 20'000)
                   ? Result<void>()
                   : Result<void>(Error{Errc::TimedOut, {}, {}});
    });
    QVERIFY(stored);
    QTRY_VERIFY_WITH_TIMEOUT(over.load(), 30'000);
    QCOMPARE(erased.load(), 1);
    QCOMPARE(numberOf(watcher->sql(), "SELECT count(*) FROM statement"), 1);
    QCOMPARE(numberOf(watcher->sql(), "SELECT count(*) FROM statement WHERE body LIKE '%anna@%'"), 0);
    sequence->leave();
}

void tst_Erasure::theBytesAreGoneFromTheLogWhileOthersHoldTheFile() {
    const auto serving = m_place->open(); // as a server does
    QCOMPARE(appendTo(sql(), m_clock, {by("anna@b.example", 1, "whatannasaid"), by("ben@b.example", 2)}),
             std::string());
    QCOMPARE(numberOf(serving->sql(), "SELECT count(*) FROM statement"), 2);
    QFile log(QString::fromStdString(m_place->address()) + QStringLiteral("/progress.sqlite-wal"));
    QVERIFY(log.open(QIODevice::ReadOnly));
    QVERIFY(log.readAll().contains("whatannasaid"));
    QCOMPARE(erase("mbox mailto:anna@b.example").statements, 1);
    QVERIFY(upkeep::Erasure(sql()).emptyLog());
    QVERIFY(log.seek(0));
    QVERIFY(!log.readAll().contains("whatannasaid"));
    QCOMPARE(numberOf(serving->sql(), "SELECT count(*) FROM statement"), 1);
}

void tst_Erasure::theBytesAreGoneFromTheFile() {
    const std::string mark = "a very private answer of hers";
    std::vector<xapi::Draft> batch;
    for (int i = 1; i <= 50; ++i)
        batch.push_back(by(i % 2 ? "anna@b.example" : "ben@b.example", i, i % 2 ? mark : "his"));
    QCOMPARE(appendTo(sql(), m_clock, batch), std::string());
    sql().tidy();
    const auto file = QString::fromStdString(m_place->address() + "/progress.sqlite");
    const auto holds = [&](const QString& name) {
        QFile bytes(name);
        return bytes.open(QIODevice::ReadOnly) && bytes.readAll().contains(QByteArray::fromStdString(mark));
    };
    QVERIFY(holds(file));
    QCOMPARE(erase("mbox mailto:anna@b.example").statements, 25);
    m_database.reset(); // the last one to leave takes the log along
    QVERIFY(!holds(file));
    QVERIFY(!QFile::exists(file + QStringLiteral("-wal")));
}

QTEST_GUILESS_MAIN(tst_Erasure)
#include "tst_Erasure.moc"
