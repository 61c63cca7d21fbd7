#include "tests/core/store/OverheardSql.h"
#include "tests/core/store/StoreCase.h"

#include <set>

using namespace understudy;
using namespace understudy::tests;
using store::Query;

class tst_Store final : public QObject {
    Q_OBJECT

    std::unique_ptr<Place> m_place;
    std::unique_ptr<store::Database> m_database;
    fakes::PushedClock m_clock;
    std::unique_ptr<store::Sequence> m_sequence;
    std::unique_ptr<store::Appender> m_appender;
    std::unique_ptr<store::Store> m_store;

    std::vector<std::string> append(std::vector<std::vector<xapi::Draft>> batches);
    std::string append(xapi::Draft draft) { return append({std::vector{std::move(draft)}}).front(); }
    QStringList find(const Query& query);
    QStringList find(xapi::KeyKind kind, const char* identifier) {
        Query query;
        query.keys = {xapi::makeKey(kind, identifier)};
        return find(query);
    }
    std::int64_t count(const std::string& table) {
        return (*m_database->sql().run("SELECT count(*) FROM " + table)).front().integer(0);
    }

private Q_SLOTS:
    void init();
    void numbersAreMomentsAndRiseStrictly_data() { Place::engines(); }
    void numbersAreMomentsAndRiseStrictly();
    void aClockThatGoesBackMakesNoNumberTwice_data() { Place::engines(); }
    void aClockThatGoesBackMakesNoNumberTwice();
    void aConflictKeepsItsWholeBatchOutAndNoOther_data() { Place::engines(); }
    void aConflictKeepsItsWholeBatchOutAndNoOther();
    void whatIsRelatedIsFoundWithWhatIsDirect_data() { Place::engines(); }
    void whatIsRelatedIsFoundWithWhatIsDirect();
    void spansOfTimeAndPagesCutWhereTheySay_data() { Place::engines(); }
    void spansOfTimeAndPagesCutWhereTheySay();
    void voidingWorksWhicheverCameFirst_data() { Place::engines(); }
    void voidingWorksWhicheverCameFirst();
    void aChainOfReferencesIsFoundByItsEnd_data() { Place::engines(); }
    void aChainOfReferencesIsFoundByItsEnd();
    void anErasedStatementIsAcknowledgedAndDropped_data() { Place::engines(); }
    void anErasedStatementIsAcknowledgedAndDropped();
    void attachmentsLieBesideTheirStatement_data() { Place::engines(); }
    void attachmentsLieBesideTheirStatement();
    void whatIsLearnedFallsWithItsStatements_data() { Place::engines(); }
    void whatIsLearnedFallsWithItsStatements();
    void anyTextComesBackAsItWas_data() { Place::engines(); }
    void anyTextComesBackAsItWas();
    void aLargePageEndsEarly();
    void aPageHoldsNoMoreThanItAnswers_data() { Place::engines(); }
    void aPageHoldsNoMoreThanItAnswers();
    void pagesOfAllSizesAskFewQuestions();
    void manyReferencesAreFollowedTogether_data() { Place::engines(); }
    void manyReferencesAreFollowedTogether();
    void queriesWalkAlongAnIndex();
};

void tst_Store::init() {
    const auto* row = QTest::currentDataTag();
    m_place = std::make_unique<Place>(row && QByteArray(row) == "PostgreSQL");
    if (m_place->address().empty())
        QSKIP("PostgreSQL is not installed.");
    m_clock = fakes::PushedClock();
    m_database = m_place->open();
    m_sequence = std::make_unique<store::Sequence>(*store::Sequence::open(m_database->sql(), m_clock));
    m_appender = std::make_unique<store::Appender>(m_database->sql(), *m_sequence);
    m_store = std::make_unique<store::Store>(m_database->sql());
}

/// The conflicts.
std::vector<std::string> tst_Store::append(std::vector<std::vector<xapi::Draft>> batches) {
    std::vector<const store::Appender::Batch*> group;
    for (const auto& batch : batches)
        group.push_back(&batch);
    std::vector<std::string> conflicts;
    const auto stored = m_database->sql().transact([&]() -> Result<void> {
        const auto outcomes = m_appender->append(group);
        if (!outcomes)
            return outcomes.error();
        for (const auto& one : *outcomes)
            conflicts.push_back(one.conflict);
        return {};
    });
    return stored ? conflicts : std::vector<std::string>{"error: " + stored.error().detail.toStdString()};
}

