#include "core/xapi/Draft.h"
#include "core/xapi/RawJson.h"

#include <QTest>

#include <boost/json/monotonic_resource.hpp>

using namespace understudy::xapi;

// Declared before the first raw string: moc loses its way in them.
class tst_Draft final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void XAPI_00002_numbersAreGivenBackDigitByDigit();
    void XAPI_00026_aStatementWithoutAnIdGetsOne();
    void XAPI_00332_theVersionItCameWithIsKept();
    void XAPI_00097_storedAndAuthorityAreTheServersOwn();
    void timesAreUtcIn2AndAsTheyCameIn1();
    void aSingleContextActivityComesBackAsAnArray();
    void aMemberThatStandsTwiceIsRefusedWhereverItStands_data();
    void aMemberThatStandsTwiceIsRefusedWhereverItStands();
    void whatXapiIgnoresMakesNoConflict_data();
    void whatXapiIgnoresMakesNoConflict();
    void anythingElseIsAConflict_data();
    void anythingElseIsAConflict();
    void aStatementIsFoundByAllItNames();
    void aDraftOutlivesTheRequestItWasReadFrom();
};

namespace {

const std::string authority =
    R"({"objectType":"Agent","account":{"homePage":"https://x.example","name":"dev-1"}})";
constexpr Micros moment = 1'762'765'200'123'456;

std::string statement(const std::string& rest, const std::string& actor = R"({"mbox":"mailto:a@b.example"})",
                      const std::string& object = R"({"id":"http://o.example/1"})") {
    return R"({"actor":)" + actor + R"(,"verb":{"id":"http://v.example/did"},"object":)" + object + rest +
           "}";
}

std::optional<Draft> drafted(const std::string& text, Version version = Version::V2_0_0) {
    std::string reason;
    auto value = parseJson(text, reason);
    if (!value)
        return std::nullopt;
    auto made = draft(text, std::move(*value), Sender(version, authority), {},
                      [] { return std::string("0190a6a0-0000-7000-8000-000000000001"); });
    if (auto* ready = std::get_if<Draft>(&made))
        return std::move(*ready);
    qWarning("%s", std::get<std::string>(made).c_str());
    return std::nullopt;
}

/// The statement as it would be given back.
boost::json::object kept(const std::string& text, Version version = Version::V2_0_0) {
    const auto made = drafted(text, version);
    std::string reason;
    const auto value = made ? parseJson(made->text(moment), reason) : std::nullopt;
    return value ? value->get_object() : boost::json::object();
}

bool alike(const std::string& a, const std::string& b, Version version = Version::V2_0_0) {
    const auto left = drafted(a, version);
    const auto right = drafted(b, version);
    return left && right && sayTheSame(left->meaning, right->meaning, version);
}

} // namespace

void tst_Draft::XAPI_00002_numbersAreGivenBackDigitByDigit() {
    const auto made = drafted(
        statement(R"(,"result":{"score":{"raw":12.1250,"min":0.12123434,"max":4545e-2,"scaled":0.95000}})"));
    QVERIFY(made);
    const auto text = made->text(moment);
    for (const char* number : {"12.1250", "0.12123434", "4545e-2", "0.95000"})
        QVERIFY2(text.find(number) != std::string::npos, text.c_str());
}

void tst_Draft::XAPI_00026_aStatementWithoutAnIdGetsOne() {
    QCOMPARE(drafted(statement(""))->id, std::string("0190a6a0-0000-7000-8000-000000000001"));
    const auto own = drafted(statement(R"(,"id":"0190A6A0-0000-7000-8000-00000000000F")"));
    QCOMPARE(own->id, std::string("0190a6a0-0000-7000-8000-00000000000f"));
}

void tst_Draft::XAPI_00332_theVersionItCameWithIsKept() {
    QCOMPARE(kept(statement(""), Version::V1_0_3).at("version"), "1.0.0");
    QCOMPARE(kept(statement("")).at("version"), "2.0.0");
    for (const char* version : {"1.0", "1.0.0", "1.0.3", "1.0.9"}) {
        const auto text = statement(R"(,"version":")" + std::string(version) + "\"");
        QCOMPARE(kept(text, Version::V1_0_3).at("version"), version);
        QCOMPARE(kept(text).at("version"), version);
    }
}

void tst_Draft::XAPI_00097_storedAndAuthorityAreTheServersOwn() {
    const auto text = kept(statement(
        R"(,"stored":"2011-07-15T00:00:00.000Z","authority":{"mbox":"mailto:somebody@else.example"})"));
    QCOMPARE(text.at("stored"), "2025-11-10T09:00:00.123456Z");
    QCOMPARE(text.at("authority").at("account").at("name"), "dev-1");
    QCOMPARE(text.at("timestamp"), text.at("stored"));
}

