#include "tests/core/sync/ServerInProcess.h"

#include "core/http/Target.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>

using namespace understudy;

namespace {

struct Reply {
    int status = 0;
    QByteArray body;
    QNetworkReply* reply = nullptr;

    QJsonDocument json() const { return QJsonDocument::fromJson(body); }
    QByteArray header(const char* name) const { return reply->rawHeader(name); }
    QStringList ids() const {
        QStringList all;
        for (const auto& one : json().object()[QLatin1String("statements")].toArray())
            all.append(one[QLatin1String("id")].toString());
        return all;
    }
};

} // namespace

// Declared before the first raw string: moc loses its way in them.
class tst_Service final : public QObject {
    Q_OBJECT

    QNetworkAccessManager m_manager;
    std::unique_ptr<tests::ServerInProcess> m_server;
    QByteArray m_staff;

    Reply ask(const QByteArray& method, const QByteArray& target, const QByteArray& body = {},
              const QByteArray& version = "2.0.0", QByteArray user = "staff") {
        QNetworkRequest request(QUrl::fromEncoded(m_server->root().toEncoded() + target));
        if (!version.isEmpty())
            request.setRawHeader("X-Experience-API-Version", version);
        if (user == "staff")
            user = m_staff;
        if (!user.isEmpty())
            request.setRawHeader("Authorization", "Basic " + user.toBase64());
        if (!body.isEmpty())
            request.setRawHeader("Content-Type", "application/json");
        auto* reply = m_manager.sendCustomRequest(request, method, body);
        QEventLoop loop;
        connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        loop.exec();
        reply->setParent(this);
        return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(), reply};
    }
    static QByteArray pairOf(const access::Enrollment& made) {
        return QByteArray::fromStdString(made.credential.user + ":" + made.password);
    }

private Q_SLOTS:
    void init();
    void aStatementIsKeptAsItCame();
    void theSameAgainIsNoChangeAndAnotherIsAConflict();
    void aBadBatchChangesNothing();
    void whoAndWhichVersionAreAskedFirst();
    void unknownParametersAreRefused_data();
    void unknownParametersAreRefused();
    void filtersFindWhatTheySay();
    void pagesGoToTheEndAndSeeNothingThatCameMeanwhile();
    void aVoidedStatementIsGoneFromListsWhicheverCameFirst();
    void aStatementAboutAnotherIsFoundByWhatFindsTheOther();
    void aTraineeWritesAndReadsAboutThemselvesAlone();
    void guessingIsSlowedDown();
    void anOldCodeIsRefused();
    void anEnrollmentIsWrittenDownAndShort();
    void whoIsInTheRosterLearnsTheirPlanWhenEnrolling();
    void storedRisesStrictly();
};

namespace {

QByteArray id(int number) {
    return QByteArray("0190a6a0-0000-7000-8000-") + QByteArray::number(number).rightJustified(12, '0');
}

QByteArray statement(int number, const QByteArray& rest = {}, const QByteArray& verb = "http://v.example/did",
                     const QByteArray& mailbox = "a@b.example") {
    return R"({"id":")" + id(number) + R"(","actor":{"mbox":"mailto:)" + mailbox + R"("},"verb":{"id":")" +
           verb + R"("},"object":{"id":"http://o.example/1"},"timestamp":"2025-11-10T12:00:00.000Z")" + rest +
           "}";
}

QByteArray about(int number, int target, const QByteArray& verb,
                 const QByteArray& mailbox = "mentor@b.example") {
    return R"({"id":")" + id(number) + R"(","actor":{"mbox":"mailto:)" + mailbox + R"("},"verb":{"id":")" +
           verb + R"("},"object":{"objectType":"StatementRef","id":")" + id(target) + R"("}})";
}

} // namespace

void tst_Service::init() {
    m_server = std::make_unique<tests::ServerInProcess>();
    m_staff = pairOf(m_server->credential("staff", access::Role::Administrator));
}

