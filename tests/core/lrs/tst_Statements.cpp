#include "tests/core/lrs/Asker.h"
#include "tests/core/lrs/StatementText.h"

#include <QTest>

using namespace understudy;
using tests::encoded;
using tests::idOf;
using tests::reference;
using tests::statement;
using tests::Told;

// What xAPI's public conformance suite asks of statements, by its requirement ids, in both versions.
// Declared before the first raw string: moc loses its way in them.
class tst_Statements final : public QObject {
    Q_OBJECT

    std::unique_ptr<tests::Asker> m_lrs;

private Q_SLOTS:
    void init() { m_lrs = std::make_unique<tests::Asker>(); }
    void XAPI_00150_00151_withAnIdOnlyFormatAndAttachments_data();
    void XAPI_00150_00151_withAnIdOnlyFormatAndAttachments();
    void XAPI_00153_00160_everyAnswerSaysHowFarItIsConsistent_data();
    void XAPI_00153_00160_everyAnswerSaysHowFarItIsConsistent();
    void XAPI_00162_whatPointsAtAVoidedStatementIsStillFound();
    void XAPI_00169_00172_canonicalIsMergedAndInOneLanguage();
    void XAPI_00171_idsAreIdsAlone();
    void XAPI_00324_00325_parametersAreKnownAndInTheirCase_data();
    void XAPI_00324_00325_parametersAreKnownAndInTheirCase();
    void headAnswersAsGetWithoutTheBody();
    void aPageGoesOnForItsOwnCredentialOnly();
    void timesOf1AreUtcFor2();
    void oneIdTwiceInABatchIsRefused();
    void aTraineeWritesAboutNoGroup();
    void aStatementHasAnEnd();
};

void tst_Statements::XAPI_00150_00151_withAnIdOnlyFormatAndAttachments_data() {
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<int>("status");
    for (const char* good : {"", "&format=ids", "&format=exact", "&format=canonical", "&attachments=true",
                             "&attachments=false&format=ids"})
        QTest::newRow(good) << QByteArray(good) << 200;
    for (const char* bad :
         {"&agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D", "&verb=http://v.example",
          "&activity=http://o.example", "&registration=0190a6a0-0000-7000-8000-000000000001",
          "&related_activities=true", "&related_agents=true", "&since=2012-06-01T19:09:13.245Z",
          "&until=2012-06-01T19:09:13.245Z", "&limit=1", "&ascending=true", "&format=x", "&attachments=x",
          "&statementId=0190a6a0-0000-7000-8000-000000000001",
          "&voidedStatementId=0190a6a0-0000-7000-8000-000000000001", "&Format=ids"})
        QTest::newRow(bad) << QByteArray(bad) << 400;
}
void tst_Statements::XAPI_00150_00151_withAnIdOnlyFormatAndAttachments() {
    QFETCH(QByteArray, more);
    QFETCH(int, status);
    QCOMPARE(m_lrs->post("/xapi/statements", "[" + statement(1) + "," + statement(2) + "]").status, 200);
    QCOMPARE(m_lrs
                 ->post("/xapi/statements",
                        statement(3, {}, "http://adlnet.gov/expapi/verbs/voided", reference(2)))
                 .status,
             200);
    for (const char* version : {"1.0.3", "2.0.0"}) {
        QCOMPARE(m_lrs->get("/xapi/statements?statementId=" + idOf(1) + more, version).status, status);
        QCOMPARE(m_lrs->get("/xapi/statements?voidedStatementId=" + idOf(2) + more, version).status, status);
    }
}

void tst_Statements::XAPI_00153_00160_everyAnswerSaysHowFarItIsConsistent_data() {
    QTest::addColumn<QByteArray>("query");
    for (const char* query :
         {"", "?LIMIT=1", "?limit=1", "?agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D",
          "?verb=http://v.example", "?activity=http://o.example",
          "?registration=0190a6a0-0000-7000-8000-000000000001", "?related_activities=true",
          "?related_agents=true", "?since=2012-06-01T19:09:13.245Z", "?until=2012-06-01T19:09:13.245Z",
          "?ascending=true", "?format=ids", "?attachments=true",
          "?statementId=0190a6a0-0000-7000-8000-0000000000ff", "?more=x"})
        QTest::newRow(query) << QByteArray(query);
}
void tst_Statements::XAPI_00153_00160_everyAnswerSaysHowFarItIsConsistent() {
    QFETCH(QByteArray, query);
    QCOMPARE(m_lrs->post("/xapi/statements", statement(1)).status, 200);
    for (const char* version : {"1.0.3", "2.0.0", "", "0.9"}) {
        const auto told = m_lrs->get("/xapi/statements" + query, version);
        const auto through = told.header("X-Experience-API-Consistent-Through");
        QVERIFY2(xapi::parseTimestamp(through.toStdString()), through);
    }
}