void tst_Draft::timesAreUtcIn2AndAsTheyCameIn1() {
    for (const char* time :
         {"2023-05-04T12:00:00-05:00", "2023-05-04 17:00:00Z", "2023-05-04t17:00:00.000z"}) {
        const auto member = R"(,"timestamp":")" + std::string(time) + "\"";
        QCOMPARE(kept(statement(member)).at("timestamp"), "2023-05-04T17:00:00.000Z");
        QCOMPARE(kept(statement(member), Version::V1_0_3).at("timestamp"), time);
        const auto inner = statement("", R"({"mbox":"mailto:a@b.example"})",
                                     R"({"objectType":"SubStatement",)" + statement(member).substr(1));
        QCOMPARE(kept(inner).at("object").at("timestamp"), "2023-05-04T17:00:00.000Z");
    }
    // What is UTC already is not touched, however precise it is.
    QCOMPARE(kept(statement(R"(,"timestamp":"2023-05-04T17:00:00.123456789Z")")).at("timestamp"),
             "2023-05-04T17:00:00.123456789Z");
}

void tst_Draft::aSingleContextActivityComesBackAsAnArray() {
    const std::string context =
        R"(,"context":{"contextActivities":{"parent":{"id":"http://p.example"},"other":[{"id":"http://o.example"}]}})";
    const auto top = kept(statement(context));
    QCOMPARE(top.at("context").at("contextActivities").at("parent").at(0).at("id"), "http://p.example");
    QCOMPARE(top.at("context").at("contextActivities").at("other").at(0).at("id"), "http://o.example");
    const auto inner = kept(statement("", R"({"mbox":"mailto:a@b.example"})",
                                      R"({"objectType":"SubStatement",)" + statement(context).substr(1)));
    QCOMPARE(inner.at("object").at("context").at("contextActivities").at("parent").at(0).at("id"),
             "http://p.example");
}

void tst_Draft::aMemberThatStandsTwiceIsRefusedWhereverItStands_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {R"({"a":1,"a":1})", R"({"a":{"b":1,"b":2}})", R"([{"a":[{"b":1,"\u0062":2}]}])",
                             R"({"a":{"x":{"y":1}},"a":2})"})
        QTest::newRow(text) << QByteArray(text);
}
void tst_Draft::aMemberThatStandsTwiceIsRefusedWhereverItStands() {
    QFETCH(QByteArray, text);
    std::string reason;
    QVERIFY(!parseJson(text.toStdString(), reason));
    QVERIFY2(reason.find("twice") != std::string::npos, reason.c_str());
}

