#include "core/cohort/Records.h"

#include "tests/core/store/StoreCase.h"

#include <algorithm>

using namespace understudy;
using namespace understudy::tests;
using cohort::Records;

/// A connection that tells how much came over it at once.
class Scales final : public store::Sql {
public:
    explicit Scales(store::Sql& sql)
        : m_sql(sql) {}
    Engine engine() const override { return m_sql.engine(); }
    Result<store::Rows> run(std::string_view sql, const std::vector<store::Value>& values) override {
        auto rows = m_sql.run(sql, values);
        std::size_t bytes = 0;
        const bool alone = sql.starts_with("SELECT body");
        if (rows && (alone || sql.starts_with("SELECT s.seq")))
            for (const auto& row : *rows)
                bytes += row.text(alone ? 0 : 1).size();
        most = std::max(most, bytes);
        all += bytes;
        return rows;
    }
    std::int64_t changed() const override { return m_sql.changed(); }
    Result<std::int64_t> insertNew(const Columns& into, std::span<const store::Value> values) override {
        return m_sql.insertNew(into, values);
    }
    Result<void> script(const std::string& sql) override { return m_sql.script(sql); }
    Result<void> transact(const std::function<Result<void>()>& work) override { return m_sql.transact(work); }

    std::size_t most = 0, all = 0;

private:
    store::Sql& m_sql;
};

class tst_Records final : public QObject, public EngineCase {
    Q_OBJECT

    fakes::PushedClock m_clock;
    static inline const cohort::Account anna{"https://home.example", "anna"};

    static xapi::Draft deed(int number, std::size_t nameBytes, const char* name);
    void keep(int from, int count, std::size_t nameBytes, const char* name = "anna") {
        for (int number = from; number < from + count;) {
            std::vector<xapi::Draft> batch;
            for (; number < from + count && batch.size() < 20; ++number)
                batch.push_back(deed(number, nameBytes, name));
            QCOMPARE(appendTo(sql(), m_clock, batch), std::string());
        }
    }
    /// All there are, by pages of at most @p limit; how many pages it took.
    int walk(store::Sql& sql, int limit, std::vector<std::int64_t>& seqs) {
        int pages = 0;
        for (std::int64_t before = 0;;) {
            const auto page = Records(sql).before(anna, before, limit);
            if (!page || ++pages > 1000)
                return -1;
            for (const auto& record : page->records)
                seqs.push_back(record.seq);
            before = page->older;
            if (before == 0)
                return pages;
        }
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }
    void pagesGoOnUntilThereIsNothingOlder_data() { Place::engines(); }
    void pagesGoOnUntilThereIsNothingOlder();
    void largeStatementsAreReadAFewAtATime_data() { Place::engines(); }
    void largeStatementsAreReadAFewAtATime();
};

xapi::Draft tst_Records::deed(int number, std::size_t nameBytes, const char* name) {
    return draftOf(R"({"id":")" + idOf(number) +
                   R"(","actor":{"account":{"homePage":"https://home.example","name":")" + name +
                   R"("}},"verb":{"id":"http://v.example/did"},"object":{"id":"http://o.example/)" +
                   std::to_string(number) + R"(","definition":{"name":{"en":")" +
                   std::string(nameBytes, 'n') + R"("}}},"timestamp":"2025-11-10T12:00:00.000Z"})");
}

void tst_Records::pagesGoOnUntilThereIsNothingOlder() {
    keep(1, 130, 10);
    keep(200, 70, 10, "bo");
    keep(300, 130, 10);
    for (const int limit : {1, 64, 65, 200, 260, 261}) {
        std::vector<std::int64_t> seqs;
        QCOMPARE(walk(sql(), limit, seqs), (260 + limit - 1) / limit);
        QCOMPARE(seqs.size(), std::size_t(260));
        QVERIFY(std::is_sorted(seqs.rbegin(), seqs.rend()));
        QVERIFY(std::adjacent_find(seqs.begin(), seqs.end()) == seqs.end());
    }
    std::vector<std::int64_t> seqs;
    const auto all = std::numeric_limits<std::int64_t>::max();
    QVERIFY(Records(sql()).each(anna, all, [&](const auto& one) { return seqs.push_back(one.seq), true; }));
    QCOMPARE(seqs.size(), std::size_t(260));
    QVERIFY(std::is_sorted(seqs.begin(), seqs.end()));
}

void tst_Records::largeStatementsAreReadAFewAtATime() {
    constexpr std::size_t large = 900'000, middle = 60'000;
    keep(1, 12, large);
    keep(20, 100, middle);
    keep(200, 12, large);
    Scales scales(sql());
    const auto page = Records(scales).before(anna, 0, 200);
    QVERIFY(page);
    QVERIFY2(page->records.size() < 12 && page->older > 0, "the thread that serves reads megabytes");
    QVERIFY(scales.most < 5'000'000 && scales.all < 10'000'000);
    std::vector<std::int64_t> seqs;
    const int pages = walk(scales, 200, seqs);
    QCOMPARE(seqs.size(), std::size_t(124));
    QVERIFY(pages > 5 && pages < 20);
    QVERIFY(scales.most < 5'000'000);
    int count = 0;
    const auto all = std::numeric_limits<std::int64_t>::max();
    QVERIFY(Records(scales).each(anna, all, [&](const auto&) { return ++count, true; }));
    QCOMPARE(count, 124);
    QVERIFY(scales.most < 5'000'000);
}

QTEST_GUILESS_MAIN(tst_Records)
#include "tst_Records.moc"
