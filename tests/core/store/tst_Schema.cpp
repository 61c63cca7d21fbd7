#include "core/store/Schema.h"

#include "core/store/SqliteSql.h"

#include "tests/core/store/Form1.h"
#include "tests/core/store/StoreCase.h"

#include <atomic>
#include <thread>

using namespace understudy;
using namespace understudy::tests;

class tst_Schema final : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::unique_ptr<store::Sql> open(const char* name) const {
        auto opened = store::SqliteSql::open((m_folder.path() + u'/' + QLatin1String(name)).toStdString());
        return opened ? std::move(*opened) : nullptr;
    }

private Q_SLOTS:
    void whatVersion1WroteIsThereAfterwards();
    void manyKeysAreAllNumbered();
    void aMigrationThatStopsHalfWayLeavesAllAsItWas();
    void whenDocumentsWereChangedGoesOnFromTheNewest();
    void aNewerFileIsLeftAlone();
    void aFreshFileAndAMigratedOneAreAlike();
    void postgresIsMadeOnceByManyAtATime();
    void whatPostgresRefusesIsToldWithoutTheRow();
};

void tst_Schema::whatVersion1WroteIsThereAfterwards() {
    auto sql = open("one.sqlite");
    QVERIFY(sql->script(form1));
    const auto add = [&](xapi::KeyKind kind, std::int64_t seq) {
        const auto key = xapi::makeKey(kind, "http://o.example");
        QVERIFY(sql->run(
            "INSERT INTO statement_key VALUES ($1, $2, $3)",
            {static_cast<std::int64_t>(kind), store::Blob{{key.bytes.begin(), key.bytes.end()}}, seq}));
    };
    add(xapi::KeyKind::Activity, 2);
    add(xapi::KeyKind::RelatedActivity, 2); // the old program listed it twice
    add(xapi::KeyKind::RelatedActivity, 7);
    const auto migrated = store::migrate(*sql);
    QVERIFY2(migrated, qPrintable(migrated ? QString() : migrated.error().detail));
    const auto rows = sql->run("SELECT seq, id, voided, voids, refers_to, body FROM statement ORDER BY seq");
    QCOMPARE(rows->size(), std::size_t(3));
    QCOMPARE(store::storedOf((*rows)[2].integer(0)), 1763542801000000);
    QCOMPARE((*rows)[0].integer(2), 1);
    QCOMPARE((*rows)[1].text(4), std::string("id-1"));
    store::Store found(*sql);
    const auto of = [&](xapi::KeyKind kind) {
        store::Query query{.ascending = true, .limit = 10};
        query.keys = {xapi::makeKey(kind, "http://o.example")};
        std::string ids;
        const auto page = found.query(query);
        for (const auto& one : page->statements)
            ids += one.id + ' ';
        return ids;
    };
    QCOMPARE(of(xapi::KeyKind::Activity), std::string("id-2 "));
    QCOMPARE(of(xapi::KeyKind::RelatedActivity), std::string("id-2 id-3 "));
    QCOMPARE((*sql->run("SELECT count(*) FROM statement_key"))[0].integer(0), 2);
    QCOMPARE((*sql->run("SELECT full_name FROM person"))[0].text(0), std::string("Anna Berg"));
    // What comes next is numbered above all that was there, whatever the clock says.
    const fakes::PushedClock clock("2001-01-01T00:00:00.000Z");
    auto sequence = store::Sequence::open(*sql, clock);
    QVERIFY(sequence->begin(1, false));
    QVERIFY(sequence->next() > (*rows)[2].integer(0));
    QVERIFY(store::migrate(*sql)); // a second time: nothing
}

void tst_Schema::manyKeysAreAllNumbered() {
    auto sql = open("many.sqlite");
    QVERIFY(sql->script(form1));
    constexpr std::int64_t count = 12001; // more than are numbered at a time
    QVERIFY(sql->transact([&]() -> Result<void> {
        for (std::int64_t i = 0; i < count; ++i) {
            const auto key = xapi::makeKey(xapi::KeyKind::Agent, "mbox mailto:" + std::to_string(i / 3));
            const auto put =
                sql->run("INSERT INTO statement_key VALUES (1, $1, $2)",
                         {store::Blob{{key.bytes.begin(), key.bytes.end()}}, i % 3 == 0   ? std::int64_t(1)
                                                                             : i % 3 == 1 ? 2
                                                                                          : 7});
            if (!put)
                return put.error();
        }
        return {};
    }));
    QVERIFY(store::migrate(*sql));
    QCOMPARE((*sql->run("SELECT count(*) FROM statement_key"))[0].integer(0), count);
    const auto key = store::keyNumber(xapi::makeKey(xapi::KeyKind::Agent, "mbox mailto:4000"));
    QCOMPARE((*sql->run("SELECT count(*) FROM statement_key WHERE key = $1", {key}))[0].integer(0), 1);
}

