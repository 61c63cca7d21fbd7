#include "core/lrs/Formats.h"
#include "core/xapi/RawJson.h"

#include <QTest>

using namespace understudy::lrs;
using understudy::xapi::Version;

// Declared before the first raw string: moc loses its way in them.
class tst_Formats final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void XAPI_00171_idsLeaveNothingButIdentifiers();
    void XAPI_00171_anAnonymousGroupKeepsItsMembersIds();
    void XAPI_00172_eachTextIsGivenInOneLanguage();
    void XAPI_00169_whatTheServerKnowsOfAnActivityStandsInsteadOfWhatCame();
    void theLanguageIsTheOneTheReaderPrefers_data();
    void theLanguageIsTheOneTheReaderPrefers();
    void aDefinitionNamedEverywhereDoesNotMakeAnAnswerEndless();
    void numbersAreNotWrittenAnew();
    void whatCameWith1IsInUtcFor2();
};

namespace {

boost::json::object parsed(const std::string& text) {
    std::string reason;
    const auto value = understudy::xapi::parseJson(text, reason);
    return value && value->is_object() ? value->get_object() : boost::json::object();
}

std::size_t membersOf(const boost::json::value& value) { return value.get_object().size(); }

const std::string definition =
    R"({"name":{"en-US":"N","de":"D"},"description":{"en-US":"n","de":"d"},"type":"http://t.example",)"
    R"("interactionType":"choice","choices":[{"id":"a","description":{"en-US":"A","de":"Ä"}}],)"
    R"("extensions":{"http://e.example":{"en":1.50,"de":2}}})";

const std::string statement =
    R"({"id":"0190a6a0-0000-7000-8000-000000000001","actor":{"objectType":"Agent","name":"Ann",)"
    R"("mbox":"mailto:a@b.example"},"verb":{"id":"http://v.example/did","display":{"en-US":"did","de":"tat"}},)"
    R"("object":{"objectType":"Activity","id":"http://o.example/1","definition":)" +
    definition +
    R"(},"result":{"score":{"raw":1.50}},"context":{"instructor":{"name":"I","openid":"http://i.example"},)"
    R"("contextActivities":{"category":[{"objectType":"Activity","id":"http://c.example","definition":)" +
    definition +
    R"(}]},"contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group",)"
    R"("name":"G","mbox":"mailto:g@b.example","member":[{"mbox":"mailto:m@b.example"}]}}]}})";

std::string canonical(
    const std::string& text, const char* accept,
    const Canonical::Definition& known = [](const std::string&) { return std::string(); }) {
    const Languages languages(accept);
    return Canonical(languages, known).statement(text);
}

} // namespace

void tst_Formats::XAPI_00171_idsLeaveNothingButIdentifiers() {
    const auto text = parsed(idsOnly(statement));
    QCOMPARE(membersOf(text.at("actor")), std::size_t(2));
    QCOMPARE(membersOf(text.at("verb")), std::size_t(1));
    QCOMPARE(membersOf(text.at("object")), std::size_t(1));
    QCOMPARE(text.at("object").at("id"), "http://o.example/1");
    QCOMPARE(membersOf(text.at("context").at("instructor")), std::size_t(1));
    QCOMPARE(membersOf(text.at("context").at("contextActivities").at("category").at(0)), std::size_t(1));
    QCOMPARE(membersOf(text.at("context").at("contextGroups").at(0).at("group")), std::size_t(2));
    const auto inner = parsed(idsOnly(
        R"({"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"http://v.example"},"object":)"
        R"({"objectType":"SubStatement","actor":{"objectType":"Group","name":"G","mbox":"mailto:g@b.example"},)"
        R"("verb":{"id":"http://v.example/2","display":{"en":"x"}},"object":{"objectType":"Activity",)"
        R"("id":"http://o.example/2","definition":{}}}})"));
    const auto& sub = inner.at("object");
    QCOMPARE(sub.at("objectType"), "SubStatement");
    QCOMPARE(membersOf(sub.at("actor")), std::size_t(2));
    QCOMPARE(membersOf(sub.at("verb")), std::size_t(1));
    QCOMPARE(membersOf(sub.at("object")), std::size_t(1));
    const auto reference =
        parsed(idsOnly(R"({"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"http://v.example"},"object":)"
                       R"({"objectType":"StatementRef","id":"0190a6a0-0000-7000-8000-000000000001"}})"));
    QCOMPARE(reference.at("object").at("objectType"), "StatementRef");
}

