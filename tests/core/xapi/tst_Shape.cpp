#include "core/xapi/RawJson.h"
#include "core/xapi/Shape.h"
#include "core/xapi/Values.h"

#include <QTest>

using namespace understudy::xapi;

// Declared before the first raw string: moc loses its way in them.
class tst_Shape final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rightStatementsPass_data();
    void rightStatementsPass();
    void wrongStatementsAreRefusedWithTheirPlace_data();
    void wrongStatementsAreRefusedWithTheirPlace();
    void whatCameWithTwoIsRefusedInOne();
    void languageTagsAreThoseOfRfc5646();
    void timestampsKeepTheirMomentInEveryNotation();
    void durationsAreReadAndCut();
    void listsThatCostMuchHaveAnEnd();
};

namespace {

/// A valid statement with one member of one part replaced, as JSON text.
std::string with(const std::string& actor, const std::string& verb, const std::string& object,
                 const std::string& rest = "") {
    return R"({"actor":)" + actor + R"(,"verb":)" + verb + R"(,"object":)" + object + rest + "}";
}

const std::string actor = R"({"mbox":"mailto:a@b.example"})";
const std::string verb = R"({"id":"http://verbs.example/did"})";
const std::string object = R"({"id":"http://things.example/1"})";

std::string wrong(const std::string& text, Version version = Version::V2_0_0) {
    std::string reason;
    const auto value = parseJson(text, reason);
    return value ? Shape::checkStatement(*value, version) : reason;
}

/// As a SubStatement: what holds for statements holds there too.
std::string inner(const std::string& text) {
    return with(actor, verb, R"({"objectType":"SubStatement",)" + text.substr(1));
}

/// A SubStatement has no version, no authority and no other SubStatement.
bool mayBeInner(const QByteArray& text) {
    return !text.contains("\"version\"") && !text.contains("\"authority\"") && !text.contains("SubStatement");
}

} // namespace