/// The numbers of the statements, oldest first.
QStringList tst_Store::find(const Query& wanted) {
    Query query = wanted;
    query.limit = query.limit == 0 ? 100 : query.limit;
    query.ascending = true;
    const auto page = m_store->query(query);
    QStringList numbers;
    for (const auto& one : page ? page->statements : std::vector<store::Stored>())
        numbers.append(QString::number(std::stoi(one.id.substr(24))));
    return page ? numbers : QStringList(page.error().detail);
}

void tst_Store::numbersAreMomentsAndRiseStrictly() {
    const auto now = m_clock.now().time_since_epoch().count() * 1000;
    QCOMPARE(append({{statementOf(1), statementOf(2)}, {statementOf(3)}}),
             (std::vector<std::string>{"", ""}));
    const auto page = m_store->query({.limit = 10});
    QCOMPARE(page->statements.size(), std::size_t(3)); // newest first
    QCOMPARE(page->statements[2].stored, now);
    QCOMPARE(page->statements[1].stored, now + 1);
    QCOMPARE(page->statements[0].stored, now + 2);
    QVERIFY(page->statements[0].body.find("\"stored\":\"" + xapi::formatTimestamp(now + 2) + '"') !=
            std::string::npos);
    QCOMPARE(m_store->consistentThrough(), now + 2);
    m_clock.push(std::chrono::hours(1));
    append(statementOf(4));
    QCOMPARE(m_store->consistentThrough(), now + 3600LL * 1000000);
}

void tst_Store::aClockThatGoesBackMakesNoNumberTwice() {
    append({{statementOf(1), statementOf(2)}});
    const auto newest = m_store->consistentThrough();
    m_clock.push(std::chrono::hours(-24 * 365));
    append(statementOf(3));
    QCOMPARE(m_store->consistentThrough(), newest + 1);
    // Nor after a new start of the server.
    m_sequence->leave();
    m_sequence = std::make_unique<store::Sequence>(*store::Sequence::open(m_database->sql(), m_clock));
    m_appender = std::make_unique<store::Appender>(m_database->sql(), *m_sequence);
    append(statementOf(4));
    QCOMPARE(m_store->consistentThrough(), newest + 2);
    QCOMPARE(find(Query()), (QStringList{"1", "2", "3", "4"}));
}

void tst_Store::aConflictKeepsItsWholeBatchOutAndNoOther() {
    QCOMPARE(append(statementOf(1)), std::string());
    const auto other = R"({"id":"http://o.example/other"})";
    // Known and the same; known and different; new twice in one group, the same and different.
    QCOMPARE(append({{statementOf(1), statementOf(2)},
                     {statementOf(3), statementOf(1, other)},
                     {statementOf(2)},
                     {statementOf(4), statementOf(2, other)}}),
             (std::vector<std::string>{"", idOf(1), "", idOf(2)}));
    QCOMPARE(find(Query()), (QStringList{"1", "2"}));
}