void tst_Schema::aMigrationThatStopsHalfWayLeavesAllAsItWas() {
    auto sql = open("half.sqlite");
    QVERIFY(sql->script(form1));
    QVERIFY(sql->script("CREATE TABLE writer (in_the_way TEXT)")); // the last table that is made
    const auto all = [&] {
        std::string text;
        const auto rows = sql->run("SELECT sql FROM sqlite_master ORDER BY name");
        for (const auto& row : *rows)
            text += row.text(0) + '\n';
        for (const char* table : {"statement", "statement_key", "person"})
            text += std::to_string(numberOf(*sql, std::string("SELECT count(*) FROM ") + table)) + ' ';
        return text + std::to_string(numberOf(*sql, "PRAGMA user_version"));
    };
    const auto before = all();
    QVERIFY(!store::migrate(*sql));
    QCOMPARE(all(), before);
    QVERIFY(sql->script("DROP TABLE writer"));
    QVERIFY(store::migrate(*sql)); // and then it goes the whole way
    QCOMPARE(numberOf(*sql, "SELECT count(*) FROM statement"), 3);
    QCOMPARE(numberOf(*sql, "PRAGMA user_version"), store::newestSchema());
}

void tst_Schema::whenDocumentsWereChangedGoesOnFromTheNewest() {
    auto sql = open("two.sqlite");
    QVERIFY(store::migrate(*sql));
    QVERIFY(sql->script("DROP TABLE document_clock; DROP TABLE roster_undo; PRAGMA user_version = 2;"
                        "INSERT INTO document VALUES (3, '', 'a', '', 'n', 't', 'c', 'e', 77)"));
    QVERIFY(store::migrate(*sql));
    QCOMPARE(numberOf(*sql, "SELECT last FROM document_clock"), 77);
}

void tst_Schema::aNewerFileIsLeftAlone() {
    auto sql = open("newer.sqlite");
    QVERIFY(sql->script("PRAGMA user_version = 99"));
    const auto migrated = store::migrate(*sql);
    QCOMPARE(migrated.error().code, Errc::Newer);
    QVERIFY(!migrated.error().sentence.isEmpty());
}

void tst_Schema::aFreshFileAndAMigratedOneAreAlike() {
    auto old = open("old.sqlite");
    auto fresh = open("fresh.sqlite");
    QVERIFY(old->script(form1));
    QVERIFY(store::migrate(*old));
    QVERIFY(store::migrate(*fresh));
    const auto shape = [](store::Sql& sql) {
        QStringList words;
        const auto rows = sql.run(
            "SELECT coalesce(sql, name) FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name");
        for (const auto& row : *rows)
            words << QString::fromStdString(row.text(0)).simplified().remove(u' ');
        return words;
    };
    QCOMPARE(shape(*old), shape(*fresh));
    QVERIFY(shape(*fresh).size() > 10);
}

void tst_Schema::postgresIsMadeOnceByManyAtATime() {
    const Place place(true);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    std::vector<std::thread> servers;
    std::atomic<int> opened = 0;
    for (int i = 0; i < 4; ++i)
        servers.emplace_back([&] { opened += store::Database::open(place.address()).ok() ? 1 : 0; });
    for (auto& server : servers)
        server.join();
    QCOMPARE(opened.load(), 4);
    QCOMPARE((*place.open()->sql().run("SELECT count(*) FROM writer"))[0].integer(0), 1);
    QCOMPARE((*place.open()->sql().run("SELECT version FROM schema_version"))[0].integer(0),
             std::int64_t(store::newestSchema()));
}

void tst_Schema::whatPostgresRefusesIsToldWithoutTheRow() {
    const Place place(true);
    if (place.address().empty())
        QSKIP("PostgreSQL is not installed.");
    const auto database = place.open();
    const auto add = [&] {
        return database->sql().run("INSERT INTO meta (name, value) VALUES ($1, $2)",
                                   {"a private word", store::Blob{"x"}});
    };
    QVERIFY2(add(), "the table is another one");
    const auto again = add();
    QVERIFY(!again);
    QVERIFY2(again.error().detail.startsWith(QStringLiteral("23505 ")) &&
                 !again.error().detail.contains(QStringLiteral("private")),
             qPrintable(again.error().detail));
}

QTEST_GUILESS_MAIN(tst_Schema)
#include "tst_Schema.moc"
