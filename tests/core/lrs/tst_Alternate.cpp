#include "tests/core/lrs/Asker.h"

#include <QTest>

using namespace understudy;
using tests::encoded;

// The names of requirements (XAPI-…) are of the public conformance requirements of xAPI.
class tst_Alternate final : public QObject {
    Q_OBJECT

    std::unique_ptr<tests::Asker> m_asker;

    tests::Told form(const QByteArray& target, const QByteArray& fields,
                     const QByteArray& version = "1.0.3") {
        return m_asker->ask({.method = "POST",
                             .target = target,
                             .body = fields,
                             .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                             .version = version});
    }

private Q_SLOTS:
    void init() { m_asker = std::make_unique<tests::Asker>(); }

    void aFormStandsForARequest();
    void fieldsAreHeaders();
    void whatIsNoSuchFormIsRefused_data();
    void whatIsNoSuchFormIsRefused();
    void version2HasNone_data();
    void version2HasNone();
};

namespace {

const QByteArray statementId = "0190a6a0-0000-7000-8000-000000000001";
const QByteArray statement =
    R"({"actor":{"mbox":"mailto:a@b.example","name":"A + B & Ü"},"verb":{"id":"http://v.example/did"},"object":{"id":"http://o.example/1"}})";
const QByteArray content = "content=" + encoded(statement);
const QByteArray statePlace =
    "activityId=x%3Ay&stateId=s&agent=" + encoded(R"({"mbox":"mailto:a@b.example"})");

} // namespace

// XAPI-00148, 00336
void tst_Alternate::aFormStandsForARequest() {
    QCOMPARE(form("/xapi/statements?method=PUT", "statementId=" + statementId + "&" + content).status, 204);
    const auto posted = form("/xapi/statements?method=POST", content);
    QCOMPARE(posted.status, 200);
    QCOMPARE(posted.list().size(), 1);
    const auto got = form("/xapi/statements?method=GET", "limit=1&ascending=true");
    QCOMPARE(got.status, 200);
    const auto statements = got.object()[QLatin1String("statements")].toArray();
    QCOMPARE(statements.size(), 1);
    QCOMPARE(statements[0][QLatin1String("id")].toString(), QString::fromUtf8(statementId));
    QCOMPARE(statements[0][QLatin1String("actor")][QLatin1String("name")].toString(),
             QStringLiteral("A + B & Ü"));
    QVERIFY(got.object().contains(QLatin1String("more")));
    QVERIFY(!got.header("X-Experience-API-Consistent-Through").isEmpty());
    QCOMPARE(got.header("X-Experience-API-Version"), QByteArray("1.0.3"));
    // Documents too, with their type.
    QCOMPARE(
        form("/xapi/activities/state?method=PUT", statePlace + "&Content-Type=text%2Fplain&content=a%20b%3D")
            .status,
        204);
    const auto document = form("/xapi/activities/state?method=GET", statePlace);
    QCOMPARE(document.body, QByteArray("a b="));
    QCOMPARE(document.header("Content-Type"), QByteArray("text/plain"));
    QCOMPARE(form("/xapi/activities/state?method=DELETE", statePlace).status, 204);
    QCOMPARE(form("/xapi/activities/state?method=GET", statePlace).status, 404);
    QCOMPARE(form("/xapi/activities?method=GET", "activityId=x%3Ay").status, 200);
    QCOMPARE(form("/xapi/about?method=GET", "").status, 200);
    QCOMPARE(form("/xapi/activities?method=PUT", "activityId=x%3Ay&content=x").status, 405);
}

void tst_Alternate::fieldsAreHeaders() {
    const auto pair = encoded("Basic " + m_asker->administrator.toBase64());
    const auto told = m_asker->ask(
        {.method = "POST",
         .target = "/xapi/statements?method=PUT",
         .body = "statementId=" + statementId + "&" + content + "&Authorization=" + pair +
                 "&X-Experience-API-Version=1.0.3&Content-Length=3&Content-Type=application%2Fjson",
         .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
         .version = ""},
        {});
    QCOMPARE(told.status, 204);
    QCOMPARE(told.header("X-Experience-API-Version"), QByteArray("1.0.3"));
    QCOMPARE(form("/xapi/statements?method=GET", "Authorization=Basic%20eDp5").status, 401);
    QCOMPARE(form("/xapi/statements?method=GET", "X-Experience-API-Version=0.8").status, 400);
    QCOMPARE(form("/xapi/activities/state?method=PUT", statePlace + "&content=1&If-Match=%22x%22").status,
             412);
    QCOMPARE(form("/xapi/activities/state?method=PUT", statePlace + "&content=1&If-None-Match=*").status,
             204);
    QCOMPARE(form("/xapi/activities/state?method=PUT", statePlace + "&content=2&if-none-match=*").status,
             412);
}

