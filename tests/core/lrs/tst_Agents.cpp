#include "tests/core/lrs/Asker.h"

#include <QTest>

using namespace understudy;
using tests::Asked;
using tests::encoded;

// The names of requirements (XAPI-…) are of the public conformance requirements of xAPI.
class tst_Agents final : public QObject {
    Q_OBJECT

    std::unique_ptr<tests::Asker> m_asker;

    tests::Told about(const QByteArray& agent, const QByteArray& version = "2.0.0") {
        return m_asker->get("/xapi/agents?agent=" + encoded(agent), version);
    }
    void say(const QByteArray& actor, const QByteArray& rest = {}) {
        const auto told =
            m_asker->post("/xapi/statements", R"({"actor":)" + actor +
                                                  R"(,"verb":{"id":"http://v.example/did"},"object":)"
                                                  R"({"id":"http://o.example/1"})" +
                                                  rest + "}");
        QVERIFY2(told.status == 200, told.body);
    }

private Q_SLOTS:
    void init() { m_asker = std::make_unique<tests::Asker>(); }

    void aPersonHasTheirIdentifier_data();
    void aPersonHasTheirIdentifier();
    void allNamesOfAPersonAreTold();
    void aPersonHasAtMostFiftyNames();
    void linkedIdentifiersAreOnePerson();
    void wrongQuestionsAreRefused_data();
    void wrongQuestionsAreRefused();
    void aTraineeAsksAboutThemselvesAlone();
};

// XAPI-00236 to 00242, 00244 to 00248
void tst_Agents::aPersonHasTheirIdentifier_data() {
    QTest::addColumn<QByteArray>("agent");
    QTest::addColumn<QByteArray>("person");
    const auto row = [](const char* name, const QByteArray& identifier, const QByteArray& listed) {
        QTest::newRow(name) << R"({"objectType":"Agent","name":"Ann",)" + identifier + "}"
                            << R"({"objectType":"Person","name":["Ann"],)" + listed + "}";
    };
    row("XAPI-00239, 00244: mbox", R"("mbox":"mailto:a@b.example")", R"("mbox":["mailto:a@b.example"])");
    row("XAPI-00240: mbox_sha1sum", R"("mbox_sha1sum":"ebd31e95054c018b10727ccffd2ef2ec3a016ee9")",
        R"("mbox_sha1sum":["ebd31e95054c018b10727ccffd2ef2ec3a016ee9"])");
    row("XAPI-00241: openid", R"("openid":"http://o.example/ann")", R"("openid":["http://o.example/ann"])");
    row("XAPI-00242: account", R"("account":{"homePage":"http://h.example","name":"ann"})",
        R"("account":[{"homePage":"http://h.example","name":"ann"}])");
}
void tst_Agents::aPersonHasTheirIdentifier() {
    QFETCH(QByteArray, agent);
    QFETCH(QByteArray, person);
    for (const bool known : {false, true}) {
        if (known)
            say(agent);
        for (const auto* version : {"1.0.3", "2.0.0"}) {
            const auto told = about(agent, version);
            QCOMPARE(told.status, 200);
            QCOMPARE(told.object(), QJsonDocument::fromJson(person).object());
            const auto head = m_asker->ask(
                {.method = "HEAD", .target = "/xapi/agents?agent=" + encoded(agent), .version = version});
            QCOMPARE(head.status, 200);
            QVERIFY(head.body.isEmpty());
            QCOMPARE(head.header("Content-Length").toLongLong(), told.body.size());
        }
    }
}

void tst_Agents::allNamesOfAPersonAreTold() {
    say(R"({"name":"Ann","mbox":"mailto:a@b.example"})");
    say(R"({"name":"Ann Berg","mbox":"mailto:a@B.EXAMPLE"})");
    say(R"({"name":"Bert","mbox":"mailto:b@b.example"})",
        R"(,"context":{"instructor":{"name":"Prof. Berg","mbox":"mailto:a@b.example"},"extensions":{"http://e.example":{"name":"Nobody","mbox":"mailto:a@b.example"}}})");
    say(R"({"objectType":"Group","name":"team","member":[{"name":"A. B.","mbox":"mailto:a@b.example"}]})");
    const auto person = about(R"({"mbox":"mailto:a@b.example"})").object();
    QStringList names;
    for (const auto& name : person[QLatin1String("name")].toArray())
        names.append(name.toString());
    names.sort();
    QCOMPARE(names, (QStringList{QStringLiteral("A. B."), QStringLiteral("Ann"), QStringLiteral("Ann Berg"),
                                 QStringLiteral("Prof. Berg")}));
    QCOMPARE(person[QLatin1String("mbox")].toArray().first().toString(),
             QStringLiteral("mailto:a@b.example"));
    QVERIFY(!person.contains(QLatin1String("account")));
}

void tst_Agents::linkedIdentifiersAreOnePerson() {
    const auto made = m_asker->server.credential("anna", access::Role::Trainee);
    m_asker->server.sql(
        R"(INSERT INTO identity SELECT 'mbox mailto:a@b.example', '{"mbox":"mailto:a@b.example"}', id )"
        R"(FROM person WHERE name = 'anna')");
    const auto account = R"({"account":{"homePage":"https://understudy.example","name":")" +
                         QByteArray::fromStdString(made.credential.account) + R"("}})";
    say(R"({"name":"Ann","mbox":"mailto:a@b.example"})");
    say(account);
    const QByteArray mailbox = R"({"mbox":"mailto:a@B.example"})";
    for (const auto& asked : {account, mailbox}) {
        const auto person = about(asked).object();
        QCOMPARE(person[QLatin1String("account")].toArray().size(), 1);
        QVERIFY(person[QLatin1String("mbox")].toArray().contains(QStringLiteral("mailto:a@b.example")));
        QCOMPARE(person[QLatin1String("name")].toArray(),
                 (QJsonArray{QStringLiteral("anna"), QStringLiteral("Ann")}));
    }
    // It is their own too.
    const Asked byMail{.target = "/xapi/agents?agent=" + encoded(mailbox)};
    QCOMPARE(m_asker->ask(byMail, tests::Asker::pairOf(made)).status, 200);
}