void tst_Shape::rightStatementsPass_data() {
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const std::string& text) {
        QTest::newRow(name) << QByteArray::fromStdString(text);
    };
    row("smallest", with(actor, verb, object));
    row("account", with(R"({"objectType":"Agent","account":{"homePage":"https://x.example","name":"n"}})",
                        verb, object));
    row("anonymous group",
        with(R"({"objectType":"Group","member":[{"mbox":"mailto:a@b.example"}]})", verb, object));
    row("StatementRef",
        with(actor, verb, R"({"objectType":"StatementRef","id":"0190a6a0-0000-7000-8000-000000000001"})"));
    row("SubStatement",
        with(actor, verb, R"({"objectType":"SubStatement",)" + with(actor, verb, object).substr(1)));
    row("result", with(actor, verb, object,
                       R"(,"result":{"score":{"scaled":-1,"raw":2.5,"min":0,"max":3},"success":true,)"
                       R"("duration":"PT1H0.123S","extensions":{"http://x.example/e":null}})"));
    row("context",
        with(actor, verb, object,
             R"(,"context":{"registration":"0190A6A0-0000-7000-8000-000000000001","revision":"1",)"
             R"("contextActivities":{"parent":{"id":"http://a.example"},"other":[]},"language":"zh-Hant"})"));
    row("interaction",
        with(actor, verb,
             R"({"id":"http://a.example","definition":{"interactionType":"choice","choices":[)"
             R"({"id":"a","description":{"en-US":"A"}},{"id":"b"}],"correctResponsesPattern":["a"]}})"));
    row("empty language map", with(actor, R"({"id":"http://a.example","display":{}})", object));
    row("RFC 3339 with a space (XAPI-00123)",
        with(actor, verb, object, R"(,"timestamp":"2008-09-15 15:53:00.601+00:00")"));
    row("extensions may be null and empty (XAPI-00001)",
        with(actor, verb, object,
             R"(,"result":{"extensions":{}},"context":{"extensions":{"http://x.example/n":null}})"));
    row("authority of two (XAPI-00098)",
        with(
            actor, verb, object,
            R"(,"authority":{"objectType":"Group","member":[{"account":{"homePage":"http://x.example","name":"n"}},)"
            R"({"mbox":"mailto:b@c.example"}]})"));
    row("context agents and groups",
        with(
            actor, verb, object,
            R"(,"context":{"contextAgents":[{"objectType":"contextAgent","agent":{"mbox":"mailto:a@b.example"},)"
            R"("relevantTypes":["http://t.example"]}],"contextGroups":[{"objectType":"contextGroup","group":)"
            R"({"objectType":"Group","mbox":"mailto:g@b.example"}}]})"));
    row("version 1.0", with(actor, verb, object, R"(,"version":"1.0")"));
    row("old version", with(actor, verb, object, R"(,"version":"1.0.9")"));
    row("voiding", with(actor, R"({"id":"http://adlnet.gov/expapi/verbs/voided"})",
                        R"({"objectType":"StatementRef","id":"0190a6a0-0000-7000-8000-000000000001"})"));
}
void tst_Shape::rightStatementsPass() {
    QFETCH(QByteArray, text);
    QCOMPARE(wrong(text.toStdString()), std::string());
    if (!text.contains("contextAgents"))
        QCOMPARE(wrong(text.toStdString(), Version::V1_0_3), std::string());
    if (mayBeInner(text))
        QCOMPARE(wrong(inner(text.toStdString())), std::string());
}

void tst_Shape::wrongStatementsAreRefusedWithTheirPlace_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("place");
    const auto row = [](const char* name, const std::string& text, const char* place) {
        QTest::newRow(name) << QByteArray::fromStdString(text) << QByteArray(place);
    };
    row("no JSON", "{", "JSON");
    row("IRI that no index holds",
        with(actor, verb, R"({"id":"http://o.example/)" + std::string(2048, 'x') + "\"}"), "object.id");
    row("U+0000 in a type",
        with(
            actor, verb, object,
            R"(,"attachments":[{"usageType":"http://o.example/u","display":{"en":"s"},"contentType":"text/\u0000","length":1,"sha2":"495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"}])"),
        "contentType");
    row("array", "[]", "statement");
    row("twins", R"({"actor":{},"actor":{}})", "twice");
    row("no actor", R"({"verb":{"id":"http://a.example"},"object":{"id":"http://a.example"}})", "actor");
    row("wrong case", with(actor, verb, object, R"(,"Result":{})"), "Result");
    row("null", with(actor, verb, object, R"(,"result":null)"), "result");
    row("null inside", with(actor, verb, object, R"(,"result":{"success":null})"), "result.success");
    row("string for bool", with(actor, verb, object, R"(,"result":{"success":"true"})"), "result.success");
    row("string for number", with(actor, verb, object, R"(,"result":{"score":{"raw":"1"}})"),
        "result.score.raw");
    row("two identifiers", with(R"({"mbox":"mailto:a@b.example","openid":"http://a.example"})", verb, object),
        "actor");
    row("no identifier", with(R"({"name":"x"})", verb, object), "actor");
    row("no mailto", with(R"({"mbox":"a@b.example"})", verb, object), "actor.mbox");
    row("short sha1", with(R"({"mbox_sha1sum":"abc"})", verb, object), "actor.mbox_sha1sum");
    row("group in group",
        with(R"({"objectType":"Group","member":[{"objectType":"Group","member":[]}]})", verb, object),
        "actor.member[0]");
    row("empty group", with(R"({"objectType":"Group","member":[]})", verb, object), "actor");
    row("relative verb", with(actor, R"({"id":"did"})", object), "verb.id");
    row("bad language", with(actor, R"({"id":"http://a.example","display":{"zh-z-aaa-z-bbb":"x"}})", object),
        "verb.display");
    row("unknown type", with(actor, verb, R"({"objectType":"Thing","id":"http://a.example"})"), "object");
    row("nested SubStatement",
        with(actor, verb,
             R"({"objectType":"SubStatement",)" +
                 with(actor, verb, R"({"objectType":"SubStatement",)" + with(actor, verb, object).substr(1))
                     .substr(1)),
        "object.object");
    row("SubStatement with id",
        with(actor, verb,
             R"({"objectType":"SubStatement","id":"0190a6a0-0000-7000-8000-000000000001",)" +
                 with(actor, verb, object).substr(1)),
        "object");
    row("scaled", with(actor, verb, object, R"(,"result":{"score":{"scaled":1.01}})"), "result.score");
    row("raw over max", with(actor, verb, object, R"(,"result":{"score":{"raw":4,"min":0,"max":3}})"),
        "result.score");
    row("min is max", with(actor, verb, object, R"(,"result":{"score":{"min":3,"max":3}})"), "result.score");
    row("weeks and days", with(actor, verb, object, R"(,"result":{"duration":"P4W1D"})"), "result.duration");
    row("timestamp", with(actor, verb, object, R"(,"timestamp":"2025-01-01T00:00:00-00:00")"), "timestamp");
    row("UUID", with(actor, verb, object, R"(,"id":"0190a6a0-0000-7000-0000-000000000001")"), "id");
    row("extension name", with(actor, verb, object, R"(,"result":{"extensions":{"x":1}})"),
        "result.extensions");
    row("platform without activity",
        with(actor, verb, actor.substr(0, 1) + R"("objectType":"Agent",)" + actor.substr(1),
             R"(,"context":{"platform":"x"})"),
        "context.platform");
    row("interaction without type",
        with(actor, verb, R"({"id":"http://a.example","definition":{"choices":[]}})"), "object.definition");
    row("component twice",
        with(
            actor, verb,
            R"({"id":"http://a.example","definition":{"interactionType":"choice","choices":[{"id":"a"},{"id":"a"}]}})"),
        "object.definition.choices");
    row("voiding an activity", with(actor, R"({"id":"http://adlnet.gov/expapi/verbs/voided"})", object),
        "voids");
    row("attachment", with(actor, verb, object, R"(,"attachments":[{"usageType":"http://a.example"}])"),
        "attachments[0]");
    row("version", with(actor, verb, object, R"(,"version":"0.9")"), "version");
    row("version 1.1.0 (XAPI-00101)", with(actor, verb, object, R"(,"version":"1.1.0")"), "version");
    row("version with letters", with(actor, verb, object, R"(,"version":"1.0.x")"), "version");
    row("language of eight letters and more (XAPI-00121)",
        with(actor, R"({"id":"http://a.example","display":{"a12345678":"x"}})", object), "verb.display");
    row("contextGroup without a group",
        with(actor, verb, object,
             R"(,"context":{"contextGroups":[{"objectType":"contextGroup","group":{"key":"x"}}]})"),
        "context.contextGroups[0].group");
    row("contextAgent of another type",
        with(
            actor, verb, object,
            R"(,"context":{"contextAgents":[{"objectType":"agent","agent":{"mbox":"mailto:a@b.example"}}]})"),
        "context.contextAgents[0]");
    row("no relevant types",
        with(
            actor, verb, object,
            R"(,"context":{"contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","mbox":"mailto:a@b.example"},"relevantTypes":[]}]})"),
        "relevantTypes");
    row("context activity of an unknown kind (XAPI-00093)",
        with(actor, verb, object,
             R"(,"context":{"contextActivities":{"sibling":{"id":"http://a.example"}}})"),
        "context.contextActivities");
    row("Agent as object without its type (XAPI-00065)", with(actor, verb, actor), "object");
    row("signature of another media type (XAPI-00115)",
        with(
            actor, verb, object,
            R"(,"attachments":[{"usageType":"http://adlnet.gov/expapi/attachments/signature","display":{"en":"s"},"contentType":"text/plain","length":1,"sha2":"495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"}])"),
        "attachments[0]");
    row("authority of one (XAPI-00098)",
        with(actor, verb, object,
             R"(,"authority":{"objectType":"Group","member":[{"mbox":"mailto:b@c.example"}]})"),
        "authority");
    row("identified authority",
        with(actor, verb, object,
             R"(,"authority":{"objectType":"Group","mbox":"mailto:a@b.example","member":[]})"),
        "authority");
}
void tst_Shape::wrongStatementsAreRefusedWithTheirPlace() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, place);
    for (const auto version : {Version::V1_0_3, Version::V2_0_0}) {
        const auto reason = QByteArray::fromStdString(wrong(text.toStdString(), version));
        QVERIFY2(reason.contains(place) || (version == Version::V1_0_3 && reason.contains("context")),
                 reason);
    }
    if (text.startsWith("{\"actor\":") && place != "voids") // a SubStatement voids nothing
        QVERIFY(!wrong(inner(text.toStdString())).empty());
}

void tst_Shape::whatCameWithTwoIsRefusedInOne() {
    const auto text =
        with(actor, verb, object,
             R"(,"context":{"contextAgents":[{"objectType":"contextAgent","agent":)" + actor + "}]}");
    QCOMPARE(wrong(text), std::string());
    QVERIFY(!wrong(text, Version::V1_0_3).empty());
}

void tst_Shape::languageTagsAreThoseOfRfc5646() {
    for (const char* good :
         {"de", "de-DE", "zh-Hant", "sr-Latn-RS", "cmn", "es-MX", "es-419", "sl-rozaj-biske", "de-CH-1996",
          "en-US-u-islamcal", "x-private", "zh-cmn-Hans-CN", "i-klingon"})
        QVERIFY2(isLanguageTag(good), good);
    for (const char* bad :
         {"", "d", "de_DE", "de-", "-de", "zh-z-aaa-z-bbb-c-ccc", "abcdefghi", "de-419-DE", "en-u", "1de"})
        QVERIFY2(!isLanguageTag(bad), bad);
}

void tst_Shape::timestampsKeepTheirMomentInEveryNotation() {
    const auto noon = parseTimestamp("2025-11-10T12:00:00Z");
    QVERIFY(noon);
    for (const char* same :
         {"2025-11-10T12:00:00.000Z", "2025-11-10T07:00:00-05:00", "2025-11-10T13:00:00+0100",
          "2025-11-10T12:00:00.0000001Z", "2025-11-10t12:00:00z", "2025-11-10T14:00:00+02"})
        QVERIFY2(parseTimestamp(same) == noon, same);
    QCOMPARE(formatTimestamp(*noon), std::string("2025-11-10T12:00:00.000Z"));
    QCOMPARE(formatTimestamp(*parseTimestamp("2025-11-10T12:00:00.123456Z")),
             std::string("2025-11-10T12:00:00.123456Z"));
    QCOMPARE(formatTimestamp(*parseTimestamp("1960-02-29T23:59:59.999Z")),
             std::string("1960-02-29T23:59:59.999Z"));
    for (const char* bad : {"", "2025-11-10", "2025-11-10T12:00:00", "2025-13-10T12:00:00Z",
                            "2025-02-30T12:00:00Z", "2025-11-10T12:00:00-00", "2025-11-10T12:00:00-0000",
                            "2025-11-10T24:00:00Z", "2025-11-10T12:00:00.Z", "2025-11-10T12:00:00Zx"})
        QVERIFY2(!parseTimestamp(bad), bad);
}

void tst_Shape::durationsAreReadAndCut() {
    for (const char* good : {"P1Y", "P1M2D", "PT1M", "P1DT2H", "PT0.5S", "P4W", "PT1.5H"})
        QVERIFY2(isDuration(good), good);
    for (const char* bad :
         {"", "P", "PT", "1D", "P1DT", "PT1.5H2M", "P1S", "PT1D", "P4W1D", "PT.5S", "PT5", "P1D1Y"})
        QVERIFY2(!isDuration(bad), bad);
    QCOMPARE(comparableDuration("PT1.239S"), std::string("PT1.23S"));
    QCOMPARE(comparableDuration("PT1.239H"), std::string("PT1.239H")); // the rule speaks of seconds
    QCOMPARE(comparableDuration("PT1.2S"), comparableDuration("PT1.200S"));
    QCOMPARE(comparableDuration("PT1S"), comparableDuration("PT1.00S"));
}

void tst_Shape::listsThatCostMuchHaveAnEnd() {
    const auto list = [](int count, const auto& one) {
        std::string all;
        for (int i = 0; i < count; ++i)
            all += (i ? "," : "") + one(i);
        return all;
    };
    const auto group = [&](int members) {
        return R"({"objectType":"Group","member":[)" +
               list(members,
                    [](int i) { return R"({"mbox":"mailto:a)" + std::to_string(i) + R"(@b.example"})"; }) +
               "]}";
    };
    QCOMPARE(wrong(with(group(1000), verb, object)), std::string());
    QVERIFY(wrong(with(group(1001), verb, object)).find("actor.member may have at most 1000") == 0);
    const auto named = [&](int languages) {
        return R"({"id":"http://a.example","display":{)" +
               list(languages, [](int i) { return R"("en-x-)" + std::to_string(i) + R"(":"x")"; }) + "}}";
    };
    QCOMPARE(wrong(with(actor, named(500), object)), std::string());
    QVERIFY(wrong(with(actor, named(501), object)).find("verb.display may have at most 500") == 0);
    const auto signedTimes = [&](int times) {
        return with(
            actor, verb, object,
            R"(,"attachments":[)" + list(times, [](int) {
                return R"({"usageType":"http://adlnet.gov/expapi/attachments/signature","display":{},)"
                       R"("contentType":"application/octet-stream","length":1,"sha2":")" +
                       std::string(64, 'a') + R"("})";
            }) + "]");
    };
    QCOMPARE(wrong(signedTimes(1)), std::string());
    QVERIFY(wrong(signedTimes(2)).find("attachments may have only one signature") == 0);
}

QTEST_GUILESS_MAIN(tst_Shape)
#include "tst_Shape.moc"