void tst_Formats::XAPI_00171_anAnonymousGroupKeepsItsMembersIds() {
    const auto text = parsed(idsOnly(
        R"({"actor":{"objectType":"Group","name":"G","member":[{"name":"A","mbox":"mailto:a@b.example"},)"
        R"({"objectType":"Agent","account":{"homePage":"http://h.example","name":"n"}}]},)"
        R"("verb":{"id":"http://v.example"},"object":{"id":"http://o.example"}})"));
    const auto& actor = text.at("actor");
    QVERIFY(!actor.get_object().contains("name"));
    QCOMPARE(actor.at("member").get_array().size(), std::size_t(2));
    QCOMPARE(membersOf(actor.at("member").at(0)), std::size_t(1));
    QCOMPARE(actor.at("member").at(1).at("account").at("name"), "n"); // of the account, not of the agent
}

void tst_Formats::XAPI_00172_eachTextIsGivenInOneLanguage() {
    const auto text = parsed(canonical(statement, "de"));
    QCOMPARE(text.at("verb").at("display"), (boost::json::object{{"de", "tat"}}));
    for (const auto* about :
         {&text.at("object"), &text.at("context").at("contextActivities").at("category").at(0)}) {
        const auto& one = about->at("definition");
        QCOMPARE(one.at("name"), (boost::json::object{{"de", "D"}}));
        QCOMPARE(one.at("description"), (boost::json::object{{"de", "d"}}));
        QCOMPARE(one.at("choices").at(0).at("description"), (boost::json::object{{"de", "Ä"}}));
        QCOMPARE(membersOf(one.at("extensions").at("http://e.example")), std::size_t(2)); // no language map
    }
    QCOMPARE(text.at("actor").at("name"), "Ann");
}

void tst_Formats::XAPI_00169_whatTheServerKnowsOfAnActivityStandsInsteadOfWhatCame() {
    int asked = 0;
    const auto text = parsed(canonical(statement, "", [&](const std::string& iri) {
        ++asked;
        return iri == "http://o.example/1"
                   ? std::string(R"({"name":{"en-US":"newer","fr":"F"},"moreInfo":"http://m.example"})")
                   : std::string();
    }));
    QCOMPARE(text.at("object").at("definition"),
             (boost::json::object{{"name", {{"en-US", "newer"}}}, {"moreInfo", "http://m.example"}}));
    QCOMPARE(text.at("context").at("contextActivities").at("category").at(0).at("definition").at("name"),
             (boost::json::object{{"en-US", "N"}}));
    QCOMPARE(asked, 2);
}

void tst_Formats::theLanguageIsTheOneTheReaderPrefers_data() {
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<QByteArray>("tags");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* accept, const char* tags, const char* expected) {
        QTest::newRow(accept) << QByteArray(accept) << QByteArray(tags) << QByteArray(expected);
    };
    row("en-GB", "en-US en-GB", "en-GB");
    row("de-AT", "en-US de fr", "de");
    row("de", "en-US de-CH", "de-CH");
    row("de-Latn-AT-1996", "en de-Latn", "de-Latn");
    row("DE", "en-US de", "de");
    row("fr;q=0.3, de;q=0.8, es;q=0", "fr de es", "de");
    row("es;q=0, *", "es fr", "fr");
    row("*", "de en-GB", "en-GB");
    row("", "ja en-US", "en-US");
    row("sv", "ja ko", "ja");
    row("x;q=z, ,;;,de", "ja de", "de");
}
void tst_Formats::theLanguageIsTheOneTheReaderPrefers() {
    QFETCH(QByteArray, accept);
    QFETCH(QByteArray, tags);
    QFETCH(QByteArray, expected);
    std::vector<std::string> all;
    for (const auto& tag : tags.split(' '))
        all.push_back(tag.toStdString());
    QCOMPARE(QByteArray::fromStdString(all[Languages(accept.toStdString()).best(all)]), expected);
}

void tst_Formats::aDefinitionNamedEverywhereDoesNotMakeAnAnswerEndless() {
    std::string others;
    for (int i = 0; i < 1000; ++i)
        others += (i ? "," : "") + std::string(R"({"id":"http://o.example/)") + std::to_string(i % 50) +
                  R"(","definition":{"name":{"en":"own"}}})";
    const auto text = R"({"verb":{"id":"http://v.example"},"object":{"id":"http://o.example/1"},)"
                      R"("context":{"contextActivities":{"other":[)" +
                      others + "]}}}";
    const std::string large = R"({"description":{"en":")" + std::string(1000 * 1000, 'x') + R"("}})";
    int asked = 0;
    const auto told = canonical(text, "en", [&](const std::string&) {
        ++asked;
        return large;
    });
    QVERIFY(told.size() < Canonical::mostDefinitions + text.size() + large.size());
    QVERIFY(told.size() > 4 * large.size());
    QVERIFY(asked < 12);
    const auto list = parsed(told).at("context").at("contextActivities").at("other").as_array();
    QCOMPARE(list.size(), std::size_t(1000));
    QCOMPARE(list.back().at("definition").at("name").at("en").as_string(), "own"); // as it was said
}

void tst_Formats::numbersAreNotWrittenAnew() {
    QVERIFY(idsOnly(statement).find("1.50") != std::string::npos);
    const auto text = canonical(statement, "de");
    QVERIFY(text.find("\"raw\":1.50") != std::string::npos && text.find("\"en\":1.50") != std::string::npos);
}

void tst_Formats::whatCameWith1IsInUtcFor2() {
    const std::string older =
        R"({"id":"x","timestamp":"2023-05-04T12:00:00-05:00","version":"1.0.0","stored":"2025-11-10T09:00:00.000Z"})";
    QCOMPARE(exactly(older, Version::V1_0_3), older);
    QCOMPARE(parsed(exactly(older, Version::V2_0_0)).at("timestamp"), "2023-05-04T17:00:00.000Z");
    auto newer = older;
    newer.replace(newer.find("1.0.0"), 5, "2.0.0");
    QCOMPARE(exactly(newer, Version::V2_0_0), newer);
}

QTEST_GUILESS_MAIN(tst_Formats)
#include "tst_Formats.moc"
