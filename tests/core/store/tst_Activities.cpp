#include "core/store/Activities.h"

#include "tests/core/store/StoreCase.h"

using namespace understudy;
using tests::Place;

namespace {

/// A connection that is overtaken once, between looking for an activity and putting it in.
class Overtaken final : public store::Sql {
public:
    explicit Overtaken(Sql& sql)
        : m_sql(sql) {}
    Engine engine() const override { return m_sql.engine(); }
    Result<store::Rows> run(std::string_view sql, const std::vector<store::Value>& values) override {
        if (sql.starts_with("INSERT INTO activity") && !std::exchange(m_done, true))
            (void)m_sql.run("INSERT INTO activity (iri, definition, hash) VALUES ($1, $2, $3)",
                            {values[0], "{\"name\":{\"de\":\"theirs\"}}", store::Blob{"h"}});
        return m_sql.run(sql, values);
    }
    std::int64_t changed() const override { return m_sql.changed(); }
    Result<std::int64_t> insertNew(const Columns& into, std::span<const store::Value> values) override {
        return m_sql.insertNew(into, values);
    }
    Result<void> script(const std::string& sql) override { return m_sql.script(sql); }
    Result<void> transact(const std::function<Result<void>()>& work) override { return m_sql.transact(work); }

private:
    Sql& m_sql;
    bool m_done = false;
};

} // namespace

class tst_Activities final : public QObject, tests::EngineCase {
    Q_OBJECT

    int m_number = 0;

    xapi::Draft about(const std::string& iri, const std::string& definition, bool redefines = true) {
        auto made =
            tests::statementOf(++m_number, R"({"id":")" + iri + R"(","definition":)" + definition + "}");
        made.redefines = redefines;
        return made;
    }
    bool learn(const std::vector<xapi::Draft>& drafts) {
        std::vector<const xapi::Draft*> fresh;
        for (const auto& one : drafts)
            fresh.push_back(&one);
        return sql().transact([&] { return store::Activities(sql()).learn(fresh); }).ok();
    }
    std::string known(const std::string& iri) { return *store::Activities(sql()).definition(iri); }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

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

    void whoMayNotRedefineOnlyAdds_data() { Place::engines(); }
    void whoMayNotRedefineOnlyAdds() {
        const auto add = [&](const std::string& definition) { return about("x:a", definition, false); };
        QVERIFY(learn({add(R"({"name":{"en":"A"}})"), add(R"({"name":{"en":"B","de":"b"}})")}));
        QCOMPARE(known("x:a"), std::string(R"({"name":{"en":"A","de":"b"}})"));
        QVERIFY(learn({about("x:a", R"({"name":{"en":"C"}})")}));
        QVERIFY(learn({add(R"({"name":{"en":"D"},"type":"x:t"})")}));
        QCOMPARE(known("x:a"), std::string(R"({"name":{"en":"C","de":"b"},"type":"x:t"})"));
        // The same words count when they come from somebody who may.
        QVERIFY(learn({about("x:a", R"({"name":{"en":"D"},"type":"x:t"})")}));
        QCOMPARE(known("x:a"), std::string(R"({"name":{"en":"D","de":"b"},"type":"x:t"})"));
        QVERIFY(learn({add(R"({"name":{"en":"E"}})"), about("x:a", R"({"name":{"en":"E"}})")}));
        QCOMPARE(known("x:a"), std::string(R"({"name":{"en":"E","de":"b"},"type":"x:t"})"));
    }

    void aDefinitionGrowsToAMegabyteAndNoMore_data() { Place::engines(); }
    void aDefinitionGrowsToAMegabyteAndNoMore() {
        for (int i = 0; i < 4; ++i)
            QVERIFY(learn({about("x:a", R"({"extensions":{"x:)" + std::to_string(i) + R"(":")" +
                                            std::string(400'000, 'x') + R"("}})")}));
        QCOMPARE(known("x:a").size() / 100'000, std::size_t(8));
        QVERIFY(learn({about("x:a", R"({"extensions":{"x:0":"short"}})")}));
        QCOMPARE(known("x:a").size() / 100'000, std::size_t(4));
    }

    void whatAnotherServerDefinedMeanwhileIsNotLost_data() { Place::engines(); }
    void whatAnotherServerDefinedMeanwhileIsNotLost() {
        Overtaken overtaken(sql());
        const auto mine = about("x:a", R"({"name":{"en":"mine"}})");
        const xapi::Draft* fresh[] = {&mine};
        const auto learned = store::Activities(overtaken).learn(fresh);
        QVERIFY(!learned);
        QCOMPARE(learned.error().code, Errc::Busy);
        QVERIFY(store::Activities(overtaken).learn(fresh));
        QCOMPARE(known("x:a"), std::string(R"({"name":{"de":"theirs","en":"mine"}})"));
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