void tst_Draft::whatXapiIgnoresMakesNoConflict_data() {
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    const auto row = [](const char* name, const std::string& one, const std::string& other) {
        QTest::newRow(name) << QByteArray::fromStdString(one) << QByteArray::fromStdString(other);
    };
    row("authority, stored, version", statement(""),
        statement(
            R"(,"authority":{"mbox":"mailto:x@y.example"},"stored":"2001-01-01T00:00:00Z","version":"1.0.3")"));
    row("time notation", statement(R"(,"timestamp":"2023-05-04T12:00:00-05:00")"),
        statement(R"(,"timestamp":"2023-05-04T17:00:00.000Z")"));
    row("no time the second time", statement(R"(,"timestamp":"2023-05-04T17:00:00Z")"), statement(""));
    row("activity definition", statement(""),
        statement("", R"({"mbox":"mailto:a@b.example"})",
                  R"({"objectType":"Activity","id":"http://o.example/1","definition":{"name":{"en":"N"}}})"));
    row("case of the mail's domain", statement(""), statement("", R"({"mbox":"mailto:a@B.EXAMPLE"})"));
    row("Agent said or not", statement(""),
        statement("", R"({"objectType":"Agent","mbox":"mailto:a@b.example"})"));
    const std::string first = R"({"mbox":"mailto:a@b.example"})", second = R"({"mbox":"mailto:c@d.example"})";
    row("order of members",
        statement("", R"({"objectType":"Group","member":[)" + first + "," + second + "]}"),
        statement("", R"({"objectType":"Group","member":[)" + second + "," + first + "]}"));
    row("array of one context activity",
        statement(R"(,"context":{"contextActivities":{"parent":{"id":"http://p.example"}}})"),
        statement(R"(,"context":{"contextActivities":{"parent":[{"id":"http://p.example"}]}})"));
    row("case of a registration",
        statement(R"(,"context":{"registration":"0190A6A0-0000-7000-8000-0000000000AA"})"),
        statement(R"(,"context":{"registration":"0190a6a0-0000-7000-8000-0000000000aa"})"));
    row("context agents",
        statement(
            R"(,"context":{"contextAgents":[{"objectType":"contextAgent","agent":{"mbox":"mailto:a@b.example"}}]})"),
        statement(
            R"(,"context":{"contextAgents":[{"objectType":"contextAgent","agent":{"objectType":"Agent","mbox":"mailto:a@B.example"}}]})"));
    row("number notation", statement(R"(,"result":{"score":{"raw":1.0}})"),
        statement(R"(,"result":{"score":{"raw":1}})"));
    row("thousandths of a second", statement(R"(,"result":{"duration":"P1DT12H36M0.1237S"})"),
        statement(R"(,"result":{"duration":"P1DT12H36M0.12S"})"));
}
void tst_Draft::whatXapiIgnoresMakesNoConflict() {
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    QVERIFY(alike(one.toStdString(), other.toStdString()));
    QVERIFY(alike(other.toStdString(), one.toStdString()));
    // The verb's words never matter.
    auto worded = other;
    worded.replace(R"("verb":{)", R"("verb":{"display":{"en":"did"},)");
    QVERIFY(alike(one.toStdString(), worded.toStdString()));
}

void tst_Draft::anythingElseIsAConflict_data() {
    QTest::addColumn<QByteArray>("rest");
    for (const char* rest :
         {R"(,"result":{"success":true})", R"(,"result":{"duration":"PT1.23S"})",
          R"(,"context":{"language":"de"})", R"(,"context":{"extensions":{"http://x.example":1}})"})
        QTest::newRow(rest) << QByteArray(rest);
}
void tst_Draft::anythingElseIsAConflict() {
    QFETCH(QByteArray, rest);
    QVERIFY(!alike(statement(""), statement(rest.toStdString())));
    QVERIFY(!alike(statement(R"(,"timestamp":"2023-05-04T17:00:00Z")"),
                   statement(R"(,"timestamp":"2023-05-04T17:00:01Z")")));
    QVERIFY(!alike(statement(R"(,"result":{"duration":"PT1.23S"})"),
                   statement(R"(,"result":{"duration":"PT1.24S"})")));
    // In 1.0.3 a duration is its text.
    QVERIFY(!alike(statement(R"(,"result":{"duration":"PT1.231S"})"),
                   statement(R"(,"result":{"duration":"PT1.23S"})"), Version::V1_0_3));
}

void tst_Draft::aStatementIsFoundByAllItNames() {
    const auto made = drafted(statement(
        R"(,"context":{"registration":"0190A6A0-0000-7000-8000-0000000000AA","instructor":{"mbox":"mailto:i@b.example"},)"
        R"("contextActivities":{"grouping":[{"id":"http://g.example"}]}})"));
    QVERIFY(made);
    const auto has = [&](KeyKind kind, std::string_view identifier) {
        return std::binary_search(made->keys.begin(), made->keys.end(), makeKey(kind, identifier));
    };
    QVERIFY(std::is_sorted(made->keys.begin(), made->keys.end()));
    QVERIFY(has(KeyKind::Agent, "mbox mailto:a@b.example"));
    QVERIFY(has(KeyKind::RelatedAgent, "mbox mailto:a@b.example"));
    QVERIFY(has(KeyKind::RelatedAgent, "mbox mailto:i@b.example"));
    QVERIFY(!has(KeyKind::Agent, "mbox mailto:i@b.example"));
    QVERIFY(has(KeyKind::RelatedAgent, "account https://x.example dev-1")); // the authority
    QVERIFY(has(KeyKind::Verb, "http://v.example/did"));
    QVERIFY(has(KeyKind::Activity, "http://o.example/1"));
    QVERIFY(has(KeyKind::RelatedActivity, "http://g.example"));
    QVERIFY(!has(KeyKind::Activity, "http://g.example"));
    QVERIFY(has(KeyKind::Registration, "0190a6a0-0000-7000-8000-0000000000aa"));
}

void tst_Draft::aDraftOutlivesTheRequestItWasReadFrom() {
    std::optional<Draft> made;
    {
        const auto text = statement(R"(,"result":{"response":"a long enough answer, not kept in place"})");
        std::string reason;
        auto value =
            parseJson(text, reason, boost::json::make_shared_resource<boost::json::monotonic_resource>());
        auto one = draft(text, std::move(*value), Sender(Version::V2_0_0, authority), {},
                         [] { return std::string("0190a6a0-0000-7000-8000-000000000001"); });
        made = std::move(std::get<Draft>(one));
    }
    QCOMPARE(made->meaning.at("result").at("response"), "a long enough answer, not kept in place");
    std::vector<Draft> several;
    several.push_back(std::move(*made));
    several.emplace_back();
    several.erase(several.begin() + 1);
    QCOMPARE(several.front().meaning.at("verb").at("id"), "http://v.example/did");
}

QTEST_GUILESS_MAIN(tst_Draft)
#include "tst_Draft.moc"
