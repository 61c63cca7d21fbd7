#include "tests/core/lrs/Asker.h"

#include <QTest>

using namespace understudy;
using tests::encoded;

// The names of requirements (XAPI-…) are of the public conformance requirements of xAPI.
class tst_Activities final : public QObject {
    Q_OBJECT

    std::unique_ptr<tests::Asker> m_asker;

    tests::Told about(const QByteArray& iri, const QByteArray& version = "2.0.0") {
        return m_asker->get("/xapi/activities?activityId=" + encoded(iri), version);
    }
    QByteArray definitionOf(const QByteArray& iri) {
        const auto body = about(iri).body;
        const auto at = body.indexOf("\"definition\":");
        return at < 0 ? QByteArray() : body.mid(at + 13, body.size() - at - 14);
    }
    int say(const QByteArray& definition, const QByteArray& rest = {}) {
        return m_asker
            ->post(
                "/xapi/statements",
                R"({"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"urn:v.example/did"},"object":{"id":"urn:o.example/1","definition":)" +
                    definition + "}" + rest + "}")
            .status;
    }

private Q_SLOTS:
    void init() { m_asker = std::make_unique<tests::Asker>(); }

    void theWholeActivityIsTold_data();
    void theWholeActivityIsTold();
    void whatNobodySpokeOfIsStillAnActivity();
    void whatStatementsSayIsTakenTogether();
    void aTraineeOnlyAddsToWhatIsKnown();
    void definitionsAreFoundWhereverTheyStand();
    void aRefusedStatementTeachesNothing();
    void wrongQuestionsAreRefused_data();
    void wrongQuestionsAreRefused();
};

// XAPI-00251 to 00253
void tst_Activities::theWholeActivityIsTold_data() {
    QTest::addColumn<QByteArray>("version");
    for (const auto* version : {"1.0.3", "2.0.0"})
        QTest::newRow(version) << QByteArray(version);
}
void tst_Activities::theWholeActivityIsTold() {
    QFETCH(QByteArray, version);
    const QByteArray object =
        R"({"objectType":"Activity","id":"urn:o.example/full","definition":{"type":"urn:t.example/meeting","name":{"en-GB":"a meeting"},"moreInfo":"urn:i.example","extensions":{"urn:e.example/x":{"n":1.50,"none":null}}}})";
    QCOMPARE(
        m_asker
            ->post("/xapi/statements",
                   R"({"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"urn:v.example/did"},"object":)" +
                       object + "}",
                   version)
            .status,
        200);
    const auto told = about("urn:o.example/full", version);
    QCOMPARE(told.status, 200);
    QCOMPARE(told.body, object);
    QCOMPARE(told.header("X-Experience-API-Version"), version);
    const auto head = m_asker->ask({.method = "HEAD",
                                    .target = "/xapi/activities?activityId=urn%3Ao.example%2Ffull",
                                    .version = version});
    QCOMPARE(head.status, 200);
    QVERIFY(head.body.isEmpty());
    QCOMPARE(head.header("Content-Length").toInt(), object.size());
}

void tst_Activities::whatNobodySpokeOfIsStillAnActivity() {
    QCOMPARE(about("urn:o.example/a b").status, 400); // no IRI
    QCOMPARE(about("urn:o.example/ä").body,
             QByteArray(R"({"objectType":"Activity","id":"urn:o.example/ä"})"));
}

// XAPI-00254
void tst_Activities::whatStatementsSayIsTakenTogether() {
    QCOMPARE(say(R"({"name":{"en-US":"meeting","de":"Sitzung"},"type":"urn:t.example/1"})"), 200);
    QCOMPARE(say(R"({"description":{"en-US":"long"},"name":{"fr-FR":"réunion","de":"Treffen"}})"), 200);
    QCOMPARE(
        definitionOf("urn:o.example/1"),
        QByteArray(R"({"name":{"en-US":"meeting","de":"Treffen","fr-FR":"réunion"},"type":"urn:t.example/1",)"
                   R"("description":{"en-US":"long"}})"));
    // Newer members take the place of older ones, and an old statement sent again says nothing new.
    QCOMPARE(say(R"({"type":"urn:t.example/2"})"), 200);
    QVERIFY(definitionOf("urn:o.example/1").contains(R"("type":"urn:t.example/2")"));
    const QByteArray id = R"(,"id":"0190a6a0-0000-7000-8000-000000000001")";
    QCOMPARE(say(R"({"moreInfo":"urn:i.example/a"})", id), 200);
    QCOMPARE(say(R"({"moreInfo":"urn:i.example/b"})"), 200);
    QCOMPARE(say(R"({"moreInfo":"urn:i.example/a"})", id), 200);
    QVERIFY(definitionOf("urn:o.example/1").contains(R"("moreInfo":"urn:i.example/b")"));
    // Two of one batch count in their order.
    const QByteArray head =
        R"({"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"urn:v.example/did"},"object":{"id":"urn:o.example/1","definition":{"extensions":)";
    QCOMPARE(m_asker
                 ->post("/xapi/statements", "[" + head + R"({"urn:e.example/1":1,"urn:e.example/2":1}}}},)" +
                                                head + R"({"urn:e.example/2":2}}}}])")
                 .status,
             200);
    QVERIFY(definitionOf("urn:o.example/1")
                .contains(R"("extensions":{"urn:e.example/1":1,"urn:e.example/2":2})"));
    QCOMPARE(m_asker->server.count("activity"), 1);
}