void tst_Service::aStatementIsKeptAsItCame() {
    const auto text = statement(
        1, R"(,"result":{"score":{"scaled":0.950,"raw":1e1},"extensions":{"http://e.example":[1.0,null]}})");
    const auto put = ask("PUT", "/xapi/statements?statementId=" + id(1), text);
    QCOMPARE(put.status, 204);
    const auto got = ask("GET", "/xapi/statements?statementId=" + id(1).toUpper());
    QCOMPARE(got.status, 200);
    QVERIFY2(
        got.body.contains(
            R"("result":{"score":{"scaled":0.950,"raw":1e1},"extensions":{"http://e.example":[1.0,null]}})"),
        got.body);
    QCOMPARE(got.json().object()[QLatin1String("version")].toString(), QStringLiteral("2.0.0"));
    QVERIFY(got.json().object()[QLatin1String("authority")].isObject() &&
            got.json().object()[QLatin1String("stored")].isString());
    QVERIFY(got.header("Last-Modified").endsWith("GMT"));
    QCOMPARE(got.header("X-Experience-API-Version"), QByteArray("2.0.0"));
    QVERIFY(!got.header("X-Experience-API-Consistent-Through").isEmpty());
}

void tst_Service::theSameAgainIsNoChangeAndAnotherIsAConflict() {
    QCOMPARE(ask("POST", "/xapi/statements", "[" + statement(1) + "," + statement(2) + "]").status, 200);
    // Another notation of the same statement: instant, verb display, order of members.
    auto same =
        statement(1, R"(,"stored":"2001-01-01T00:00:00Z")").replace("12:00:00.000Z", "13:00:00+01:00");
    same.replace(R"("verb":{)", R"("verb":{"display":{"en":"did"},)");
    QCOMPARE(ask("POST", "/xapi/statements", same).status, 200);
    QCOMPARE(ask("PUT", "/xapi/statements?statementId=" + id(1), same).status, 204);
    const auto other = statement(1, R"(,"result":{"success":true})");
    QCOMPARE(ask("POST", "/xapi/statements", "[" + statement(3) + "," + other + "]").status, 409);
    QCOMPARE(ask("GET", "/xapi/statements?statementId=" + id(3)).status, 404); // all or nothing
    QCOMPARE(m_server->count("statement"), 2);
}

void tst_Service::aBadBatchChangesNothing() {
    QCOMPARE(ask("POST", "/xapi/statements", "[" + statement(1) + R"(,{"actor":{}}])").status, 400);
    QCOMPARE(ask("POST", "/xapi/statements", "[" + statement(1) + "," + statement(1) + "]").status, 400);
    QCOMPARE(ask("POST", "/xapi/statements", "[" + statement(1)).status, 400);
    QCOMPARE(ask("POST", "/xapi/statements", "\xff\xfe").status, 400);
    QCOMPARE(ask("PUT", "/xapi/statements?statementId=" + id(2), statement(1)).status, 400);
    QCOMPARE(m_server->count("statement"), 0);
}

void tst_Service::whoAndWhichVersionAreAskedFirst() {
    QCOMPARE(ask("GET", "/xapi/statements", {}, "2.0.0", "").status, 401);
    QCOMPARE(ask("GET", "/xapi/statements", {}, "2.0.0", "nobody:x").status, 401);
    QCOMPARE(ask("GET", "/xapi/statements", {}, "").status, 400);
    QCOMPARE(ask("GET", "/xapi/statements", {}, "0.95").status, 400);
    QCOMPARE(ask("GET", "/xapi/statements", {}, "1.0").header("X-Experience-API-Version"),
             QByteArray("1.0.3"));
    QCOMPARE(ask("GET", "/xapi/statements", {}, "2.0").header("X-Experience-API-Version"),
             QByteArray("2.0.0"));
    const auto about = ask("GET", "/xapi/about", {}, "", "");
    QCOMPARE(about.json().object()[QLatin1String("version")].toArray(),
             (QJsonArray{QStringLiteral("1.0.3"), QStringLiteral("2.0.0")}));
    QCOMPARE(ask("DELETE", "/xapi/statements").status, 405);
    QCOMPARE(ask("GET", "/xapi/nothing").status, 404);
}

void tst_Service::unknownParametersAreRefused_data() {
    QTest::addColumn<QByteArray>("query");
    for (const char* query :
         {"StatementId=x", "foo=1", "limit=-1", "limit=a", "ascending=yes", "since=yesterday", "agent=x",
          "agent={}", "verb=did", "registration=1", "format=pretty", "limit=1&limit=2", "statementId=x",
          "more=forged.token", "more=x", "statementId=0190a6a0-0000-7000-8000-000000000001&limit=1"})
        QTest::newRow(query) << QByteArray(query);
}
void tst_Service::unknownParametersAreRefused() {
    QFETCH(QByteArray, query);
    const auto got = ask("GET", "/xapi/statements?" + QUrl::toPercentEncoding(query, "=&"));
    QVERIFY2(got.status == 400, got.body);
    QVERIFY(!got.header("X-Experience-API-Consistent-Through").isEmpty());
}

void tst_Service::filtersFindWhatTheySay() {
    QByteArray batch = "[";
    batch += statement(1) + ",";
    batch += statement(2, {}, "http://v.example/saw") + ",";
    batch += statement(
        3,
        R"(,"context":{"registration":"0190A6A0-0000-7000-8000-0000000000AA","contextActivities":{"parent":{"id":"http://p.example"}}})",
        "http://v.example/did", "c@b.example");
    QCOMPARE(ask("POST", "/xapi/statements", batch + "]").status, 200);
    const auto find = [&](const char* query) {
        return ask("GET", "/xapi/statements?" + QUrl::toPercentEncoding(query, "=&")).ids();
    };
    const QString one = id(1), two = id(2), three = id(3);
    QCOMPARE(find("ascending=true"), (QStringList{one, two, three}));
    QCOMPARE(find(""), (QStringList{three, two, one}));
    QCOMPARE(find("verb=http://v.example/saw"), QStringList{two});
    QCOMPARE(find(R"(agent={"mbox":"mailto:a@B.EXAMPLE"})"), (QStringList{two, one}));
    QCOMPARE(find(R"(agent={"mbox":"mailto:a@b.example"}&verb=http://v.example/did)"), QStringList{one});
    QCOMPARE(find("registration=0190a6a0-0000-7000-8000-0000000000aa"), QStringList{three});
    QCOMPARE(find("activity=http://p.example"), QStringList());
    QCOMPARE(find("activity=http://p.example&related_activities=true"), QStringList{three});
    QCOMPARE(find("activity=http://o.example/1&limit=2"), (QStringList{three, two}));
    const auto stored = ask("GET", "/xapi/statements?statementId=" + id(2))
                            .json()
                            .object()[QLatin1String("stored")]
                            .toString();
    QCOMPARE(find(("since=" + stored.toStdString()).c_str()), QStringList{three});
    QCOMPARE(find(("until=" + stored.toStdString()).c_str()), (QStringList{two, one}));
    const auto ids = ask("GET", "/xapi/statements?format=ids&verb=http://v.example/saw")
                         .json()
                         .object()[QLatin1String("statements")][0];
    QVERIFY(!ids[QLatin1String("object")].toObject().contains(QStringLiteral("definition")));
}

void tst_Service::pagesGoToTheEndAndSeeNothingThatCameMeanwhile() {
    for (int i = 1; i <= 7; ++i)
        QCOMPARE(ask("POST", "/xapi/statements", statement(i)).status, 200);
    for (const bool ascending : {true, false}) {
        QStringList all;
        QByteArray target =
            ascending ? "/xapi/statements?limit=3&ascending=true" : "/xapi/statements?limit=3";
        for (int pages = 0; !target.isEmpty() && pages < 10; ++pages) {
            const auto page = ask("GET", target);
            QCOMPARE(page.status, 200);
            all += page.ids();
            target = page.json().object()[QLatin1String("more")].toString().toUtf8();
            QCOMPARE(ask("POST", "/xapi/statements", statement(100 + pages + (ascending ? 0 : 50))).status,
                     200);
        }
        const int expected = ascending ? 7 : 10;
        QCOMPARE(all.size(), expected);
        QCOMPARE(QSet<QString>(all.begin(), all.end()).size(), expected);
    }
}

void tst_Service::aVoidedStatementIsGoneFromListsWhicheverCameFirst() {
    const QByteArray voiding = "http://adlnet.gov/expapi/verbs/voided";
    QCOMPARE(ask("POST", "/xapi/statements", statement(1)).status, 200);
    QCOMPARE(ask("POST", "/xapi/statements", about(2, 1, voiding)).status, 200);
    QCOMPARE(ask("POST", "/xapi/statements", about(4, 3, voiding)).status, 200); // before its target
    QCOMPARE(ask("POST", "/xapi/statements", statement(3)).status, 200);
    for (const int gone : {1, 3}) {
        QCOMPARE(ask("GET", "/xapi/statements?statementId=" + id(gone)).status, 404);
        QCOMPARE(ask("GET", "/xapi/statements?voidedStatementId=" + id(gone)).status, 200);
    }
    QCOMPARE(ask("GET", "/xapi/statements").ids(), (QStringList{id(4), id(2)}));
    // A voiding statement cannot be voided.
    QCOMPARE(ask("POST", "/xapi/statements", about(5, 2, voiding)).status, 200);
    QCOMPARE(ask("GET", "/xapi/statements?statementId=" + id(2)).status, 200);
}

void tst_Service::aStatementAboutAnotherIsFoundByWhatFindsTheOther() {
    QCOMPARE(ask("POST", "/xapi/statements", about(2, 1, "http://v.example/approved")).status,
             200); // before its target
    QCOMPARE(ask("POST", "/xapi/statements", statement(1)).status, 200);
    QCOMPARE(ask("POST", "/xapi/statements", about(3, 2, "http://v.example/noted")).status,
             200); // about the about
    const auto found =
        ask("GET", "/xapi/statements?agent=" + QUrl::toPercentEncoding(R"({"mbox":"mailto:a@b.example"})"))
            .ids();
    QCOMPARE(found, (QStringList{id(3), id(1), id(2)}));
}

void tst_Service::aTraineeWritesAndReadsAboutThemselvesAlone() {
    const auto made = m_server->credential("anna", access::Role::Trainee);
    const auto anna = pairOf(made);
    const QByteArray self = R"({"account":{"homePage":"https://understudy.example","name":")" +
                            QByteArray::fromStdString(made.credential.account) + R"("}})";
    auto own = statement(1);
    own.replace(R"({"mbox":"mailto:a@b.example"})", self);
    QCOMPARE(ask("POST", "/xapi/statements", own, "2.0.0", anna).status, 200);
    QCOMPARE(ask("POST", "/xapi/statements", statement(2), "2.0.0", anna).status, 403);
    auto voiding = about(3, 1, "http://adlnet.gov/expapi/verbs/voided");
    voiding.replace(R"({"mbox":"mailto:mentor@b.example"})", self);
    QCOMPARE(ask("POST", "/xapi/statements", voiding, "2.0.0", anna).status, 403);
    QCOMPARE(ask("POST", "/xapi/statements", statement(4)).status, 200);
    QCOMPARE(ask("POST", "/xapi/statements", about(5, 1, "http://v.example/approved")).status, 200);
    QCOMPARE(ask("GET", "/xapi/statements", {}, "2.0.0", anna).ids(), (QStringList{id(5), id(1)}));
    QCOMPARE(ask("GET", "/xapi/statements?statementId=" + id(4), {}, "2.0.0", anna).status, 404);
    QCOMPARE(ask("GET", "/xapi/statements?statementId=" + id(1), {}, "2.0.0", anna).status, 200);
}