void tst_Statements::XAPI_00162_whatPointsAtAVoidedStatementIsStillFound() {
    const QByteArray verb = "http://v.example/voided-target";
    QCOMPARE(m_lrs->post("/xapi/statements", statement(1, {}, verb)).status, 200);
    QCOMPARE(m_lrs
                 ->post("/xapi/statements",
                        statement(2, {}, "http://adlnet.gov/expapi/verbs/voided", reference(1)))
                 .status,
             200);
    QCOMPARE(m_lrs->post("/xapi/statements", statement(3, {}, verb, reference(1))).status, 200);
    const auto ids = [&](const QByteArray& query) {
        QStringList all;
        for (const auto& one :
             m_lrs->get("/xapi/statements?" + query).object()[QLatin1String("statements")].toArray())
            all.append(one[QLatin1String("id")].toString());
        return all;
    };
    QCOMPARE(ids("verb=" + verb), (QStringList{idOf(3), idOf(2)}));
    QCOMPARE(ids("limit=1&verb=" + verb), QStringList{idOf(3)});
    QCOMPARE(ids("since=2012-06-01T19:09:13.245Z&verb=" + verb), (QStringList{idOf(3), idOf(2)}));
    QCOMPARE(ids("until=2012-06-01T19:09:13.245Z&verb=" + verb), QStringList());
    QCOMPARE(m_lrs->get("/xapi/statements?statementId=" + idOf(1)).status, 404);
    QCOMPARE(m_lrs->get("/xapi/statements?voidedStatementId=" + idOf(1)).status, 200);
}