void tst_Activities::aTraineeOnlyAddsToWhatIsKnown() {
    const auto anna = m_asker->server.credential("anna", access::Role::Trainee);
    const auto say = [&](const QByteArray& definition) {
        return m_asker
            ->ask({.method = "POST",
                   .target = "/xapi/statements",
                   .body = R"({"actor":{"account":{"homePage":"https://understudy.example","name":")" +
                           QByteArray::fromStdString(anna.credential.account) +
                           R"("}},"verb":{"id":"urn:v.example/did"},"object":{"id":"urn:o.example/1",)"
                           R"("definition":)" +
                           definition + "}}"},
                  tests::Asker::pairOf(anna))
            .status;
    };
    QCOMPARE(say(R"({"name":{"en":"Module 1"}})"), 200);
    QCOMPARE(say(R"({"name":{"en":"Hacked","de":"Modul 1"},"type":"urn:t.example/1"})"), 200);
    QCOMPARE(definitionOf("urn:o.example/1"),
             QByteArray(R"({"name":{"en":"Module 1","de":"Modul 1"},"type":"urn:t.example/1"})"));
    QCOMPARE(this->say(R"({"name":{"en":"The first"}})"), 200);
    QCOMPARE(definitionOf("urn:o.example/1"),
             QByteArray(R"({"name":{"en":"The first","de":"Modul 1"},"type":"urn:t.example/1"})"));
}

void tst_Activities::definitionsAreFoundWhereverTheyStand() {
    const auto activity = [](const char* name) {
        return QByteArray(R"({"id":"urn:o.example/)") + name + R"(","definition":{"name":{"en":")" + name +
               R"("}}})";
    };
    const QByteArray statement =
        R"({"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"urn:v.example/did"},"object":{"objectType":"SubStatement","actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"urn:v.example/did"},"object":)" +
        activity("inner") + R"(,"context":{"contextActivities":{"other":[)" + activity("deep") +
        R"(]}}},"context":{"contextActivities":{"parent":)" + activity("parent") + R"(,"grouping":[)" +
        activity("one") + "," + activity("two") + R"(,{"id":"urn:o.example/bare"}]}}})";
    const auto told = m_asker->post("/xapi/statements", statement);
    QVERIFY2(told.status == 200, told.body);
    for (const auto* name : {"inner", "deep", "parent", "one", "two"}) {
        const auto definition = QByteArray(R"({"name":{"en":")") + name + R"("}})";
        QCOMPARE(definitionOf(QByteArray("urn:o.example/") + name), definition);
    }
    QCOMPARE(definitionOf("urn:o.example/bare"), QByteArray());
    QCOMPARE(m_asker->server.count("activity"), 5);
}

void tst_Activities::aRefusedStatementTeachesNothing() {
    QCOMPARE(say(R"({"name":{"en":"x"},"nonsense":1})"), 400);
    QCOMPARE(say(R"({"name":{"en":"first"}})", R"(,"id":"0190a6a0-0000-7000-8000-000000000001")"), 200);
    QCOMPARE(say(R"({"name":{"en":"other"}})",
                 R"(,"id":"0190a6a0-0000-7000-8000-000000000001","result":{"success":true})"),
             409);
    QCOMPARE(definitionOf("urn:o.example/1"), QByteArray(R"({"name":{"en":"first"}})"));
}

void tst_Activities::wrongQuestionsAreRefused_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::newRow("XAPI-00250: no activityId") << QByteArray("GET") << QByteArray() << 400;
    QTest::newRow("no IRI") << QByteArray("GET") << QByteArray("?activityId=true") << 400;
    QTest::newRow("other case") << QByteArray("GET") << QByteArray("?activityid=x%3Ay") << 400;
    QTest::newRow("more") << QByteArray("GET") << QByteArray("?activityId=x%3Ay&foo=bar") << 400;
    QTest::newRow("twice") << QByteArray("GET") << QByteArray("?activityId=x%3Ay&activityId=x%3Ay") << 400;
    for (const auto* method : {"DELETE", "POST", "PUT"})
        QTest::newRow(method) << QByteArray(method) << QByteArray("?activityId=x%3Ay") << 405;
}
void tst_Activities::wrongQuestionsAreRefused() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, query);
    QFETCH(int, status);
    for (const auto* version : {"1.0.3", "2.0.0"}) {
        const auto told =
            m_asker->ask({.method = method, .target = "/xapi/activities" + query, .version = version});
        QCOMPARE(told.status, status);
        QCOMPARE(told.header("Allow"), QByteArray(status == 405 ? "GET, HEAD" : ""));
        // A method that is not there is told to strangers too.
        QCOMPARE(
            m_asker->ask({.method = method, .target = "/xapi/activities" + query, .version = version}, {})
                .status,
            status == 405 ? 405 : 401);
    }
}

QTEST_GUILESS_MAIN(tst_Activities)
#include "tst_Activities.moc"