void tst_Service::guessingIsSlowedDown() {
    for (int i = 0; i < 10; ++i)
        QCOMPARE(ask("GET", "/xapi/statements", {}, "2.0.0", "dev-x:wrong" + QByteArray::number(i)).status,
                 401);
    QCOMPARE(ask("GET", "/xapi/statements", {}, "2.0.0", "dev-x:wrong").status, 429);
    QCOMPARE(ask("GET", "/xapi/statements").status, 200); // others are not held up
    const auto user = m_staff.left(m_staff.indexOf(':'));
    for (int i = 0; i < 10; ++i)
        ask("GET", "/xapi/statements", {}, "2.0.0", user + ":wrong" + QByteArray::number(i));
    QCOMPARE(ask("GET", "/xapi/statements", {}, "2.0.0", user + ":wrong").status, 429);
    QCOMPARE(ask("GET", "/xapi/statements").status, 200); // nor is the one who was guessed at
    for (int i = 0; i < 10; ++i)
        QCOMPARE(ask("POST", "/understudy/v1/enroll", R"({"code":"AAAA-BBBB","device":"d"})", "", "").status,
                 403);
    const auto held = ask("POST", "/understudy/v1/enroll", R"({"code":"AAAA-BBBB","device":"d"})", "", "");
    QCOMPARE(held.status, 429);
    QCOMPARE(held.header("Retry-After"), QByteArray("60"));
}