void tst_Statements::XAPI_00169_00172_canonicalIsMergedAndInOneLanguage() {
    const auto about = [](const QByteArray& definition) {
        return R"({"objectType":"Activity","id":"http://o.example/1","definition":)" + definition + "}";
    };
    const auto first =
        statement(1, {}, "http://v.example/did",
                  about(R"({"name":{"en-US":"Old","en-GB":"Auld"},"type":"http://t.example"})"));
    const auto second = statement(2, {}, "http://v.example/did",
                                  about(R"({"name":{"en-US":"New"},"moreInfo":"http://m.example"})"));
    for (const auto& one : {first, second})
        QCOMPARE(m_lrs->post("/xapi/statements", one).status, 200);
    const auto ask = [&](const QByteArray& format, const QByteArray& languages) {
        return m_lrs
            ->ask({.target = "/xapi/statements?statementId=" + idOf(1) + format,
                   .headers = {{"Accept-Language", languages}}})
            .object()[QLatin1String("object")][QLatin1String("definition")]
            .toObject();
    };
    const auto british = ask("&format=canonical", "en-GB");
    QCOMPARE(british[QLatin1String("name")].toObject(),
             (QJsonObject{{QStringLiteral("en-GB"), QStringLiteral("Auld")}}));
    QCOMPARE(british[QLatin1String("type")].toString(), QStringLiteral("http://t.example"));
    QCOMPARE(british[QLatin1String("moreInfo")].toString(), QStringLiteral("http://m.example"));
    QCOMPARE(ask("&format=canonical", "en-US")[QLatin1String("name")].toObject(),
             (QJsonObject{{QStringLiteral("en-US"), QStringLiteral("New")}}));
    for (const char* exact : {"", "&format=exact"}) {
        const auto own = ask(exact, "en-GB"); // as it came, whatever the language
        QCOMPARE(own[QLatin1String("name")].toObject().size(), 2);
        QVERIFY(!own.contains(QLatin1String("moreInfo")));
    }
}

void tst_Statements::XAPI_00171_idsAreIdsAlone() {
    const auto one = statement(1, {}, "http://v.example/did",
                               R"({"objectType":"Activity","id":"http://o.example/1","definition":{}})");
    QCOMPARE(m_lrs->post("/xapi/statements", one).status, 200);
    const auto object = m_lrs->get("/xapi/statements?format=ids&statementId=" + idOf(1))
                            .object()[QLatin1String("object")]
                            .toObject();
    QCOMPARE(object, (QJsonObject{{QStringLiteral("id"), QStringLiteral("http://o.example/1")}}));
}

void tst_Statements::XAPI_00324_00325_parametersAreKnownAndInTheirCase_data() {
    QTest::addColumn<QByteArray>("query");
    for (const char* query :
         {"foo=bar", "StatementId=0190a6a0-0000-7000-8000-000000000001",
          "VoidedStatementId=0190a6a0-0000-7000-8000-000000000001",
          "Agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D", "Verb=http://v.example",
          "Activity=http://o.example", "Registration=0190a6a0-0000-7000-8000-000000000001",
          "Related_Activities=true", "Related_Agents=true", "Since=2012-06-01T19:09:13.245Z",
          "Until=2012-06-01T19:09:13.245Z", "Limit=10", "Format=ids", "Attachments=true", "Ascending=true",
          "ascending=True", "format=IDS"})
        QTest::newRow(query) << QByteArray(query);
}
void tst_Statements::XAPI_00324_00325_parametersAreKnownAndInTheirCase() {
    QFETCH(QByteArray, query);
    for (const char* version : {"1.0.3", "2.0.0"})
        QCOMPARE(m_lrs->get("/xapi/statements?" + query, version).status, 400);
    QCOMPARE(
        m_lrs->ask({.method = "PUT", .target = "/xapi/statements?" + query, .body = statement(1)}).status,
        400);
    QCOMPARE(m_lrs->post("/xapi/statements?" + query, statement(1)).status, 400);
    QCOMPARE(m_lrs->server.count("statement"), 0);
}

void tst_Statements::headAnswersAsGetWithoutTheBody() {
    QCOMPARE(m_lrs->post("/xapi/statements", statement(1)).status, 200);
    for (const QByteArray& target : {QByteArray("/xapi/statements?statementId=" + idOf(1)),
                                     QByteArray("/xapi/statements"), QByteArray("/xapi/statements?foo=1")}) {
        const auto got = m_lrs->get(target);
        const auto head = m_lrs->ask({.method = "HEAD", .target = target});
        QCOMPARE(head.status, got.status);
        QVERIFY(head.body.isEmpty());
        for (const char* name : {"Content-Length", "Content-Type", "Last-Modified",
                                 "X-Experience-API-Version", "X-Experience-API-Consistent-Through"})
            QCOMPARE(head.header(name), got.header(name));
    }
}

void tst_Statements::aPageGoesOnForItsOwnCredentialOnly() {
    QByteArray batch;
    for (int i = 1; i <= 5; ++i)
        batch += (i > 1 ? "," : "[") + statement(i);
    QCOMPARE(m_lrs->post("/xapi/statements", batch + "]").status, 200);
    const auto first = m_lrs->get("/xapi/statements?limit=2&format=ids");
    const auto more = first.object()[QLatin1String("more")].toString().toUtf8();
    QVERIFY(more.startsWith("/xapi/statements?more="));
    QCOMPARE(m_lrs->get(more).object()[QLatin1String("statements")].toArray().size(), 2);
    QCOMPARE(m_lrs->get(more, "1.0.3").status, 200);
    const auto other = tests::Asker::pairOf(m_lrs->server.credential("boss", access::Role::Administrator));
    QCOMPARE(m_lrs->ask({.target = more}, other).status, 400);
    QCOMPARE(m_lrs->get(more + "&limit=1").status, 400);
    QCOMPARE(m_lrs->get(more.left(more.size() - 1)).status, 400);
}

void tst_Statements::timesOf1AreUtcFor2() {
    const auto one = statement(1, R"(,"timestamp":"2023-05-04T12:00:00-05:00")");
    QCOMPARE(m_lrs->post("/xapi/statements", one, "1.0.3").status, 200);
    const auto time = [&](const QByteArray& version) {
        return m_lrs->get("/xapi/statements?statementId=" + idOf(1), version)
            .object()[QLatin1String("timestamp")]
            .toString();
    };
    QCOMPARE(time("1.0.3"), QStringLiteral("2023-05-04T12:00:00-05:00"));
    QCOMPARE(time("2.0.0"), QStringLiteral("2023-05-04T17:00:00.000Z"));
}

void tst_Statements::oneIdTwiceInABatchIsRefused() {
    const auto upper = statement(1).replace(idOf(1), idOf(1).toUpper());
    QCOMPARE(m_lrs->post("/xapi/statements", "[" + statement(1) + "," + upper + "]").status, 400);
    QCOMPARE(m_lrs->post("/xapi/statements", "[]").status, 200);
    QCOMPARE(m_lrs
                 ->ask({.method = "PUT",
                        .target = "/xapi/statements?statementId=" + idOf(1),
                        .body = "[" + statement(1) + "]"})
                 .status,
             400);
    QCOMPARE(m_lrs->server.count("statement"), 0);
}

void tst_Statements::aTraineeWritesAboutNoGroup() {
    const auto anna = m_lrs->server.credential("anna", access::Role::Trainee);
    const auto self = R"("account":{"homePage":"https://understudy.example","name":")" +
                      QByteArray::fromStdString(anna.credential.account) + R"("})";
    const auto post = [&](int number, const QByteArray& actor) {
        auto body = statement(number);
        body.replace(R"({"mbox":"mailto:a@b.example"})", "{" + actor + self + "}");
        return m_lrs
            ->ask({.method = "POST", .target = "/xapi/statements", .body = body}, tests::Asker::pairOf(anna))
            .status;
    };
    QCOMPARE(post(1, R"("objectType":"Agent",)"), 200);
    QCOMPARE(post(2, R"("objectType":"Group",)"), 403);
    QCOMPARE(post(3, R"("objectType":"Group","member":[{"mbox":"mailto:x@b.example"}],)"), 403);
}

void tst_Statements::aStatementHasAnEnd() {
    const auto of = [](int size) {
        return statement(1, R"(,"result":{"response":")" + QByteArray(size, 'x') + R"("})");
    };
    const auto told = m_lrs->post("/xapi/statements", "[" + of(1024 * 1024) + "]");
    QCOMPARE(told.status, 400);
    QVERIFY2(told.body.contains("1 MiB"), told.body);
    QCOMPARE(m_lrs->post("/xapi/statements", of(1000 * 1024)).status, 200);
}

QTEST_GUILESS_MAIN(tst_Statements)
#include "tst_Statements.moc"