void tst_Alternate::whatIsNoSuchFormIsRefused_data() {
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    const QByteArray form = "application/x-www-form-urlencoded";
    const auto put = "statementId=" + statementId;
    QTest::newRow("another parameter in the address")
        << "/xapi/statements?method=PUT&statementId=" + statementId << put + "&" + content << form;
    QTest::newRow("no content") << QByteArray("/xapi/statements?method=PUT") << put << form;
    QTest::newRow("nothing at all") << QByteArray("/xapi/statements?method=PUT") << QByteArray() << form;
    QTest::newRow("no form") << QByteArray("/xapi/statements?method=PUT") << statement << form;
    QTest::newRow("another type") << QByteArray("/xapi/statements?method=PUT") << put + "&" + content
                                  << QByteArray("application/json");
    QTest::newRow("broken form") << QByteArray("/xapi/statements?method=PUT") << put + "&content=%7" << form;
    QTest::newRow("unknown field") << QByteArray("/xapi/statements?method=GET") << QByteArray("foo=bar")
                                   << form;
    QTest::newRow("method twice") << QByteArray("/xapi/statements?method=GET&method=PUT") << QByteArray()
                                  << form;
    QTest::newRow("no method") << QByteArray("/xapi/statements?method=") << QByteArray("limit=1") << form;
    QTest::newRow("lower case") << QByteArray("/xapi/statements?method=get") << QByteArray("limit=1") << form;
    QTest::newRow("method in the form")
        << QByteArray("/xapi/statements?method=GET") << QByteArray("method=GET") << form;
}
void tst_Alternate::whatIsNoSuchFormIsRefused() {
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    const auto told = m_asker->ask({.method = "POST",
                                    .target = target,
                                    .body = body,
                                    .headers = {{"Content-Type", type}},
                                    .version = "1.0.3"});
    QVERIFY2(told.status == 400, QByteArray::number(told.status));
    QVERIFY(!told.object()[QLatin1String("error")].toString().isEmpty());
    QCOMPARE(told.header("X-Experience-API-Version"), QByteArray("1.0.3"));
    QCOMPARE(m_asker->server.count("statement"), 0);
    // By another method it is a parameter that is not known.
    QCOMPARE(m_asker->ask({.method = "PUT", .target = target, .body = statement, .version = "1.0.3"}).status,
             400);
}

void tst_Alternate::version2HasNone_data() {
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("fields");
    for (const auto* method : {"GET", "PUT", "POST", "DELETE"})
        QTest::newRow(method) << QByteArray("/xapi/statements?method=") + method
                              << "statementId=" + statementId + "&" + content;
    QTest::newRow("document") << QByteArray("/xapi/activities/state?method=PUT") << statePlace + "&content=1";
    QTest::newRow("version as a field")
        << QByteArray("/xapi/statements?method=GET") << QByteArray("X-Experience-API-Version=2.0.0");
}
void tst_Alternate::version2HasNone() {
    QFETCH(QByteArray, target);
    QFETCH(QByteArray, fields);
    const auto told = form(target, fields, fields.contains("API") ? "1.0.3" : "2.0.0");
    QCOMPARE(told.status, 400);
    QCOMPARE(told.header("X-Experience-API-Version"), QByteArray("2.0.0"));
    QCOMPARE(m_asker->post(target, statement).status, 400);
    QCOMPARE(m_asker->ask({.method = "PUT", .target = target, .body = statement}).status, 400);
    QCOMPARE(m_asker->server.count("statement") + m_asker->server.count("document"), 0);
}

QTEST_GUILESS_MAIN(tst_Alternate)
#include "tst_Alternate.moc"