void tst_Agents::aPersonHasAtMostFiftyNames() {
    QByteArray members;
    for (int i = 0; i < 60; ++i)
        members += QByteArray(members.isEmpty() ? "" : ",") + R"({"mbox":"mailto:a@b.example","name":"n)" +
                   QByteArray::number(i) + R"("})";
    say(R"({"objectType":"Group","member":[)" + members + "]}");
    const auto names = about(R"({"mbox":"mailto:a@b.example"})").object()[QLatin1String("name")].toArray();
    QCOMPARE(names.size(), 50);
    QCOMPARE(names.first().toString(), QStringLiteral("n0"));
}

void tst_Agents::wrongQuestionsAreRefused_data() {
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    const QByteArray agent = "?agent=" + encoded(R"({"mbox":"mailto:a@b.example"})");
    QTest::newRow("XAPI-00243: no agent") << QByteArray("GET") << QByteArray() << 400;
    QTest::newRow("XAPI-00249: no identifier")
        << QByteArray("GET") << "?agent=" + encoded(R"({"name":"Rick","objectType":"Agent"})") << 400;
    QTest::newRow("two identifiers")
        << QByteArray("GET")
        << "?agent=" + encoded(R"({"mbox":"mailto:a@b.example","openid":"http://o.example"})") << 400;
    QTest::newRow("no JSON") << QByteArray("GET") << QByteArray("?agent=ann") << 400;
    QTest::newRow("other case") << QByteArray("GET") << "?Agent=" + agent.mid(7) << 400;
    QTest::newRow("more") << QByteArray("GET") << agent + "&foo=bar" << 400;
    for (const auto* method : {"DELETE", "POST", "PUT"})
        QTest::newRow(method) << QByteArray(method) << agent << 405;
}
void tst_Agents::wrongQuestionsAreRefused() {
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, query);
    QFETCH(int, status);
    for (const auto* version : {"1.0.3", "2.0.0"}) {
        const auto told =
            m_asker->ask({.method = method, .target = "/xapi/agents" + query, .version = version});
        QCOMPARE(told.status, status);
        QVERIFY(!told.object()[QLatin1String("error")].toString().isEmpty());
    }
}

void tst_Agents::aTraineeAsksAboutThemselvesAlone() {
    const auto made = m_asker->server.credential("anna", access::Role::Trainee);
    const auto ask = [&](const QByteArray& agent) {
        return m_asker->ask({.target = "/xapi/agents?agent=" + encoded(agent)}, tests::Asker::pairOf(made))
            .status;
    };
    const auto self = R"({"account":{"homePage":"https://understudy.example","name":")" +
                      QByteArray::fromStdString(made.credential.account) + R"("}})";
    QCOMPARE(ask(self), 200);
    QCOMPARE(ask(R"({"mbox":"mailto:a@b.example"})"), 403);
}

QTEST_GUILESS_MAIN(tst_Agents)
#include "tst_Agents.moc"