void tst_Store::whatIsRelatedIsFoundWithWhatIsDirect() {
    const std::string related =
        R"(,"context":{"instructor":{"mbox":"mailto:c@b.example"},"contextActivities":{"parent":[{"id":"http://o.example/1"}]}})";
    append(
        {{statementOf(1),
          statementOf(2, R"({"id":"http://o.example/2"})", "http://v.example/did", "d@b.example", related),
          statementOf(3, R"({"id":"http://o.example/1"})", "http://v.example/saw", "c@b.example", related)}});
    using enum xapi::KeyKind;
    QCOMPARE(find(Activity, "http://o.example/1"), (QStringList{"1", "3"}));
    QCOMPARE(find(RelatedActivity, "http://o.example/1"), (QStringList{"1", "2", "3"}));
    QCOMPARE(find(Agent, "mbox mailto:c@b.example"), QStringList{"3"});
    QCOMPARE(find(RelatedAgent, "mbox mailto:c@b.example"), (QStringList{"2", "3"}));
    QCOMPARE(find(Verb, "http://v.example/saw"), QStringList{"3"});
    Query both;
    both.keys = {xapi::makeKey(RelatedActivity, "http://o.example/1"),
                 xapi::makeKey(Verb, "http://v.example/did")};
    QCOMPARE(find(both), (QStringList{"1", "2"}));
    both.owner = xapi::makeKey(RelatedAgent, "mbox mailto:c@b.example");
    QCOMPARE(find(both), QStringList{"2"});
    both.limit = 1;
    QCOMPARE(find(both), QStringList{"2"});
    const auto second = m_store->find(idOf(2), false);
    QVERIFY(*m_store->hasKey((*second)->seq, xapi::makeKey(RelatedAgent, "mbox mailto:c@b.example")));
    QVERIFY(*m_store->hasKey((*second)->seq, xapi::makeKey(RelatedAgent, "mbox mailto:d@b.example")));
    QVERIFY(!*m_store->hasKey((*second)->seq, xapi::makeKey(Agent, "mbox mailto:c@b.example")));
}

void tst_Store::spansOfTimeAndPagesCutWhereTheySay() {
    std::vector<xapi::Micros> moments;
    for (int i = 1; i <= 5; ++i) {
        append(statementOf(i));
        moments.push_back(m_store->consistentThrough());
        m_clock.push(std::chrono::seconds(1));
    }
    Query span;
    span.since = moments[1]; // exclusive
    span.until = moments[3]; // inclusive
    QCOMPARE(find(span), (QStringList{"3", "4"}));
    span.keys = {xapi::makeKey(xapi::KeyKind::Agent, "mbox mailto:a@b.example")};
    QCOMPARE(find(span), (QStringList{"3", "4"}));
    span.since = std::numeric_limits<xapi::Micros>::min();
    span.until = std::numeric_limits<xapi::Micros>::max();
    QCOMPARE(find(span).size(), 5);
    span.since = std::numeric_limits<xapi::Micros>::max();
    QCOMPARE(find(span), QStringList());
    for (const bool ascending : {true, false}) {
        Query walk{.ascending = ascending, .limit = 2};
        QStringList all;
        for (bool more = true; more;) {
            const auto page = m_store->query(walk);
            QVERIFY(page && page->statements.size() <= 2);
            for (const auto& one : page->statements)
                all.append(QString::number(std::stoi(one.id.substr(24))));
            more = page->more;
            walk.after = page->statements.back().seq;
            walk.upTo = page->upTo;
            append(statementOf(100 + static_cast<int>(all.size()) + (ascending ? 0 : 50))); // meanwhile
        }
        if (ascending)
            QCOMPARE(all, (QStringList{"1", "2", "3", "4", "5"}));
        else
            QCOMPARE(all.size(), 8);
    }
}

void tst_Store::voidingWorksWhicheverCameFirst() {
    append(statementOf(1));
    append(aboutOf(2, 1, voiding));
    append(aboutOf(4, 3, voiding));
    append(statementOf(3));
    append({{statementOf(5), aboutOf(6, 5, voiding)}, {aboutOf(8, 7, voiding), statementOf(7)}});
    append(aboutOf(9, 2, voiding)); // a voiding statement cannot be voided
    QCOMPARE(find(Query()), (QStringList{"2", "4", "6", "8", "9"}));
    for (const int gone : {1, 3, 5, 7}) {
        QVERIFY(!*m_store->find(idOf(gone), false));
        QVERIFY(*m_store->find(idOf(gone), true));
    }
    QVERIFY(*m_store->find(idOf(2), false));
}

void tst_Store::aChainOfReferencesIsFoundByItsEnd() {
    append(aboutOf(2, 1));
    append({{aboutOf(3, 2)}, {statementOf(1)}});
    append(aboutOf(4, 3));
    QCOMPARE(find(xapi::KeyKind::Agent, "mbox mailto:a@b.example"), (QStringList{"2", "3", "1", "4"}));
    // Also over a link that comes last, and what is found twice is listed once.
    append(aboutOf(7, 6));
    append(statementOf(5, R"({"id":"http://o.example/9"})", "http://v.example/x", "z@b.example"));
    append(aboutOf(6, 5));
    QCOMPARE(find(xapi::KeyKind::RelatedAgent, "mbox mailto:z@b.example"), (QStringList{"7", "5", "6"}));
}

void tst_Store::anErasedStatementIsAcknowledgedAndDropped() {
    QVERIFY(m_database->sql().run("INSERT INTO erased (id) VALUES ($1)", {idOf(1)}));
    QCOMPARE(append({{statementOf(1), statementOf(2)}}), std::vector<std::string>{""});
    QCOMPARE(find(Query()), QStringList{"2"});
}

void tst_Store::attachmentsLieBesideTheirStatement() {
    auto draft = statementOf(1);
    draft.attachments = {{"abc", "application/pdf", std::string("\0\xff'\\", 4)}};
    append(draft);
    append(draft); // again: no change
    const auto rows =
        m_database->sql().run("SELECT type, content FROM attachment WHERE statement = $1", {idOf(1)});
    QCOMPARE(rows->size(), std::size_t(1));
    QCOMPARE(rows->front().bytes(1), std::string("\0\xff'\\", 4));
}

void tst_Store::whatIsLearnedFallsWithItsStatements() {
    std::vector<std::string> learned;
    bool fail = true;
    m_appender->onStored([&](store::Sql& sql, store::Appender::Fresh fresh) -> Result<void> {
        for (const auto* draft : fresh)
            learned.push_back(draft->id);
        if (auto kept = sql.run("INSERT INTO meta (name, value) VALUES ('learned', $1)", {store::Blob{"x"}});
            !kept)
            return kept.error();
        return fail ? Result<void>(Error{Errc::Io, {}, "cannot learn"}) : Result<void>();
    });
    QCOMPARE(append({{statementOf(1)}, {statementOf(2)}}), std::vector<std::string>{"error: cannot learn"});
    QCOMPARE(count("statement") + count("meta") + count("statement_key"), 0);
    QCOMPARE(learned, (std::vector<std::string>{idOf(1), idOf(2)}));
    fail = false;
    append({{statementOf(1)}});
    append({{statementOf(1)}}); // known: nothing is learned
    QCOMPARE(learned.size(), std::size_t(3));
    QCOMPARE(count("meta"), 1);
}

void tst_Store::anyTextComesBackAsItWas() {
    const std::string rest =
        R"(,"result":{"response":"\u0000 ' \" \\ {\"a\"} NULL \n äöü 漢字 🙂","score":{"raw":1e1,"scaled":0.950},"extensions":{"http://e.example":[1.0,null,"{}"]}})";
    append(statementOf(1, R"({"id":"http://o.example/1"})", "http://v.example/did", "a@b.example", rest));
    const auto found = m_store->find(idOf(1), false);
    QVERIFY2((*found)->body.find(rest) != std::string::npos, (*found)->body.c_str());
    QCOMPARE(
        append(statementOf(1, R"({"id":"http://o.example/1"})", "http://v.example/did", "a@b.example", rest)),
        std::string());
}

void tst_Store::aLargePageEndsEarly() {
    const std::string rest = R"(,"result":{"response":")" + std::string(1024 * 1024, 'x') + R"("})";
    for (int i = 1; i <= 8; ++i)
        append(statementOf(i, R"({"id":"http://o.example/1"})", "http://v.example/did", "a@b.example", rest));
    const auto page = m_store->query({.ascending = true, .limit = 100});
    QVERIFY(page->more && page->statements.size() < 7);
    const auto second = m_store->query(
        {.ascending = true, .limit = 100, .after = page->statements.back().seq, .upTo = page->upTo});
    QCOMPARE(page->statements.size() + second->statements.size(), std::size_t(8));
}

void tst_Store::aPageHoldsNoMoreThanItAnswers() {
    const std::string rest = R"(,"result":{"response":")" + std::string(1024 * 1024, 'x') + R"("})";
    for (int i = 1; i <= 30; ++i)
        append(statementOf(i, R"({"id":"http://o.example/1"})", "http://v.example/did", "a@b.example",
                           i % 5 ? rest : std::string()));
    OverheardSql sql(m_database->sql());
    store::Store store(sql);
    Query walk{.ascending = true, .limit = 100};
    walk.keys = {xapi::makeKey(xapi::KeyKind::Agent, "mbox mailto:a@b.example")};
    int next = 1;
    for (bool more = true; more;) {
        sql.heard.clear();
        const auto page = store.query(walk);
        QVERIFY(page && !page->statements.empty());
        std::size_t held = 0;
        for (const auto& question : sql.heard)
            for (const auto& row : question.rows)
                held += row.bytes(question.text.starts_with("SELECT k.seq") ? 2 : 0).size();
        QVERIFY2(held < 7 * 1024 * 1024, std::to_string(held).c_str());
        for (const auto& one : page->statements) {
            QCOMPARE(one.id, idOf(next));
            QCOMPARE(one.body.find(rest) != std::string::npos, next % 5 != 0);
            ++next;
        }
        more = page->more;
        walk.after = page->statements.back().seq;
        walk.upTo = page->upTo;
    }
    QCOMPARE(next, 31);
}

// Each question stays prepared for as long as the connection lives.
void tst_Store::pagesOfAllSizesAskFewQuestions() {
    std::vector<xapi::Draft> batch;
    for (int i = 1; i <= 150; ++i)
        batch.push_back(statementOf(i));
    append({batch});
    OverheardSql sql(m_database->sql());
    store::Store store(sql);
    for (int limit = 1; limit <= 140; ++limit) {
        const auto page = store.query({.limit = limit});
        QCOMPARE(page->statements.size(), static_cast<std::size_t>(limit));
        QVERIFY(page->more);
    }
    QVERIFY(!store.query({.limit = 150})->more);
    std::set<std::string> texts;
    for (const auto& question : sql.heard)
        texts.insert(question.text);
    QVERIFY2(texts.size() <= 8, std::to_string(texts.size()).c_str());
}

void tst_Store::manyReferencesAreFollowedTogether() {
    std::vector<xapi::Draft> targets, about;
    for (int i = 1; i <= 60; ++i) {
        targets.push_back(i <= 30 ? statementOf(i) : aboutOf(i, i - 30));
        about.push_back(aboutOf(100 + i, i));
    }
    append({targets});
    OverheardSql sql(m_database->sql());
    store::Appender appender(sql, *m_sequence);
    QVERIFY(sql.transact([&]() -> Result<void> {
        const store::Appender::Batch* batches[] = {&about};
        const auto outcomes = appender.append(batches);
        return outcomes ? Result<void>() : outcomes.error();
    }));
    QVERIFY2(sql.heard.size() < 20, std::to_string(sql.heard.size()).c_str());
    Query all{.limit = 500};
    all.keys = {xapi::makeKey(xapi::KeyKind::Agent, "mbox mailto:a@b.example")};
    QCOMPARE(find(all).size(), 120); // at any distance
}

void tst_Store::queriesWalkAlongAnIndex() {
    const auto plan = [&](const std::string& sql) {
        QString steps;
        const auto rows = m_database->sql().run("EXPLAIN QUERY PLAN " + sql);
        for (const auto& row : *rows)
            steps += QString::fromStdString(row.text(3)) + u'\n';
        return steps;
    };
    OverheardSql sql(m_database->sql());
    store::Appender appender(sql, *m_sequence);
    const store::Appender::Batch batch{statementOf(1), aboutOf(2, 1)};
    const store::Appender::Batch* batches[] = {&batch};
    QVERIFY(appender.append(batches));
    store::Store store(sql);
    Query related{.limit = 4};
    related.keys = {xapi::makeKey(xapi::KeyKind::RelatedAgent, "mbox mailto:a@b.example")};
    QCOMPARE(store.query(related)->statements.size(), std::size_t(2));
    QVERIFY(sql.times("WHERE refers_to IN") > 0);
    QCOMPARE(sql.times("UNION ALL SELECT k.seq"), std::size_t(1));
    for (const auto& question : sql.heard) { // as they were asked
        const auto steps = plan(question.text);
        QVERIFY2(!steps.contains(QStringLiteral("SCAN statement")) &&
                     !steps.contains(QStringLiteral("SCAN s\n")) &&
                     !steps.contains(QStringLiteral("SCAN k\n")) &&
                     !steps.contains(QStringLiteral("TEMP B-TREE")),
                 qPrintable(QString::fromStdString(question.text) + u'\n' + steps));
        if (question.text.find("WHERE refers_to IN") != std::string::npos)
            QVERIFY2(steps.contains(QStringLiteral("statement_by_target")), qPrintable(steps));
    }
}

QTEST_GUILESS_MAIN(tst_Store)
#include "tst_Store.moc"
