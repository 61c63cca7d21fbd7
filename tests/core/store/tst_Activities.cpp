#include "core/store/Activities.h"

#include "tests/core/store/StoreCase.h"

using namespace understudy;
using tests::Place;

class tst_Activities final : public QObject {
    Q_OBJECT

    std::unique_ptr<Place> m_place;
    std::unique_ptr<store::Database> m_database;
    int m_number = 0;

    store::Sql& sql() { return m_database->sql(); }
    xapi::Draft about(const std::string& iri, const std::string& definition) {
        return tests::statementOf(++m_number, R"({"id":")" + iri + R"(","definition":)" + definition + "}");
    }
    bool learn(const std::vector<xapi::Draft>& drafts) {
        std::vector<const xapi::Draft*> fresh;
        for (const auto& one : drafts)
            fresh.push_back(&one);
        return sql().transact([&] { return store::Activities(sql()).learn(fresh); }).ok();
    }
    std::string known(const std::string& iri) { return *store::Activities(sql()).definition(iri); }

private Q_SLOTS:
    void init() {
        m_place = std::make_unique<Place>(QByteArray(QTest::currentDataTag()) == "PostgreSQL");
        if (m_place->address().empty())
            QSKIP("there is no PostgreSQL here");
        m_database = m_place->open();
    }
    void cleanup() { m_database.reset(); }

    void definitionsGrowTogether_data() { Place::engines(); }
    void definitionsGrowTogether() {
        QCOMPARE(known("x:a"), std::string());
        QVERIFY(learn({about("x:a", R"({"name":{"en":"A"}})"), about("x:b", R"({"name":{"en":"B"}})"),
                       about("x:a", R"({"name":{"de":"a"}})")}));
        QCOMPARE(known("x:a"), std::string(R"({"name":{"en":"A","de":"a"}})"));
        QVERIFY(learn({about("x:a", R"({"name":{"en":"AA"}})")}));
        QVERIFY(learn({about("x:a", R"({"name":{"en":"AA"}})")}));
        QCOMPARE(known("x:a"), std::string(R"({"name":{"en":"AA","de":"a"}})"));
        QCOMPARE(known("x:b"), std::string(R"({"name":{"en":"B"}})"));
        // What was said last but one and is said again is the newest once more.
        QVERIFY(learn({about("x:a", R"({"name":{"en":"A"}})")}));
        QCOMPARE(known("x:a"), std::string(R"({"name":{"en":"A","de":"a"}})"));
    }

    void oneOfAThousandIsFound_data() { Place::engines(); }
    void oneOfAThousandIsFound() {
        std::vector<xapi::Draft> many;
        for (int i = 0; i < 1000; ++i)
            many.push_back(
                about("x:" + std::to_string(i), R"({"name":{"en":"n)" + std::to_string(i) + R"("}})"));
        QVERIFY(learn(many));
        QVERIFY(learn(many));
        QCOMPARE(known("x:777"), std::string(R"({"name":{"en":"n777"}})"));
        QCOMPARE(tests::numberOf(sql(), "SELECT count(*) FROM activity"), 1000);
    }

    void whatIsUndoneIsNotKnown_data() { Place::engines(); }
    void whatIsUndoneIsNotKnown() {
        const auto one = about("x:a", R"({"name":{"en":"A"}})");
        const xapi::Draft* fresh[] = {&one};
        const auto undone = sql().transact([&]() -> Result<void> {
            if (auto learned = store::Activities(sql()).learn(fresh); !learned)
                return learned;
            return Error{Errc::Refused, {}, {}};
        });
        QCOMPARE(undone.error().code, Errc::Refused);
        QCOMPARE(known("x:a"), std::string());
        QVERIFY(learn({one}));
        QCOMPARE(known("x:a"), std::string(R"({"name":{"en":"A"}})"));
    }
};

QTEST_GUILESS_MAIN(tst_Activities)
#include "tst_Activities.moc"