void tst_Service::anOldCodeIsRefused() {
    const auto code = QByteArray::fromStdString(m_server->addPerson("anna"));
    m_server->sql("UPDATE code SET expires = 1");
    QCOMPARE(
        ask("POST", "/understudy/v1/enroll", R"({"code":")" + code + R"(","device":"d"})", "", "").status,
        403);
}

void tst_Service::anEnrollmentIsWrittenDownAndShort() {
    const auto code = QByteArray::fromStdString(m_server->addPerson("anna"));
    const QByteArray body = R"({"code":")" + code + R"(","device":"d"})";
    const auto long1 = ask("POST", "/understudy/v1/enroll", body + QByteArray(64 * 1024, ' '), "", "");
    QCOMPARE(long1.status, 413);
    QCOMPARE(ask("POST", "/understudy/v1/enroll", body, "", "").status, 200);
    const auto elsewhere = QByteArray(body).replace(R"("d")", R"("e")");
    QCOMPARE(ask("POST", "/understudy/v1/enroll", elsewhere, "", "").status, 403);
    QCOMPARE(m_server->count("audit WHERE deed = 'device.enroll' AND who = 'anna' AND "
                             "source = '127.0.0.1' AND subject = (SELECT \"user\" FROM device d JOIN person "
                             "p ON p.id = d.person WHERE p.name = 'anna')"),
             1);
}

void tst_Service::whoIsInTheRosterLearnsTheirPlanWhenEnrolling() {
    const auto enroll = [&](const std::string& name) {
        const auto code = QByteArray::fromStdString(m_server->codeFor(name));
        return ask("POST", "/understudy/v1/enroll", R"({"code":")" + code + R"(","device":"d"})", "", "")
            .json()
            .object();
    };
    m_server->addPerson("anna");
    m_server->addPerson("bert");
    m_server->sql(
        "INSERT INTO cohort_member (person, agent, cohort, team, track, start, mentor) SELECT id, 7, "
        "'k', '', 'new-hire', '2026-11-16', '' FROM person WHERE name = 'anna'");
    const auto anna = enroll("anna");
    QCOMPARE(anna[QLatin1String("track")].toString(), QStringLiteral("new-hire"));
    QCOMPARE(anna[QLatin1String("start")].toString(), QStringLiteral("2026-11-16"));
    QCOMPARE(anna[QLatin1String("name")].toString(), QStringLiteral("anna"));
    const auto bert = enroll("bert");
    QVERIFY(bert.contains(QLatin1String("password")));
    QVERIFY(!bert.contains(QLatin1String("track")) && !bert.contains(QLatin1String("start")));
}

void tst_Service::storedRisesStrictly() {
    QByteArray batch = "[" + statement(1);
    for (int i = 2; i <= 100; ++i)
        batch += "," + statement(i);
    QCOMPARE(ask("POST", "/xapi/statements", batch + "]").status, 200);
    const auto page = ask("GET", "/xapi/statements?ascending=true");
    xapi::Micros last = 0;
    for (const auto& one : page.json().object()[QLatin1String("statements")].toArray()) {
        const auto stored = xapi::parseTimestamp(one[QLatin1String("stored")].toString().toStdString());
        QVERIFY(stored && *stored > last);
        last = *stored;
    }
    QVERIFY(*xapi::parseTimestamp(page.header("X-Experience-API-Consistent-Through").toStdString()) >= last);
}

QTEST_GUILESS_MAIN(tst_Service)
#include "tst_Service.moc"
